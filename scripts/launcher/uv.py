"""The installer `uv`: found, or installed beside the project with whichever pip there is.

uv does not read pip's settings, so indexes, wheel folders and certificates that pip was told of are handed
over in the environment. Nothing of them is written down.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from launcher import interpreters
from launcher.terminal import Trouble, progress

NO_PIP = """\
Neither uv nor pip was found, and one of them is needed to install the rest. Either
    sudo apt-get install python3-pip        (Debian, Ubuntu)
or install uv so that `uv --version` works; then run the same command again."""
NO_PYTHON = """\
No Python 3.11 was found, and uv could not fetch one. Any of these helps:
    sudo apt-get install python3.11         (where the distribution has it)
    pyenv install 3.11
    CARE_PYTHON=/path/to/python3.11 make run
What uv said:
{said}"""
MANAGED_PYTHON = Path(".tools/python")


def locate(tools: Path) -> str:
    """uv's absolute path; installs it into `tools` when there is none. Raises Trouble."""
    own = (tools / "bin" / "uv").absolute()
    for path in (shutil.which("uv"), str(own)):
        if path and _runs(path):
            return str(Path(path).absolute())
    with progress("installing uv beside the project"):
        for pip in _pips():
            command = [*pip, "install", "--quiet", "--upgrade", "--target", str(tools), "uv"]
            done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8")
            if done.returncode == 0 and _runs(str(own)):
                return str(own)
            said = done.stdout.strip()
            if "No module named" not in said:
                raise Trouble(f"uv could not be installed. What pip said:\n{said}")
    raise Trouble(NO_PIP)


def python_for(uv: str, environment: Mapping[str, str]) -> Path:
    """A Python 3.11: one that is there, else one that uv fetches beside the project. Raises Trouble."""
    found = interpreters.find(environment)
    if found:
        return found
    with progress("no Python 3.11 here: fetching one"):
        done = subprocess.run(
            [uv, "python", "install", "3.11", "--no-bin"],
            env={**environment, "UV_PYTHON_INSTALL_DIR": str(MANAGED_PYTHON)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
        )
    found = interpreters.find(environment)
    if not found:
        raise Trouble(NO_PYTHON.format(said=done.stdout.strip()))
    return found


def installer_environment(environment: Mapping[str, str], settings: Mapping[str, str]) -> dict[str, str]:
    """The environment for uv: what it is told already stays, what only pip was told is added."""
    result = dict(environment)
    result.pop("PYTHONDONTWRITEBYTECODE", None)
    if settings.get("index-url"):
        result.setdefault("UV_DEFAULT_INDEX", settings["index-url"])
    if settings.get("extra-index-url") and "UV_INDEX" not in result:
        result["UV_INDEX"] = " ".join(settings["extra-index-url"].split())
        # As pip does it; the hashes in the locks say which file is the right one.
        result.setdefault("UV_INDEX_STRATEGY", "unsafe-best-match")
    if settings.get("cert"):
        result.setdefault("SSL_CERT_FILE", settings["cert"])
    return result


def pip_settings(environment: Mapping[str, str]) -> dict[str, str]:
    """What pip's files and environment say of indexes, wheel folders and certificates."""
    result = {}
    for pip in _pips():
        done = subprocess.run(
            [*pip, "config", "list"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8"
        )
        if done.returncode == 0:
            result = _parse_settings(done.stdout)
            break
    for key in ("index-url", "extra-index-url", "find-links", "cert"):
        value = environment.get("PIP_" + key.replace("-", "_").upper())
        if value:
            result[key] = value
    return result


def _parse_settings(listing: str) -> dict[str, str]:
    """Lines such as `global.index-url='…'`; what is said for `install` is stronger than for `global`."""
    result: dict[str, str] = {}
    for section in ("global.", "install."):
        for line in listing.splitlines():
            name, _, value = line.partition("=")
            if name.startswith(section):
                result[name[len(section) :]] = " ".join(shlex.split(value)).replace("\\n", " ").strip()
    return result


def _pips() -> Iterator[list[str]]:
    """Commands that may be pip, likeliest first."""
    yield [sys.executable, "-m", "pip"]
    found = interpreters.find(os.environ)
    if found:
        yield [str(found), "-m", "pip"]
    for name in ("pip3", "pip"):
        path = shutil.which(name)
        if path:
            yield [path]
    for wheel in sorted(Path("/usr/share/python-wheels").glob("pip-*.whl")):
        yield [sys.executable, f"{wheel}/pip"]
    with tempfile.TemporaryDirectory() as folder:
        made = subprocess.run(
            [sys.executable, "-m", "venv", folder], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        if made.returncode == 0:
            yield [f"{folder}/bin/python", "-m", "pip"]


def _runs(path: str) -> bool:
    try:
        return (
            subprocess.run(
                [path, "--version"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            ).returncode
            == 0
        )
    except OSError:
        return False

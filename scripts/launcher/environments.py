"""The two environments, built from the locks with hashes, and rebuilt only when a lock changed."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from launcher import uv as uv_tool
from launcher.terminal import Trouble, progress

ENVIRONMENTS = ("assistant", "services")
TEST_LOCKS = {"assistant": "assistant-test.txt", "services": "test.txt"}
EXTRAS = {"whisper": "whisper.txt", "faster-whisper": "faster-whisper.txt"}
"""Added to the services environment by `make whisper`, and kept from then on; the tests' lock holds them."""
PEERS = "peers"
TORCH = "torch.txt"
TORCH_IN = "services"
RECIPE = "1"
"""Counts changes in how an environment is built, so that old ones are built again."""


class Project:
    """Where things lie."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.tools = root / ".tools"
        self.requirements = root / "requirements"

    def environment(self, name: str) -> Path:
        """The folder of one environment."""
        return self.root / ".venv" / name

    def python(self, name: str) -> Path:
        """The interpreter of one environment."""
        return self.environment(name) / "bin" / "python"


def ensure(project: Project, *, with_tests: bool, environment: Mapping[str, str]) -> None:
    """Build what is missing or outdated. Quick when nothing is. Raises Trouble."""
    with only_one(project.root / ".venv" / ".lock"):
        wanted = [name for name in ENVIRONMENTS if not is_ready(project, name, with_tests=with_tests)]
        if not wanted:
            return
        builder = _builder(project, environment)
        with progress("installing the " + " and the ".join(wanted) + " environment"):
            _all_at_once([partial(builder.build, name, with_tests=with_tests) for name in wanted])


def add_whisper(project: Project, *, faster: bool, environment: Mapping[str, str]) -> None:
    """Add the recogniser of free speech to the services environment. Raises Trouble."""
    with only_one(project.root / ".venv" / ".lock"), progress("installing whisper"):
        _builder(project, environment).add_extra("faster-whisper" if faster else "whisper")


def ensure_peers(project: Project, *, environment: Mapping[str, str]) -> Path:
    """The environment of what measurements stand beside; its interpreter. Raises Trouble."""
    with only_one(project.root / ".venv" / ".lock"):
        stamp, digest = _stamp(project, PEERS), _digest(project.requirements / f"{PEERS}.txt")
        if _read(stamp) != digest or not project.python(PEERS).exists():
            with progress("installing the peers"):
                _builder(project, environment).build_peers()
            stamp.write_text(digest)
    return project.python(PEERS)


def is_ready(project: Project, name: str, *, with_tests: bool) -> bool:
    """Whether the environment was built from these very locks and its interpreter is still there."""
    if not project.python(name).exists():
        return False
    ready = _read(_stamp(project, name)) == base_digest(project, name)
    if with_tests:
        ready = ready and _read(_test_stamp(project, name)) == _digest(
            project.requirements / TEST_LOCKS[name]
        )
    return ready


def base_digest(project: Project, name: str) -> str:
    """Changes whenever the environment must be built again."""
    files = [project.requirements / f"{name}.txt"]
    if name == TORCH_IN:
        files.append(project.requirements / TORCH)
    return _digest(*files)


def _builder(project: Project, environment: Mapping[str, str]) -> _Builder:
    uv = uv_tool.locate(project.tools)
    settings = uv_tool.pip_settings(environment)
    python = uv_tool.python_for(uv, environment)
    return _Builder(project, uv, python, uv_tool.installer_environment(environment, settings), settings)


class _Builder:
    def __init__(
        self,
        project: Project,
        uv: str,
        python: Path,
        environment: Mapping[str, str],
        settings: Mapping[str, str],
    ) -> None:
        self._project = project
        self._uv = uv
        self._python = python
        self._environment = environment
        self._find_links = settings.get("find-links", "").split()

    def build(self, name: str, *, with_tests: bool) -> None:
        project, folder = self._project, self._project.environment(name)
        if not project.python(name).exists():
            shutil.rmtree(folder, ignore_errors=True)
            self._run("venv", "--quiet", "--python", str(self._python), "--no-python-downloads", str(folder))
        tests = project.requirements / TEST_LOCKS[name]
        # What tests need was asked for once and stays, whoever builds anew.
        with_tests = with_tests or _test_stamp(project, name).exists()
        if _read(_stamp(project, name)) != base_digest(project, name):
            _test_stamp(project, name).unlink(missing_ok=True)
            _stamp(project, name).unlink(missing_ok=True)
            locks = [f"{name}.txt", TEST_LOCKS[name]] if with_tests else [f"{name}.txt"]
            if name == TORCH_IN and not with_tests:
                locks += [lock for extra, lock in EXTRAS.items() if _extra_stamp(project, extra).exists()]
            self._pip(name, "sync", "--require-hashes", *(str(project.requirements / lock) for lock in locks))
            if name == TORCH_IN:
                self._install_torch(name)
            _stamp(project, name).write_text(base_digest(project, name))
        elif with_tests:
            self._pip(name, "install", "--no-deps", "--require-hashes", "-r", str(tests))
        if with_tests:
            _test_stamp(project, name).write_text(_digest(tests))

    def build_peers(self) -> None:
        folder = self._project.environment(PEERS)
        if not self._project.python(PEERS).exists():
            shutil.rmtree(folder, ignore_errors=True)
            self._run("venv", "--quiet", "--python", str(self._python), "--no-python-downloads", str(folder))
        self._pip(PEERS, "sync", "--require-hashes", str(self._project.requirements / f"{PEERS}.txt"))

    def add_extra(self, extra: str) -> None:
        lock = self._project.requirements / EXTRAS[extra]
        self._pip(TORCH_IN, "install", "--no-deps", "--require-hashes", "-r", str(lock))
        _extra_stamp(self._project, extra).touch()

    def _install_torch(self, name: str) -> None:
        """The build without GPU libraries: from a wheel folder pip knows of, else from torch's own index."""
        line = next(
            line
            for line in (self._project.requirements / TORCH).read_text().splitlines()
            if line and line[0] != "#"
        )
        if self._find_links:
            links = [part for link in self._find_links for part in ("--find-links", link)]
            with contextlib.suppress(Trouble):
                return self._pip(name, "install", "--no-config", "--no-deps", "--no-index", *links, line)
        return self._pip(name, "install", "--no-config", "--no-deps", "--torch-backend", "cpu", line)

    def _pip(self, name: str, *arguments: str) -> None:
        self._run("pip", arguments[0], "--python", str(self._project.python(name)), *arguments[1:])

    def _run(self, *arguments: str) -> None:
        done = subprocess.run(
            [self._uv, *arguments],
            cwd=self._project.root,
            env=dict(self._environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
        )
        if done.returncode:
            raise Trouble(f"`uv {' '.join(arguments[:2])}` failed:\n{done.stdout.strip()[-4000:]}")


def _all_at_once(jobs: Sequence[Callable[[], None]]) -> None:
    troubles: list[BaseException] = []

    def run(job: Callable[[], None]) -> None:
        try:
            job()
        except Trouble as error:
            troubles.append(error)

    threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if troubles:
        raise troubles[0]


@contextlib.contextmanager
def only_one(path: Path) -> Iterator[None]:
    """Two commands at once would write into the same folders: the second waits for the first."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _stamp(project: Project, name: str) -> Path:
    return project.environment(name) / ".built-from"


def _test_stamp(project: Project, name: str) -> Path:
    return project.environment(name) / ".tests-built-from"


def _extra_stamp(project: Project, extra: str) -> Path:
    return project.environment(TORCH_IN) / f".with-{extra}"


def _read(path: Path) -> str | None:
    try:
        return path.read_text()
    except OSError:
        return None


def _digest(*files: Path) -> str:
    whole = hashlib.sha256(RECIPE.encode())
    for file in files:
        whole.update(file.read_bytes())
    return whole.hexdigest()

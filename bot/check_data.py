"""`python -m bot.check_data`: Rasa's own validation, read line by line (its status hides much), and ours."""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from bot import checks, environment
from bot.assembly import Assembled, assemble
from bot.project import Project, SourceRefused, examples_in, read, rules_in
from bot.terminal import complain, say

RESPONSE_IN_CODE = re.compile(r"""["'](utter_[A-Za-z0-9_]+)["']""")
RESPONSE_BUILT_IN_CODE = re.compile(r"""f"(utter_[^"]*\{[^"]*)"|f'(utter_[^']*\{[^']*)'""")
"""A name with a part that is computed: every response that fits counts as used."""
PAYLOAD = re.compile(r"""["']/([A-Za-z0-9_]+)""")

_WARNING = re.compile(r"^(?:\x1b\[\d+m)*(?P<file>\S*?):\d+: (?P<kind>\w*Warning): (?P<text>.*)$")
_LOGGED = re.compile(
    r"^(?:\x1b\[\d+m)*\d{4}-\d\d-\d\d \S+ (?P<level>WARNING|ERROR|CRITICAL)\s+\S+\s+- (?P<text>.*)$"
)
_UNUSED = re.compile(r"The utterance '(\w+)' is not used in any story or rule")
_NOT_ABOUT_DATA = ("is not included in the model's policy configuration", "Slot auto-fill has been removed")
_TROUBLE_ENDS = 2


def validation_complaints(output: str, status: int, used: set[str]) -> list[str]:
    """What `rasa data validate` complained of.

    Warnings of old libraries about themselves do not count, nor does a response that only actions or forms
    say: Rasa sees rules and stories only.
    """
    complaints = []
    for line in output.replace("\r", "\n").splitlines():
        text = _complaint(line)
        if text is None:
            continue
        unused = _UNUSED.search(text)
        if unused and unused.group(1) in used:
            continue
        complaints.append(f"rasa: {text}")
    if status and not complaints:
        complaints.append(f"rasa data validate ended with status {status}: {_last_line(output)}")
    return complaints


def _complaint(line: str) -> str | None:
    warned, logged = _WARNING.match(line), _LOGGED.match(line)
    if logged:
        return logged.group("text").replace("\x1b[0m", "")
    if warned is None or "/rasa/" not in warned.group("file") or warned.group("kind") != "UserWarning":
        return None
    text = warned.group("text").replace("\x1b[0m", "")
    about_itself = "pkg_resources" in text or any(phrase in text for phrase in _NOT_ABOUT_DATA)
    return None if about_itself else text


def _last_line(output: str) -> str:
    lines = [line for line in output.splitlines() if line.strip()]
    return lines[-1][:200] if lines else "no output"


def validate(assembled: Assembled, max_history: int = 5) -> tuple[str, int]:
    """Output and exit status of `rasa data validate` on what was put together."""
    command = [sys.executable, "-m", "rasa", "data", "validate", "--fail-on-warnings"]
    command += [
        "--max-history",
        str(max_history),
        "--config",
        "config.yml",
        "--domain",
        "domain.yml",
        "--data",
        "data",
    ]
    paths = [str(Path(__file__).parents[1]), os.environ.get("PYTHONPATH", "")]
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in paths if path)}
    done = subprocess.run(
        command, cwd=assembled.folder, env=environ, capture_output=True, text=True, check=False, timeout=600
    )
    return done.stdout + done.stderr, done.returncode


def own_complaints(project: Project, assembled: Assembled) -> list[str]:
    """Everything `bot.checks` has to say about the sources."""
    folder = assembled.folder
    domain = read(folder / "domain.yml")
    rules = rules_in([*project.rule_files(), folder / "data" / "generated" / "digressions.yml"])
    examples = examples_in(sorted((folder / "data").rglob("*.yml")))
    held_out = examples_in(sorted(project.held_out_folder.glob("*.yml")))
    code = code_of(project)
    return [
        *checks.engine_complaints(domain),
        *checks.rule_complaints(domain, rules),
        *checks.form_complaints(domain),
        *checks.response_complaints(domain, {**_used_in_rules(project), **_used_in_code(code)}),
        *checks.example_complaints(domain, examples, payloads(domain, code)),
        *checks.held_out_complaints(examples, held_out),
    ]


def code_of(project: Project) -> dict[str, str]:
    """The actions' sources by path."""
    files = sorted((project.root / "actions").rglob("*.py"))
    return {str(path.relative_to(project.root)): path.read_text(encoding="utf-8") for path in files}


def payloads(domain: dict[str, Any], code: dict[str, str]) -> set[str]:
    """Intents that a button of a response, or an action, sends."""
    sent = {name for text in code.values() for name in PAYLOAD.findall(text)}
    for wordings in (domain.get("responses") or {}).values():
        for wording in wordings or []:
            for button in wording.get("buttons") or []:
                sent.update(re.findall(r"^/([A-Za-z0-9_]+)", str(button.get("payload", ""))))
    return sent


def said_elsewhere(project: Project, domain: dict[str, Any]) -> set[str]:
    """Responses that forms or actions say."""
    code = code_of(project)
    said = set(_used_in_code(code)) | _built_in_code(code, list(domain.get("responses") or {}))
    for form, slot in checks.asked_slots(domain):
        said |= {f"utter_ask_{form}_{slot}", f"utter_ask_{slot}"}
    return said


def _used_in_code(code: dict[str, str]) -> dict[str, str]:
    return {name: path for path, text in code.items() for name in RESPONSE_IN_CODE.findall(text)}


def _built_in_code(code: dict[str, str], responses: list[str]) -> set[str]:
    shapes = {one or other for text in code.values() for one, other in RESPONSE_BUILT_IN_CODE.findall(text)}
    patterns = [re.compile(r"\w+".join(map(re.escape, re.split(r"\{[^}]*\}", shape)))) for shape in shapes]
    return {name for name in responses if any(pattern.fullmatch(name) for pattern in patterns)}


def _used_in_rules(project: Project) -> dict[str, str]:
    used: dict[str, str] = {}
    for path in [*project.rule_files(), *project.story_files()]:
        content = read(path)
        for block in [*(content.get("rules") or []), *(content.get("stories") or [])]:
            for step in block.get("steps") or []:
                action = step.get("action") if isinstance(step, dict) else None
                if isinstance(action, str) and action.startswith("utter_"):
                    used[action] = str(path)
    return used


def main(argv: list[str]) -> int:
    """0 when there is nothing to complain of."""
    parser = argparse.ArgumentParser(prog="python -m bot.check_data", description=__doc__)
    parser.add_argument("--project", type=Path, default=Path(), help="folder with bot/ and nlu_data/")
    parser.add_argument("--work", type=Path, default=Path("build/check_data"))
    chosen = parser.parse_args(argv)
    environment.prepare()
    project = Project(root=chosen.project)
    try:
        assembled = assemble(project, chosen.work, encoder="unchecked")
        own = own_complaints(project, assembled)
    except SourceRefused as error:
        complain(f"check refused: {error}")
        return _TROUBLE_ENDS
    domain = read(assembled.folder / "domain.yml")
    output, status = validate(assembled)
    complaints = [*own, *validation_complaints(output, status, said_elsewhere(project, domain))]
    for complaint in complaints:
        complain(complaint)
    say(
        f"assistant's data: {len(complaints)} complaints"
        if complaints
        else "assistant's data: nothing to complain of"
    )
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""`make check`: what CI checks before it runs a test."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

from launcher import bootstrap
from launcher.audit import audit
from launcher.environments import Project
from launcher.steps import Outcome, Result, Step, command, run_all

PACKAGES = (
    *("conversation", "desk", "runtime", "sentence_encoder", "carrier", "knowledge_base"),
    *("actions", "bot", "front_door", "voice_gateway", "launcher", "bench"),
)
NAMES_A_PLACE = re.compile(r"https?://|file://|--(extra-)?index-url|--find-links|(^|\s)/\w+/")


def main() -> int:
    """Run all checks, or those named as arguments."""
    here = bootstrap.project()
    os.chdir(here.root)
    return run_all(_steps(here), sys.argv[1:])


def _steps(here: Project) -> list[Step]:
    tools = here.environment("services") / "bin"
    services, assistant = here.python("services"), here.python("assistant")
    packages = [word for name in PACKAGES for word in ("-p", name)]
    data = [
        name
        for name in (
            "bot",
            "nlu_data",
            "knowledge_base",
            "tests",
            "conversation",
            "desk",
            "actions",
            ".yamllint",
        )
        if Path(name).exists()
    ]
    return [
        command(
            "format", [tools / "ruff", "format", "--check", "--output-format", "concise", "."], here.root
        ),
        command("lint", [tools / "ruff", "check", "--output-format", "concise", "."], here.root),
        command("types", [tools / "mypy", *packages], here.root),
        command("imports", [tools / "lint-imports", "--no-cache"], here.root),
        command("yaml", [tools / "yamllint", "--strict", *data], here.root),
        command("schemas", [services, "scripts/schemas", "--check"], here.root),
        command("articles", [services, "-m", "knowledge_base", "check"], here.root),
        command("assistant", [assistant, "-m", "bot.check_data"], here.root),
        Step(name="locks", run=lambda: check_locks(here.requirements)),
        *(
            _audit(here, lock)
            for lock in ("services", "assistant", "torch", "whisper", "test", "assistant-test")
        ),
    ]


def _audit(here: Project, lock: str) -> Step:
    return Step(name=f"audit-{lock}", run=lambda: audit(here, lock))


def check_locks(folder: Path) -> Result:
    """Every pin has a hash (torch has none, and says why), and no lock says where it was fetched."""
    troubles = []
    for lock in sorted(folder.glob("*.txt")):
        text = lock.read_text(encoding="utf-8")
        pins = [line for line in text.splitlines() if re.match(r"[\w.-]+(\[.*\])?==", line)]
        troubles += [
            f"{lock.name}: {pin} has no hash"
            for pin in pins
            if not pin.endswith("\\") and lock.stem != "torch"
        ]
        troubles += [
            f"{lock.name}: names a place: {line}" for line in text.splitlines() if NAMES_A_PLACE.search(line)
        ]
    return Result(outcome=Outcome.FAILED if troubles else Outcome.PASSED, text="\n".join(troubles))


if __name__ == "__main__":
    sys.exit(main())

"""`make editor`: the preview page of the articles, with what customers asked when there was a system here."""

import os
import subprocess
import sys
from pathlib import Path

from launcher import bootstrap

ASKED = Path("build/asked.jsonl")


def known_questions() -> list[str]:
    """The option that names the export of what was asked on this machine; none when nobody asked yet."""
    if "--questions" in sys.argv[1:] or not Path("var/ledger.sqlite").exists():
        return []
    ASKED.parent.mkdir(parents=True, exist_ok=True)
    with ASKED.open("w", encoding="utf-8") as file:
        command = [sys.executable, "-m", "front_door", "export-questions"]
        done = subprocess.run(command, stdout=file, check=False)
    if done.returncode != 0:
        print("What customers asked could not be read; the page goes on without it.", file=sys.stderr)
        return []
    return ["--questions", str(ASKED)]


if __name__ == "__main__":
    project = bootstrap.project()
    os.chdir(project.root)
    os.environ["PYTHONPATH"] = str(project.root)
    words = [*sys.argv[1:], *known_questions()]
    os.execv(sys.executable, [sys.executable, "-m", "knowledge_base", "preview", *words])

"""Known vulnerabilities in the locks: none may be new, and each one lived with says why it is contained."""

from __future__ import annotations

import json
import subprocess
import tomllib
from dataclasses import dataclass

from launcher.environments import Project
from launcher.prepare import child_environment
from launcher.steps import Outcome, Result

CONTAINED = "contained_vulnerabilities.toml"
PATIENCE_SECONDS = 240


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A vulnerability somebody published for a version we pin."""

    package: str
    version: str
    id: str

    def __str__(self) -> str:
        return f"{self.package} {self.version}: {self.id}"


def audit(project: Project, name: str) -> Result:
    """Ask the index about every pin of a lock; skipped, with the reason, where no index answers."""
    try:
        done = subprocess.run(
            [
                str(project.environment("services") / "bin" / "pip-audit"),
                *(
                    "-r",
                    str(project.requirements / f"{name}.txt"),
                    "--no-deps",
                    "--disable-pip",
                ),
                *("--format", "json", "--progress-spinner", "off", "--timeout", "20"),
            ],
            env=child_environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            timeout=PATIENCE_SECONDS,
        )
        report = json.loads(done.stdout)["dependencies"]
    except subprocess.TimeoutExpired:
        return Result(outcome=Outcome.SKIPPED, text="the index did not answer in time")
    except (ValueError, KeyError, TypeError):
        return Result(outcome=Outcome.SKIPPED, text=_last_line(done.stderr) or "the index could not be asked")
    return judge(report, contained(project, name))


def contained(project: Project, name: str) -> dict[tuple[str, str], str]:
    """(package, version) to the reason why its vulnerabilities are lived with."""
    content = tomllib.loads((project.requirements / CONTAINED).read_text(encoding="utf-8"))
    return {(package, entry["version"]): entry["why"] for package, entry in content.get(name, {}).items()}


def judge(report: list[dict[str, object]], lived_with: dict[tuple[str, str], str]) -> Result:
    """Failed when a finding is not contained; skipped when the index knew none of the packages."""
    answered = [entry for entry in report if "skip_reason" not in entry]
    if not answered:
        return Result(outcome=Outcome.SKIPPED, text="the index tells nothing of vulnerabilities here")
    new = [
        finding
        for entry in answered
        for finding in _findings(entry)
        if (finding.package, finding.version) not in lived_with
    ]
    text = "\n".join(f"not contained: {finding}" for finding in new)
    return Result(outcome=Outcome.FAILED if new else Outcome.PASSED, text=text)


def _findings(entry: dict[str, object]) -> list[Finding]:
    vulnerabilities = entry.get("vulns")
    if not isinstance(vulnerabilities, list):
        return []
    return [
        Finding(package=str(entry["name"]), version=str(entry["version"]), id=str(vulnerability["id"]))
        for vulnerability in vulnerabilities
    ]


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1][:200] if lines else ""

"""The assistant's sources as files: where they lie, what they hold, and their fingerprint."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PACKAGE = Path(__file__).parent

TRAINS_WITH = (
    "assembly.py",
    "trainer.py",
    "digressions.py",
    "project.py",
    "components/answer_examples.py",
    "components/answer_heads.py",
    "components/answer_reader.py",
    "components/answer_words.py",
    "components/calibration.py",
    "components/intent_classifier.py",
    "components/intent_model.py",
    "components/rule_policy.py",
)
"""The code of ours that decides what a model holds."""


class SourceRefused(ValueError):
    """A source file cannot be used; the message begins with its path."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """The folder that holds `bot/` and `nlu_data/`."""

    root: Path

    @property
    def config_file(self) -> Path:
        """The project's own configuration, or the one beside this module."""
        own = self.root / "bot" / "config.yml"
        return own if own.is_file() else PACKAGE / "config.yml"

    @property
    def held_out_folder(self) -> Path:
        """Examples that are never trained on."""
        return self.root / "nlu_data" / "held_out"

    @property
    def articles_folder(self) -> Path:
        """The editors' articles, whose questions are examples too."""
        return self.root / "knowledge_base" / "articles"

    def domain_files(self) -> list[Path]:
        """`bot/domain/*.yml`."""
        return _yaml_files(self.root / "bot" / "domain")

    def rule_files(self) -> list[Path]:
        """`bot/rules/*.yml`."""
        return _yaml_files(self.root / "bot" / "rules")

    def story_files(self) -> list[Path]:
        """`bot/stories/*.yml`."""
        return _yaml_files(self.root / "bot" / "stories")

    @property
    def answers_folder(self) -> Path:
        """What customers answer to the questions of guides."""
        return self.root / "nlu_data" / "answers"

    def example_files(self) -> list[Path]:
        """`nlu_data/**/*.yml` without `held_out/` and `answers/`."""
        apart = {self.held_out_folder, self.answers_folder}
        files = _yaml_files(self.root / "nlu_data", deep=True)
        return [path for path in files if apart.isdisjoint(path.parents)]

    def answer_files(self) -> list[Path]:
        """`nlu_data/answers/*.yml`, one for each question."""
        return _yaml_files(self.answers_folder)

    def fingerprint(self, *more: str) -> str:
        """Changes whenever a trained model may: sources, articles, our code, and what the caller adds."""
        digest = hashlib.sha256()
        for path in self._inputs():
            digest.update(str(path.name).encode() + b"\0" + path.read_bytes() + b"\0")
        for word in more:
            digest.update(word.encode() + b"\0")
        return digest.hexdigest()[:16]

    def _inputs(self) -> Iterator[Path]:
        yield self.config_file
        yield from self.domain_files()
        yield from self.rule_files()
        yield from self.story_files()
        yield from self.example_files()
        yield from self.answer_files()
        if self.articles_folder.is_dir():
            yield from sorted(self.articles_folder.rglob("*.md"))
        yield from (PACKAGE / name for name in TRAINS_WITH)


def read(path: Path) -> dict[str, Any]:
    """A YAML file whose top is a mapping.

    Raises:
        SourceRefused: it is none; names file and place.
    """
    from rasa.shared.utils.io import read_yaml
    from ruamel.yaml.error import YAMLError

    try:
        content = read_yaml(path.read_text(encoding="utf-8"), reader_type="safe")
    except (YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        place = f":{mark.line + 1}" if mark is not None else ""
        raise SourceRefused(f"{path}{place}: {getattr(error, 'problem', None) or error}") from error
    if not isinstance(content, dict):
        raise SourceRefused(f"{path}: the top is no mapping")
    return content


def rules_in(files: list[Path]) -> list[dict[str, Any]]:
    """Every rule of the files, in their order."""
    found: list[dict[str, Any]] = []
    for path in files:
        for rule in read(path).get("rules") or []:
            if not isinstance(rule, dict) or not rule.get("steps"):
                raise SourceRefused(f"{path}: a rule without steps: {str(rule)[:60]}")
            found.append(rule)
    return found


def examples_in(files: list[Path]) -> dict[str, list[str]]:
    """Example sentences by intent, entity marks taken out."""
    from rasa.shared.nlu.training_data.entities_parser import replace_entities

    found: dict[str, list[str]] = {}
    for path in files:
        for block in read(path).get("nlu") or []:
            if not isinstance(block, dict):
                raise SourceRefused(f"{path}: an nlu block is no mapping")
            if "intent" in block:
                lines = _example_lines(block.get("examples"))
                found.setdefault(str(block["intent"]), []).extend(replace_entities(line) for line in lines)
    return found


def _example_lines(examples: object) -> list[str]:
    if isinstance(examples, list):
        return [str(item.get("text", item) if isinstance(item, dict) else item) for item in examples]
    lines = (line.strip() for line in str(examples or "").splitlines())
    return [line[1:].strip() for line in lines if line.startswith("-") and line[1:].strip()]


def _yaml_files(folder: Path, *, deep: bool = False) -> list[Path]:
    return sorted(folder.rglob("*.yml") if deep else folder.glob("*.yml"))

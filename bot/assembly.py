"""Puts what Rasa trains on into one folder: sources, generated digressions, the editors' questions."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bot.components.answer_examples import Answer
from bot.digressions import answered_like, digressions, equivalent_intents, intent_of
from bot.project import Project, SourceRefused, read, rules_in

QUOTED_NAME = re.compile(r"""["'](\w+)["']""")

TALK = frozenset({"general", "account"})
"""Topics whose wishes steer the talk, or say who somebody is."""

FAQ_INTENT = "ask_faq"
"""Questions of articles that name no intent of their own."""

SERVICES_PYTHON = "SERVICES_PYTHON"
"""Environment variable: the interpreter that has the knowledge base; `.venv/services/bin/python` if unset."""

ENGINE_SLOTS = {
    "channel": {"type": "text", "influence_conversation": False, "mappings": [{"type": "custom"}]},
}
ENGINE_SESSION = {"session_expiration_time": 0, "carry_over_slots_to_new_session": True}
"""A session that expires would un-pause a conversation that a person holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assembled:
    """Where Rasa finds what it trains on."""

    folder: Path
    generated_rules: int
    faq_examples: int

    @property
    def answers(self) -> Path:
        return self.folder / "answers.json"

    @property
    def config(self) -> str:
        return str(self.folder / "config.yml")

    @property
    def domain(self) -> str:
        return str(self.folder / "domain.yml")

    @property
    def data(self) -> str:
        return str(self.folder / "data")


def assemble(project: Project, folder: Path, *, encoder: str) -> Assembled:
    """Write the folder anew.

    Raises:
        SourceRefused: a source file is wrong; names it.
    """
    shutil.rmtree(folder / "data", ignore_errors=True)
    rules = rules_in(project.rule_files())
    domain = whole_domain(project)
    forms = sorted(domain.get("forms") or {})
    made = digressions(rules, forms)
    questions = editors_questions(project)
    _copy(project.rule_files(), folder / "data" / "rules")
    _copy(project.story_files(), folder / "data" / "stories")
    _copy_examples(project, folder / "data" / "nlu")
    _write(folder / "domain.yml", domain)
    _write(folder / "data" / "generated" / "digressions.yml", {"version": "3.1", "rules": made})
    if questions:
        _write(folder / "data" / "generated" / "questions.yml", _nlu(questions))
    answers = [asdict(one) for path in project.answer_files() for one in answers_in(path)]
    (folder / "answers.json").write_text(json.dumps(answers), encoding="utf-8")
    learnt = {
        "encoder": encoder,
        "equivalent_intents": equivalent_intents(rules, told_apart(project, domain)),
        "like_fallback": answered_like(rules, "nlu_fallback"),
        "wishes": wishes_of(project),
    }
    _write(folder / "config.yml", _config(project.config_file, learnt))
    return Assembled(
        folder=folder, generated_rules=len(made), faq_examples=sum(len(q) for q in questions.values())
    )


def answers_in(path: Path) -> list[Answer]:
    """The answers of one file: voice, then meaning, then one answer a line.

    Raises:
        SourceRefused: it is laid out otherwise; names the file.
    """
    found: list[Answer] = []
    for voice, meanings in read(path).items():
        if not isinstance(meanings, dict) or not all(isinstance(told, str) for told in meanings.values()):
            raise SourceRefused(f"{path}: {voice}: no meanings with an answer a line")
        found += [
            Answer(question=path.stem, voice=str(voice), meaning=str(meaning), text=line.strip())
            for meaning, told in meanings.items()
            for line in told.splitlines()
            if line.strip()
        ]
    return found


def wishes_of(project: Project) -> list[str]:
    """Intents of which one message may hold several: those of the topics, not of talk in general."""
    paths = [path for path in project.rule_files() if path.stem not in TALK]
    return sorted({intent for intent in map(intent_of, rules_in(paths)) if intent is not None})


def editors_questions(project: Project) -> dict[str, list[str]]:
    """The articles' questions by intent, from `python -m knowledge_base questions --json`.

    The knowledge base lives in the other environment, hence the process.
    """
    if not project.articles_folder.is_dir():
        return {}
    interpreter = os.environ.get(SERVICES_PYTHON) or str(
        project.root / ".venv" / "services" / "bin" / "python"
    )
    command = [interpreter, "-m", "knowledge_base", "questions", "--json"]
    try:
        done = subprocess.run(
            command, cwd=project.root, capture_output=True, text=True, check=False, timeout=120
        )
    except OSError as error:
        raise SourceRefused(f"{interpreter}: {error.strerror}; run `make setup`") from error
    if done.returncode != 0:
        why = (done.stderr.strip().splitlines() or ["no message"])[-1]
        raise SourceRefused(f"{project.articles_folder}: {' '.join(command[1:])} failed: {why}")
    return _by_intent(json.loads(done.stdout))


def _by_intent(items: list[Mapping[str, Any]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for item in items:
        kept = found.setdefault(str(item.get("intent") or FAQ_INTENT), [])
        if item["text"] not in kept:
            kept.append(item["text"])
    return found


def whole_domain(project: Project) -> dict[str, Any]:
    """The topics' domains as one, completed by the slots and the session rule the channel relies on.

    Rasa reads, checks and fingerprints each domain file several times over, hence one.

    Raises:
        SourceRefused: there is none, or two files define the same thing.
    """
    files = project.domain_files()
    if not files:
        raise SourceRefused(f"{project.root / 'bot' / 'domain'}: no domain file (*.yml)")
    whole: dict[str, Any] = {}
    for path in files:
        for key, value in read(path).items():
            _join(whole, key, value, path)
    whole.setdefault("slots", {})
    whole["slots"] = {**ENGINE_SLOTS, **whole["slots"]}
    whole.setdefault("session_config", ENGINE_SESSION)
    return whole


def _join(whole: dict[str, Any], key: str, value: object, path: Path) -> None:
    if isinstance(value, dict):
        known = whole.setdefault(key, {})
        twice = sorted(name for name in value if name in known and known[name] != value[name])
        if twice:
            raise SourceRefused(f"{path}: {key} {twice[0]} is defined otherwise in another domain file")
        known.update(value)
    elif isinstance(value, list):
        known = whole.setdefault(key, [])
        known.extend(item for item in value if item not in known)
    elif value is not None:
        whole[key] = value


def told_apart(project: Project, domain: dict[str, Any]) -> set[str]:
    """Intents that a slot, a story or an action distinguishes, whatever their rules say."""
    named: set[str] = set()
    for slot in (domain.get("slots") or {}).values():
        for mapping in (slot or {}).get("mappings") or []:
            named.update(_names(mapping.get("intent")), _names(mapping.get("not_intent")))
    for path in project.story_files():
        for story in read(path).get("stories") or []:
            named.update(str(step["intent"]) for step in story.get("steps") or [] if "intent" in step)
    for path in sorted((project.root / "actions").rglob("*.py")):
        named.update(QUOTED_NAME.findall(path.read_text(encoding="utf-8")))
    return named


def _names(value: object) -> list[str]:
    return [str(name) for name in value] if isinstance(value, list) else [] if value is None else [str(value)]


def _config(path: Path, learnt: dict[str, Any]) -> dict[str, Any]:
    config = read(path)
    for step in config.get("pipeline") or []:
        if str(step.get("name", "")).endswith("SentenceIntentClassifier"):
            never = set(step.pop("no_wishes", []))
            step.update({**learnt, "wishes": [name for name in learnt["wishes"] if name not in never]})
        if str(step.get("name", "")).endswith("AnswerReader"):
            never = set(step.pop("no_wishes", []))
            step["wishes"] = [*(name for name in learnt["wishes"] if name not in never), *step["wishes"]]
    return config


def _nlu(examples: Mapping[str, list[str]]) -> dict[str, Any]:
    blocks = [
        {"intent": intent, "examples": "".join(f"- {' '.join(text.split())}\n" for text in texts)}
        for intent, texts in sorted(examples.items())
    ]
    return {"version": "3.1", "nlu": blocks}


def _copy(files: list[Path], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for path in files:
        shutil.copyfile(path, folder / path.name)


def _copy_examples(project: Project, folder: Path) -> None:
    source = project.root / "nlu_data"
    for path in project.example_files():
        target = folder / path.relative_to(source)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)


def _write(path: Path, content: dict[str, Any]) -> None:
    import yaml

    path.parent.mkdir(parents=True, exist_ok=True)
    text = yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=1000)
    path.write_text(text, encoding="utf-8")

"""Checks what the assistant says beside articles: `bot/domain` responses and `conversation/words`.

Findings are warnings: they concern a person who listens, not a machine that refuses.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from knowledge_base.editing.reading_level import HARDEST, grade
from knowledge_base.plain_text import sentences
from knowledge_base.problems import Problem, Severity

DOMAIN = Path("bot/domain")
WORDS = Path("conversation/words")
FEWEST_WORDINGS = 3
LONGEST_SPOKEN = 260
"""Characters said at once on the phone, as for articles."""
MOST_SENTENCES = 3
LABEL_WORDS = 5
"""What is no longer than this, and no sentence, is a label on a button; it needs no second wording."""
GRADED = "en"
"""The language whose reading level is known."""
_SENTENCE_END = (".", "?", "!", "…", ":")
_SLOT = re.compile(r"\{[a-z0-9_]+\}")
_UNSPEAKABLE = re.compile(r"https?://|www\.|[\[\]<>*_#|→]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """One wording of something the assistant says."""

    file: str
    line: int
    name: str
    text: str
    channel: str | None
    """The only channel it is said on; None: any."""


def read_sayings(root: Path) -> tuple[Saying, ...]:
    """Every wording under a checkout's root; a file that cannot be read is left to other checks."""
    found: list[Saying] = []
    for path in _files(root):
        name = path.relative_to(root).as_posix()
        try:
            node = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
        except (OSError, UnicodeDecodeError, yaml.YAMLError):
            continue
        found += _responses(name, _child(node, "responses"))
        found += _wordings(name, _child(node, "say"))
    return tuple(found)


def sayings_stamp(root: Path) -> tuple[tuple[str, int], ...]:
    """Another value whenever a file with sayings was saved, added or removed."""
    try:
        return tuple((path.name, path.stat().st_mtime_ns) for path in _files(root))
    except OSError:
        return ()


def _files(root: Path) -> list[Path]:
    return [*sorted((root / DOMAIN).glob("*.yml")), *sorted((root / WORDS).glob("*.yml"))]


def check_sayings(sayings: tuple[Saying, ...]) -> Iterator[Problem]:
    """Too few wordings, too long to listen to, not speakable, hard to read."""
    by_name: dict[tuple[str, str], list[Saying]] = {}
    for saying in sayings:
        by_name.setdefault((saying.file, saying.name), []).append(saying)
    for group in by_name.values():
        yield from _wording_count(group)
        yield from _reading_level(group)
    for saying in sayings:
        yield from _one(saying)


def _wording_count(group: list[Saying]) -> Iterator[Problem]:
    anywhere = [one for one in group if one.channel is None]
    if len({one.text for one in anywhere or group}) >= FEWEST_WORDINGS:
        return
    if all(_is_label(one.text) for one in group):
        return
    message = (
        f"`{group[0].name}` has {len(anywhere or group)} wording(s); it needs at least {FEWEST_WORDINGS}"
    )
    yield _warning(group[0], "few_wordings", message)


def _is_label(text: str) -> bool:
    return len(text.split()) <= LABEL_WORDS and not text.rstrip().endswith(_SENTENCE_END)


def _one(saying: Saying) -> Iterator[Problem]:
    said = _filled(saying.text)
    if saying.channel != "web_chat":
        count = len(sentences(said))
        if len(said) > LONGEST_SPOKEN or count > MOST_SENTENCES:
            length = f"{len(said)} characters in {count} sentences"
            message = f"`{saying.name}` is long to listen to: {length}: `{said[:50]}…`"
            yield _warning(saying, "spoken_long", message)
        if _UNSPEAKABLE.search(_SLOT.sub("", saying.text)):
            yield _warning(
                saying, "not_speakable", f"`{saying.name}` holds what cannot be said: `{said[:50]}`"
            )


def _reading_level(group: list[Saying]) -> Iterator[Problem]:
    """Of each wording long enough to be judged alone, else of all wordings together."""
    if _language(group[0].file) != GRADED:
        return
    alone = [(one, grade(_filled(one.text))) for one in group]
    hard = [(one, level) for one, level in alone if level is not None and level > HARDEST]
    for one, level in hard:
        yield _warning(one, "hard_to_read", f"`{one.name}` reads like grade {level:.1f}: `{one.text[:50]}…`")
    together = grade("\n".join(_filled(one.text) for one in group))
    if not hard and together is not None and together > HARDEST:
        message = f"the wordings of `{group[0].name}` together read like grade {together:.1f}"
        yield _warning(group[0], "hard_to_read", message)


def _filled(text: str) -> str:
    return " ".join(_SLOT.sub("ten", text).split())


def _language(file: str) -> str:
    """Of `conversation/words/<language>.yml`; the domain speaks English."""
    path = Path(file)
    return path.stem if path.parent == WORDS else GRADED


def _warning(saying: Saying, code: str, message: str) -> Problem:
    return Problem(file=saying.file, line=saying.line, code=code, message=message, severity=Severity.WARNING)


def _responses(file: str, node: yaml.Node | None) -> Iterator[Saying]:
    for name, variants in _pairs(node):
        for variant in _items(variants):
            text = _child(variant, "text")
            if isinstance(text, yaml.ScalarNode) and text.value.strip():
                yield Saying(
                    file=file,
                    line=text.start_mark.line + 1,
                    name=name,
                    text=text.value,
                    channel=_channel(_child(variant, "condition")),
                )


def _channel(node: yaml.Node | None) -> str | None:
    for condition in _items(node):
        name, value = _child(condition, "name"), _child(condition, "value")
        if (
            isinstance(name, yaml.ScalarNode)
            and name.value == "channel"
            and isinstance(value, yaml.ScalarNode)
        ):
            return str(value.value)
    return None


def _wordings(file: str, node: yaml.Node | None) -> Iterator[Saying]:
    for name, variants in _pairs(node):
        for text in _items(variants):
            if isinstance(text, yaml.ScalarNode) and text.value.strip():
                yield Saying(
                    file=file, line=text.start_mark.line + 1, name=name, text=text.value, channel=None
                )


def _pairs(node: yaml.Node | None) -> Iterator[tuple[str, yaml.Node]]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield str(key.value), value


def _items(node: yaml.Node | None) -> Iterator[yaml.Node]:
    if isinstance(node, yaml.SequenceNode):
        yield from node.value


def _child(node: yaml.Node | None, name: str) -> yaml.Node | None:
    return next((value for key, value in _pairs(node) if key == name), None)

"""YAML whose every value knows its line, so that whoever wrote it is told where to mend it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

import yaml

T = TypeVar("T")
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Mistake(ValueError):
    """One thing to mend; reads `teams.yml:12: what is wrong`."""


class Entry:
    """A mapping of a file. Whoever read all it may hold calls `done`, which refuses the rest."""

    def __init__(self, file: str, node: yaml.Node) -> None:
        self.file = file
        self.line = node.start_mark.line + 1
        self._read: set[str] = set()
        if not isinstance(node, yaml.MappingNode):
            raise self.mistake("here must stand `key: value`")
        self._nodes: dict[str, yaml.Node] = {}
        for key, value in node.value:
            if key.value in self._nodes:
                raise Mistake(f"{file}:{key.start_mark.line + 1}: {key.value} stands here twice")
            self._nodes[key.value] = value

    def __contains__(self, key: str) -> bool:
        return key in self._nodes

    def names(self) -> list[str]:
        """All keys, in the order of the file."""
        return list(self._nodes)

    def mistake(self, message: str, key: str | None = None) -> Mistake:
        """A mistake at this key's value, or at the entry."""
        node = self._nodes.get(key) if key is not None else None
        line = node.start_mark.line + 1 if node is not None else self.line
        return Mistake(f"{self.file}:{line}: {message}")

    def text(self, key: str, default: str | None = None) -> str:
        """One non-empty piece of text, as it was written."""
        node = self._node(key)
        if node is None:
            if default is None:
                raise self.mistake(f"{key} is missing")
            return default
        if not isinstance(node, yaml.ScalarNode) or not node.value.strip():
            raise self.mistake(f"{key} must be text", key)
        return str(node.value).strip()

    def text_or_none(self, key: str) -> str | None:
        """Like `text`; None when the key is absent."""
        return self.text(key) if key in self else None

    def whole(self, key: str, default: int | None = None, *, least: int = 0, most: int = 1_000_000) -> int:
        """A whole number within its bounds."""
        written = self.text(key, None if default is None else str(default))
        if not written.lstrip("-").isdigit() or not least <= int(written) <= most:
            raise self.mistake(f"{key} must be a whole number from {least} to {most}", key)
        return int(written)

    def flag(self, key: str) -> bool:
        """`true` or `false`; false when absent."""
        written = self.text(key, "false")
        if written not in {"true", "false"}:
            raise self.mistake(f"{key} must be true or false", key)
        return written == "true"

    def one_of(self, key: str, known: Iterable[str], default: str | None = None) -> str:
        """A word of a closed list."""
        written = self.text(key, default)
        if written not in (names := list(known)):
            raise self.mistake(f"{key}: there is no {written}; known are {', '.join(names)}", key)
        return written

    def texts(self, key: str) -> list[str]:
        """A list of texts; empty when absent."""
        node = self._node(key)
        if node is None:
            return []
        parts = node.value if isinstance(node, yaml.SequenceNode) else []
        if not isinstance(node, yaml.SequenceNode) or not all(isinstance(p, yaml.ScalarNode) for p in parts):
            raise self.mistake(f"{key} must be a list, as [one, two]", key)
        return [str(part.value) for part in parts]

    def some_of(self, key: str, known: Iterable[str]) -> list[str]:
        """A list of words of a closed list."""
        names = list(known)
        for written in (found := self.texts(key)):
            if written not in names:
                raise self.mistake(f"{key}: there is no {written}; known are {', '.join(names)}", key)
        return found

    def entry(self, key: str) -> Entry:
        """A mapping inside."""
        node = self._node(key)
        if node is None:
            raise self.mistake(f"{key} is missing")
        return Entry(self.file, node)

    def entry_or_none(self, key: str) -> Entry | None:
        """Like `entry`; None when the key is absent."""
        return self.entry(key) if key in self else None

    def each(self, key: str, read: Callable[[Entry], T], mistakes: list[str]) -> list[T]:
        """Every entry of a list, read; one that is wrong is left out and its mistake kept."""
        node = self._node(key)
        if not isinstance(node, yaml.SequenceNode):
            mistakes.append(str(self.mistake(f"{key} must be a list of entries", key)))
            return []
        found: list[T] = []
        for item in node.value:
            try:
                entry = Entry(self.file, item)
                found.append(read(entry))
                entry.done()
            except Mistake as mistake:
                mistakes.append(str(mistake))
        return found

    def done(self) -> None:
        """Nothing else may stand here.

        Raises:
            Mistake: a key that nobody reads: a typing mistake, most often.
        """
        for key in self._nodes:
            if key not in self._read:
                raise self.mistake(f"{key} is not known here", key)

    def _node(self, key: str) -> yaml.Node | None:
        self._read.add(key)
        return self._nodes.get(key)


def open_file(folder: Path, name: str) -> Entry:
    """The mapping a file consists of.

    Raises:
        Mistake: there is no such file, or it is no YAML.
    """
    try:
        node = yaml.compose((folder / name).read_text(encoding="utf-8"), Loader=LOADER)
    except OSError as error:
        raise Mistake(f"{name}: cannot be read: {error.strerror}") from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise Mistake(f"{name}:{line}: this is no YAML: {error.problem}") from error
    if node is None:
        raise Mistake(f"{name}:1: the file is empty")
    return Entry(name, node)

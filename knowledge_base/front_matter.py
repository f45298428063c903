"""Splits a file into YAML front matter and body and keeps the line of every field.

Depends on PyYAML only. Every scalar arrives as text (no YAML guessing of dates, numbers or booleans),
so that `no` stays the word an editor wrote; aliases, tags and repeated keys are refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import yaml

from knowledge_base.yaml_mistakes import mistake

Scalars: TypeAlias = "str | list[Scalars] | dict[str, Scalars]"

_LOADER: type = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
MAX_CHARACTERS = 200_000
MAX_DEPTH = 12


class FrontMatterError(Exception):
    """The text cannot be read; `line` is 1-based in the file."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line
        self.message = message


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontMatter:
    """The fields of a file, the line of each, and the markdown below them."""

    values: Mapping[str, Scalars]
    lines: Mapping[str, int]
    """Line of each field by path: `title`, `questions`, `questions[3]`, `links[0].url`."""
    body: str
    body_line: int
    """Line on which the body begins."""

    def line_of(self, path: str) -> int:
        """The line of a field, or of the nearest field that holds it."""
        while path and path not in self.lines:
            cut = max(path.rfind("["), path.rfind("."))
            path = path[:cut] if cut > 0 else ""
        return self.lines.get(path, 1)


def split(text: str) -> FrontMatter:
    """Split a whole file.

    Raises FrontMatterError with the line to open: no front matter, not closed, not YAML, a repeated key.
    """
    if len(text) > MAX_CHARACTERS:
        raise FrontMatterError(1, f"the file has more than {MAX_CHARACTERS:,} characters")
    rows = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if rows[0].rstrip() != "---":
        raise FrontMatterError(1, "the file must begin with a line of three dashes, then its fields")
    closing = next((n for n, row in enumerate(rows[1:], 1) if row.rstrip() == "---"), None)
    if closing is None:
        raise FrontMatterError(1, "the fields are not closed by a line of three dashes")
    values, lines = read_mapping("\n".join(rows[1:closing]), first_line=2)
    return FrontMatter(values=values, lines=lines, body="\n".join(rows[closing + 1 :]), body_line=closing + 2)


def read_mapping(text: str, *, first_line: int = 1) -> tuple[dict[str, Scalars], dict[str, int]]:
    """Read YAML whose top level is `key: value`, with the line of every field.

    Raises FrontMatterError.
    """
    root = _compose(text, first_line)
    if root is None:
        return {}, {}
    if not isinstance(root, yaml.MappingNode):
        raise FrontMatterError(_line(root, first_line), "expected fields of the form `name: value`")
    lines: dict[str, int] = {}
    return _build_mapping(root, "", lines, first_line, 0), lines


def _compose(text: str, first_line: int) -> yaml.Node | None:
    try:
        _refuse_aliases(text, first_line)
        return yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        found = mistake(error, text)
        line = first_line + min(found.line, text.count("\n"))
        raise FrontMatterError(line, found.message) from error
    except yaml.YAMLError as error:
        raise FrontMatterError(first_line + _odd_line(text), "a character is not allowed") from error
    except (RecursionError, ValueError) as error:
        raise FrontMatterError(first_line, "cannot be read: nested too deep or malformed") from error


def _odd_line(text: str) -> int:
    odd = yaml.reader.Reader.NON_PRINTABLE.search(text)
    return text.count("\n", 0, odd.start()) if odd else 0


def _refuse_aliases(text: str, first_line: int) -> None:
    if "&" not in text and "*" not in text:
        return
    for event in yaml.parse(text, Loader=_LOADER):
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            line = first_line + (event.start_mark.line if event.start_mark else 0)
            raise FrontMatterError(
                line, "anchors and aliases (& and *) are not allowed; put the text in quotes"
            )


def _build(node: yaml.Node, path: str, lines: dict[str, int], first_line: int, depth: int) -> Scalars:
    if path:
        lines.setdefault(path, _line(node, first_line))
    if depth > MAX_DEPTH:
        raise FrontMatterError(_line(node, first_line), "nested too deep")
    if isinstance(node, yaml.ScalarNode):
        return str(node.value)
    if isinstance(node, yaml.SequenceNode):
        return [
            _build(item, f"{path}[{n}]", lines, first_line, depth + 1) for n, item in enumerate(node.value)
        ]
    return _build_mapping(node, path, lines, first_line, depth)


def _build_mapping(
    node: yaml.Node, path: str, lines: dict[str, int], first_line: int, depth: int
) -> dict[str, Scalars]:
    built: dict[str, Scalars] = {}
    for key_node, value_node in _pairs(node, first_line):
        key = str(key_node.value)
        if key in built:
            raise FrontMatterError(_line(key_node, first_line), f"the field `{key}` stands here twice")
        child = f"{path}.{key}" if path else key
        lines[child] = _line(key_node, first_line)
        built[key] = _build(value_node, child, lines, first_line, depth + 1)
    return built


def _pairs(node: yaml.Node, first_line: int) -> Iterator[tuple[yaml.ScalarNode, yaml.Node]]:
    for key_node, value_node in node.value:
        if not isinstance(key_node, yaml.ScalarNode):
            raise FrontMatterError(_line(key_node, first_line), "a field's name must be plain text")
        yield key_node, value_node


def _line(node: yaml.Node, first_line: int) -> int:
    return first_line + (node.start_mark.line if node.start_mark else 0)

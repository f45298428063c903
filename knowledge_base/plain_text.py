"""Markdown to plain text: blocks of words, links apart, no HTML and no script ever.

Pages show answers as text nodes; this is the second wall.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token

from knowledge_base.article import Link

_MARKDOWN = MarkdownIt("commonmark", {"html": True})
setattr(_MARKDOWN, "validateLink", lambda url: True)  # noqa: B010, ARG005 - read every link; `safe_url` judges it
_TAG = re.compile(r"<[^<>]*>")
_OPENING = re.compile(r"<+(?=[a-zA-Z/!?])")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
_SILENT = {"script", "style", "iframe", "object", "template", "noscript", "textarea", "title"}
_TAG_NAME = re.compile(r"</?\s*([a-zA-Z][a-zA-Z0-9-]*)")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A paragraph, a list item, a heading or a code block as plain text."""

    kind: str
    """`heading`, `text`, `item`, `code`."""
    text: str
    line: int
    """0-based line in the markdown given."""
    info: str = ""
    """A code block's language, a heading's level."""


@dataclass(slots=True, kw_only=True)
class Reading:
    """What a piece of markdown says, and what had to be left out of it."""

    blocks: list[Block] = field(default_factory=list)
    links: list[tuple[Link, int]] = field(default_factory=list)
    refused: list[tuple[str, int]] = field(default_factory=list)
    """(what was left out, 0-based line)."""


def tokens(markdown: str) -> list[Token]:
    """Markdown-it's tokens, with raw HTML recognised so that it can be dropped."""
    return _MARKDOWN.parse(markdown)


def read(markdown: str) -> Reading:
    """Read markdown into plain blocks."""
    reader = _Reader()
    for token in tokens(markdown):
        reader.take(token)
    return reader.reading


class _Reader:
    """Takes block tokens one by one and remembers which block it is in."""

    def __init__(self) -> None:
        self.reading = Reading()
        self._numbers: list[int | None] = []
        self._kind, self._info, self._prefix = "text", "", ""
        self._line = 0

    def take(self, token: Token) -> None:
        """Take up the next token."""
        if token.map:
            self._line = token.map[0]
        if token.type in ("bullet_list_open", "ordered_list_open"):
            ordered = token.type.startswith("ordered")
            self._numbers.append(int(token.attrs.get("start", 1)) if ordered else None)
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            self._numbers.pop()
        elif token.type == "list_item_open":
            self._kind, self._prefix = "item", _item_prefix(self._numbers)
        elif token.type == "heading_open":
            self._kind, self._info = "heading", token.tag[1:]
        else:
            self._take_words(token)

    def _take_words(self, token: Token) -> None:
        if token.type == "inline":
            text = _Inline(self.reading, self._line).text(token.children or [])
            if text:
                self._keep(self._kind, self._prefix + text, self._info)
            self._kind, self._info, self._prefix = "text", "", ""
        elif token.type in ("fence", "code_block"):
            self._keep("code", token.content, token.info.strip())
        elif token.type == "html_block":
            self.reading.refused.append(("HTML", self._line))

    def _keep(self, kind: str, text: str, info: str) -> None:
        self.reading.blocks.append(Block(kind=kind, text=text, line=self._line, info=info))


def _item_prefix(numbers: list[int | None]) -> str:
    number = numbers[-1]
    if number is None:
        return "• "
    numbers[-1] = number + 1
    return f"{number}. "


class _Inline:
    """Reads the words of one block; what is inside a script or style tag is silent."""

    def __init__(self, reading: Reading, line: int) -> None:
        self._reading = reading
        self._line = line
        self._parts: list[str] = []
        self._silent: str | None = None
        self._link: tuple[str, int] | None = None

    def text(self, children: Sequence[Token]) -> str:
        """The words as one clean line."""
        for child in children:
            if child.type in ("html_inline", "image"):
                self._refuse(child)
            elif not self._silent:
                self._take(child)
        return clean("".join(self._parts))

    def _refuse(self, child: Token) -> None:
        if child.type == "html_inline":
            self._silent = _silent_after(child.content, self._silent)
        what = "HTML" if child.type == "html_inline" else "an image"
        self._reading.refused.append((what, self._line))

    def _take(self, child: Token) -> None:
        if child.type in ("text", "code_inline", "text_special"):
            self._parts.append(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            self._parts.append(" ")
        elif child.type == "link_open":
            self._link = (str(child.attrs.get("href", "")), len(self._parts))
        elif child.type == "link_close" and self._link:
            url, start = self._link
            _keep_link(url, "".join(self._parts[start:]), self._line, self._reading)
            self._link = None


def _silent_after(tag: str, silent: str | None) -> str | None:
    name = _TAG_NAME.match(tag)
    lowered = name.group(1).lower() if name else ""
    if tag.startswith("</"):
        return None if lowered == silent else silent
    return silent or (lowered if lowered in _SILENT else None)


def _keep_link(url: str, title: str, line: int, reading: Reading) -> None:
    if safe_url(url):
        reading.links.append((Link(title=clean(title) or url, url=url), line))
    else:
        reading.refused.append((f"a link to `{clean(url)[:60]}`", line))


def safe_url(url: str) -> bool:
    """Whether a link may reach a page: https with a host, a phone number, or another article."""
    if _CONTROL.search(url) or any(c.isspace() for c in url) or any(c in url for c in "\\<>\"'`"):
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    if parts.scheme == "https":
        return bool(parts.hostname) and "@" not in parts.netloc
    if parts.scheme == "tel":
        return bool(re.fullmatch(r"\+?[0-9*#-]{3,20}", parts.path))
    return parts.scheme == "article" and bool(_SLUG.fullmatch(parts.path))


def clean(text: str) -> str:
    """One line of words: no tags, no control or direction characters, single spaces."""
    text = _CONTROL.sub(" ", text)
    text = _OPENING.sub("", _TAG.sub("", text))
    return " ".join(text.split())


def sentences(text: str) -> list[str]:
    """Split plain text after full stops, question and exclamation marks; decimals and `a.m.` stay whole."""
    found = re.split(r"(?<=[.!?])(?<!\b[a-z]\.[a-z]\.)(?<!\be\.g\.)\s+(?=[A-Z0-9\"'“{•])", text.strip())
    return [sentence for sentence in found if sentence]


def speakable(text: str) -> str:
    """Plain text made fit to be spoken: no URLs, no brackets, no arrows, no list marks."""
    text = re.sub(r"(?:https?://|www\.)\S+", "", text)
    text = re.sub(r"\s*[(\[][^)\]]*[)\]]", "", text)
    text = re.sub(r"[()\[\]<>*_#|]", " ", text.replace(" > ", ", then ").replace("→", ", then "))
    text = re.sub(r"(?m)^\s*(?:•|\d+\.)\s+", "", text)
    return re.sub(r"\s+([.,;:?!])", r"\1", " ".join(text.split()))


def joined(blocks: Iterable[str]) -> str:
    """Blocks as one text, a line each."""
    return "\n".join(block for block in blocks if block)

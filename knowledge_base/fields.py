"""Reads typed fields out of front matter and notes every field that is not as it should be."""

from collections.abc import Iterable, Mapping
from datetime import date
from difflib import get_close_matches

from knowledge_base.front_matter import Scalars
from knowledge_base.plain_text import clean
from knowledge_base.problems import Problem, Severity

_TRUE = {"true", "yes", "on"}
_FALSE = {"false", "no", "off", ""}


class Fields:
    """A mapping being read; problems gather in `problems`, and reading always goes on."""

    def __init__(
        self,
        values: Mapping[str, Scalars],
        *,
        file: str,
        lines: Mapping[str, int],
        problems: list[Problem],
        at: str = "",
    ) -> None:
        self._values = values
        self._file = file
        self._lines = lines
        self._at = at
        self.problems = problems

    def refuse_unknown(self, known: Iterable[str]) -> None:
        """Note each field that nobody reads, with the name that may have been meant."""
        names = list(known)
        for name in self._values:
            if name not in names:
                close = get_close_matches(name, names, n=1)
                hint = f"; did you mean `{close[0]}`?" if close else ""
                self.note(name, "unknown_field", f"nobody reads the field `{clean(name)[:40]}`{hint}")

    def note(self, path: str, code: str, message: str, severity: Severity = Severity.ERROR) -> None:
        """Note a problem at a field of this mapping."""
        full = f"{self._at}.{path}" if self._at and path else self._at or path
        line = self._lines.get(full) or self._lines.get(self._at) or self._lines.get("", 1)
        self.problems.append(
            Problem(file=self._file, line=line, code=code, message=message, severity=severity)
        )

    def has(self, name: str) -> bool:
        """Whether the field stands there at all."""
        return name in self._values

    def text(self, name: str, *, required: bool = False) -> str:
        """One line of plain words; empty when absent."""
        value = self._values.get(name, "")
        if not isinstance(value, str):
            self.note(name, "not_text", f"`{name}` must be text")
            value = ""
        told = clean(value)
        if required and not told:
            self.note(name, "missing", f"`{name}` is missing", Severity.BROKEN)
        return told

    def optional(self, name: str) -> str | None:
        """One line of plain words, or None."""
        return self.text(name) or None

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of lines; a single line counts as a list of one."""
        value = self._values.get(name, [])
        items: list[Scalars] = (
            [value] if isinstance(value, str) else list(value) if isinstance(value, list) else []
        )
        if isinstance(value, dict):
            self.note(name, "not_list", f"`{name}` must be a list, a line each")
        told: list[str] = []
        for n, item in enumerate(items):
            words = clean(item) if isinstance(item, str) else ""
            if words:
                told.append(words)
            elif not isinstance(value, str):
                self.note(f"{name}[{n}]", "not_text", f"each of `{name}` must be a line of text")
        return tuple(told)

    def flag(self, name: str) -> bool:
        """True or false; absent is false."""
        value = self._values.get(name, "")
        if isinstance(value, str) and value.strip().lower() in _TRUE:
            return True
        if not (isinstance(value, str) and value.strip().lower() in _FALSE):
            self.note(name, "not_flag", f"`{name}` must be true or false")
        return False

    def day(self, name: str) -> date | None:
        """A date as 2026-07-20, or None."""
        value = self._values.get(name, "")
        if value == "":
            return None
        try:
            return date.fromisoformat(value if isinstance(value, str) else "?")
        except ValueError:
            self.note(name, "not_date", f"`{name}` must be a date like 2026-07-20", Severity.BROKEN)
            return None

    def mappings(self, name: str, *, plain: str | None = None) -> "list[tuple[str, Fields]]":
        """A list of mappings, each with its path; with `plain`, a bare line stands for that field."""
        value = self._values.get(name, [])
        if value == "":
            self.note(name, "empty", f"`{name}` is empty: write a line with a dash for each, or take it out")
            return []
        if not isinstance(value, list):
            self.note(name, "not_list", f"`{name}` must be a list")
            return []
        found: list[tuple[str, Fields]] = []
        for n, item in enumerate(value):
            path = f"{name}[{n}]"
            inner: Mapping[str, Scalars] | None = item if isinstance(item, dict) else None
            if isinstance(item, str) and plain:
                inner = {plain: item}
            if inner is None:
                self.note(path, "not_mapping", f"each of `{name}` must have named fields")
                continue
            found.append((path, self._inside(inner, path)))
        return found

    def mapping(self, name: str) -> "Fields | None":
        """A mapping inside this one, or None."""
        value = self._values.get(name)
        if value is None or value == "":
            return None
        if not isinstance(value, dict):
            self.note(name, "not_mapping", f"`{name}` must have named fields")
            return None
        return self._inside(value, name)

    def _inside(self, values: Mapping[str, Scalars], path: str) -> "Fields":
        at = f"{self._at}.{path}" if self._at else path
        return Fields(values, file=self._file, lines=self._lines, problems=self.problems, at=at)

"""Which market a ZIP code lies in; the table is `markets.yml`."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from knowledge_base.front_matter import FrontMatterError, read_mapping
from knowledge_base.problems import WordsUnavailable

MARKETS_FILE = Path(__file__).with_name("markets.yml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Markets:
    """The markets by the first digits of their ZIP codes."""

    beginnings: Mapping[str, str]
    """First digits to the market's name."""

    @classmethod
    def load(cls, path: Path = MARKETS_FILE) -> "Markets":
        """Read the table.

        Raises WordsUnavailable when it is missing or broken, or a beginning is no digits or stands twice.
        """
        try:
            table, _ = read_mapping(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, FrontMatterError) as error:
            raise WordsUnavailable(f"{path}: {error}") from error
        beginnings: dict[str, str] = {}
        for name, given in table.items():
            for digits in given if isinstance(given, list) else [given]:
                if not isinstance(digits, str) or not digits.isdecimal() or digits in beginnings:
                    raise WordsUnavailable(f"{path}: `{name}` needs the first digits of ZIP codes, each once")
                beginnings[digits] = name
        return cls(beginnings=beginnings)

    @property
    def names(self) -> frozenset[str]:
        """All markets."""
        return frozenset(self.beginnings.values())

    def of(self, zip_code: str) -> str | None:
        """The market of a ZIP code; None outside all of them."""
        fits = (self.beginnings.get(zip_code[:digits]) for digits in range(len(zip_code), 0, -1))
        return next((name for name in fits if name), None)

"""Which market a ZIP code lies in, by the care team's own table, which is read here as a file."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from knowledge_base.front_matter import FrontMatterError, read_mapping
from knowledge_base.problems import WordsUnavailable

MARKETS_FILE = Path(__file__).parents[1] / "desk" / "data" / "organisation" / "markets.yml"
AREA_DIGITS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Markets:
    """The markets by their ZIP codes."""

    areas: Mapping[str, str]
    """The first three digits of a ZIP code, or all five, to the market's name."""

    @classmethod
    def load(cls, path: Path = MARKETS_FILE) -> "Markets":
        """Read the table: `markets: [{name, areas}]`, an area being digits or a range of them.

        Raises WordsUnavailable when it is missing or cannot be read so.
        """
        try:
            table, _ = read_mapping(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, FrontMatterError) as error:
            raise WordsUnavailable(f"{path}: {error}") from error
        try:
            return cls(areas=dict(_areas(table.get("markets"))))
        except (KeyError, TypeError, ValueError) as error:
            raise WordsUnavailable(f"{path}: a market needs `name` and `areas`: {error!r}") from error

    @property
    def names(self) -> frozenset[str]:
        """All markets."""
        return frozenset(self.areas.values())

    def of(self, zip_code: str) -> str | None:
        """The market of a ZIP code; None outside all of them."""
        return self.areas.get(zip_code) or self.areas.get(zip_code[:AREA_DIGITS])


def _areas(markets: object) -> Iterator[tuple[str, str]]:
    if not isinstance(markets, list):
        raise TypeError("markets must be a list")
    for market in markets:
        if not isinstance(market, dict) or not isinstance(market["areas"], list):
            raise TypeError("each must be a mapping with a list of areas")
        for area in market["areas"]:
            first, _, last = str(area).partition("-")
            for number in range(int(first), int(last or first) + 1):
                yield str(number).zfill(len(first)), str(market["name"])

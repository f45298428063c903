"""Numbers and names that articles do not write themselves: `{{plan.unlimited.price}}`.

The carrier's own numbers come from whoever has the carrier at hand (the actions), the house's from
`placeholders.yml`. A sentence whose placeholder nobody can fill is left out rather than told with a hole.
"""

import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Protocol

from knowledge_base.front_matter import FrontMatterError, read_mapping
from knowledge_base.log import warn
from knowledge_base.plain_text import clean, sentences
from knowledge_base.problems import WordsUnavailable

LOOK_EVERY_S = 1.0
PLACEHOLDER = re.compile(r"\{\{\s*([a-z0-9_.-]+)\s*\}\}")
_ANY_BRACES = re.compile(r"\{\{.*?\}\}|\{\{|\}\}", re.DOTALL)


class PlaceholderSource(Protocol):
    """Gives the value of a placeholder."""

    def value(self, name: str) -> str | None:
        """The words to put in, or None when this source does not know the name."""


@dataclass(frozen=True, slots=True)
class MappingPlaceholders:
    """Values at hand in a mapping."""

    values: Mapping[str, str]

    def value(self, name: str) -> str | None:
        """The value under that name."""
        return self.values.get(name)


@dataclass(frozen=True, slots=True)
class ChainedPlaceholders:
    """Asks one source after the other; the first that knows wins."""

    sources: tuple[PlaceholderSource, ...]

    def value(self, name: str) -> str | None:
        """The first value any source gives."""
        for source in self.sources:
            found = source.value(name)
            if found is not None:
                return found
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class FilePlaceholders:
    """What `placeholders.yml` says: the house's numbers, and examples of the carrier's for checks."""

    house: Mapping[str, str]
    examples: Mapping[str, str]
    with_examples: bool = False

    @classmethod
    def load(cls, path: Path, *, with_examples: bool = False) -> "FilePlaceholders":
        """Read the file: tables `house` and `carrier_examples`, name to value.

        Raises WordsUnavailable when the file cannot be read.
        """
        try:
            tables, _ = read_mapping(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, FrontMatterError) as error:
            raise WordsUnavailable(f"{path}: {error}") from error
        return cls(
            house=_texts(tables.get("house")),
            examples=_texts(tables.get("carrier_examples")),
            with_examples=with_examples,
        )

    def value(self, name: str) -> str | None:
        """The house's value; the example of a carrier's value where examples are wanted."""
        if name in self.house:
            return self.house[name]
        return self.examples.get(name) if self.with_examples else None

    @property
    def names(self) -> frozenset[str]:
        """Every name an article may use."""
        return frozenset(self.house) | frozenset(self.examples)


class WatchedPlaceholders:
    """`placeholders.yml` as it is now: looked at again at most once a second, the last good one otherwise."""

    def __init__(self, path: Path, *, clock: Callable[[], float] = time.monotonic) -> None:
        """Raises WordsUnavailable when the file cannot be read at all."""
        self._path = path
        self._clock = clock
        self._stamp = self._seen()
        self._good = FilePlaceholders.load(path)
        self._looked_at = clock()

    def value(self, name: str) -> str | None:
        """The house's value as the file says it now."""
        if self._clock() - self._looked_at >= LOOK_EVERY_S:
            self._look()
        return self._good.value(name)

    def _look(self) -> None:
        self._looked_at = self._clock()
        stamp = self._seen()
        if stamp == self._stamp:
            return
        self._stamp = stamp
        try:
            self._good = FilePlaceholders.load(self._path)
        except WordsUnavailable as error:
            warn("placeholders.broken", file=self._path.name, why=str(error))

    def _seen(self) -> tuple[int, int] | None:
        try:
            seen = self._path.stat()
        except OSError:
            return None
        return (seen.st_mtime_ns, seen.st_size)


class PlanNumbers(Protocol):
    """What the carrier says of one plan."""

    @property
    def plan_id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def data_limit_gb(self) -> Decimal: ...
    @property
    def price_per_month(self) -> Decimal: ...
    @property
    def topup_price_per_gb(self) -> Decimal: ...


def plan_values(plans: Sequence[PlanNumbers]) -> dict[str, str]:
    """Every placeholder the carrier's plans fill.

    `plan.<plan_id>.{name,data,price,topup_price}` for each, and over all of them `plans.list`,
    `plans.lowest.*`, `plans.largest.*` and `topup.price`. Empty when there are no plans.
    """
    if not plans:
        return {}
    by_price = sorted(plans, key=lambda plan: (plan.price_per_month, plan.name))
    values: dict[str, str] = {}
    for plan in by_price:
        values |= _one_plan(f"plan.{plan.plan_id.lower()}", plan)
    values |= _one_plan("plans.lowest", by_price[0])
    values |= _one_plan("plans.largest", max(plans, key=lambda plan: plan.data_limit_gb))
    told = [f"{p.name} with {gigabytes(p.data_limit_gb)} for {dollars(p.price_per_month)}" for p in by_price]
    values["plans.list"] = (" and ".join(filter(None, [", ".join(told[:-1]), told[-1]]))) + " a month"
    topups = sorted({plan.topup_price_per_gb for plan in plans})
    values["topup.price"] = " to ".join(dict.fromkeys([dollars(topups[0]), dollars(topups[-1])]))
    return values


def _one_plan(prefix: str, plan: PlanNumbers) -> dict[str, str]:
    return {
        f"{prefix}.name": plan.name,
        f"{prefix}.data": gigabytes(plan.data_limit_gb),
        f"{prefix}.price": dollars(plan.price_per_month),
        f"{prefix}.topup_price": dollars(plan.topup_price_per_gb),
    }


def gigabytes(amount: Decimal) -> str:
    """`5 GB` or `1.5 GB`."""
    return f"{amount.normalize():f} GB"


def dollars(amount: Decimal) -> str:
    """`$45` or `$4.50`."""
    value = amount.quantize(Decimal("0.01"))
    return f"${value:,.0f}" if value == value.to_integral_value() else f"${value:,.2f}"


def names_in(text: str) -> list[str]:
    """The placeholders a text uses, in order."""
    return PLACEHOLDER.findall(text)


def malformed_in(text: str) -> list[str]:
    """Braces that look like a placeholder but are none."""
    return [found for found in _ANY_BRACES.findall(text) if not PLACEHOLDER.fullmatch(found)]


def fill(text: str, source: PlaceholderSource) -> str:
    """The text with its placeholders filled; a sentence with one that nobody can fill is left out."""
    if "{{" not in text:
        return text
    told: list[str] = []
    for sentence in sentences(text):
        filled = _fill_sentence(sentence, source)
        if filled:
            told.append(filled)
    return " ".join(told)


def _fill_sentence(sentence: str, source: PlaceholderSource) -> str | None:
    values: dict[str, str] = {}
    for name in names_in(sentence):
        value = clean(source.value(name) or "")
        if not value:
            return None
        values[name] = value
    if malformed_in(sentence):
        return None
    return PLACEHOLDER.sub(lambda found: values[found.group(1)], sentence)


def _texts(value: object) -> dict[str, str]:
    if not isinstance(value, dict):
        return {}
    return {str(key): " ".join(text.split()) for key, text in value.items() if isinstance(text, str)}

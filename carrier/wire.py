"""Reading one JSON object of the back office field by field, so that nothing half understood gets in."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

Choice = TypeVar("Choice", bound=StrEnum)

CENT = Decimal("0.01")
MICRO = Decimal("0.000001")
LARGEST = Decimal(10**12)


class Malformed(Exception):
    """The answer is not what the contract says; `where` names the field, never its value."""

    def __init__(self, where: str) -> None:
        super().__init__(where)
        self.where = where


def parse_json(raw: bytes) -> object:
    """The JSON value in `raw`, fractions as Decimal. Raises Malformed."""
    try:
        return json.loads(raw, parse_float=Decimal, parse_constant=_no_constant)
    except (ValueError, ArithmeticError, RecursionError) as error:
        raise Malformed("body") from error


def _no_constant(name: str) -> object:
    raise ValueError(name)


@dataclass(frozen=True, slots=True)
class Fields:
    """A JSON object. A missing or null field is refused unless the reader's name ends in `_or_none`.

    A field of another type than asked is always refused: a guess could hide that a contract has ended.
    """

    raw: Mapping[str, object]
    where: str

    @classmethod
    def of(cls, value: object, where: str) -> "Fields":
        """Wrap a parsed JSON value. Raises Malformed when it is no object."""
        if not isinstance(value, dict):
            raise Malformed(where)
        return cls(value, where)

    def _wrong(self, name: str) -> Malformed:
        return Malformed(f"{self.where}.{name}")

    def text(self, name: str) -> str:
        value = self.raw.get(name)
        if not isinstance(value, str):
            raise self._wrong(name)
        return value

    def text_or_none(self, name: str) -> str | None:
        return None if self.raw.get(name) is None else self.text(name)

    def flag(self, name: str) -> bool:
        value = self.raw.get(name)
        if not isinstance(value, bool):
            raise self._wrong(name)
        return value

    def whole(self, name: str) -> int:
        value = self.raw.get(name)
        if isinstance(value, Decimal) and value.is_finite() and -LARGEST < value < LARGEST:
            if value == int(value):
                return int(value)
            raise self._wrong(name)
        if not isinstance(value, int) or isinstance(value, bool):
            raise self._wrong(name)
        return value

    def whole_or_none(self, name: str) -> int | None:
        return None if self.raw.get(name) is None else self.whole(name)

    def _number(self, name: str, step: Decimal) -> Decimal:
        value = self.raw.get(name)
        if not isinstance(value, int | Decimal) or isinstance(value, bool):
            raise self._wrong(name)
        number = Decimal(value)
        if not number.is_finite() or not -LARGEST < number < LARGEST:
            raise self._wrong(name)
        return number.quantize(step)

    def money(self, name: str) -> Decimal:
        """Dollars, to the cent: other systems add floats, and 87.30000000000001 means 87.30."""
        return self._number(name, CENT)

    def money_or_none(self, name: str) -> Decimal | None:
        return None if self.raw.get(name) is None else self.money(name)

    def amount(self, name: str) -> Decimal:
        """A quantity such as gigabytes, free of float dust and trailing zeros."""
        number = self._number(name, MICRO).normalize()
        return number.quantize(Decimal(1)) if number == number.to_integral_value() else number

    def day(self, name: str) -> date:
        try:
            return date.fromisoformat(self.text(name)[:10])
        except ValueError:
            raise self._wrong(name) from None

    def day_or_none(self, name: str) -> date | None:
        return None if self.raw.get(name) is None else self.day(name)

    def moment(self, name: str) -> datetime:
        """A time with its zone, UTC when the sender left the zone out."""
        try:
            moment = datetime.fromisoformat(self.text(name))
        except ValueError:
            raise self._wrong(name) from None
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

    def moment_or_none(self, name: str) -> datetime | None:
        return None if self.raw.get(name) is None else self.moment(name)

    def choice(self, name: str, among: type[Choice]) -> Choice:
        """A member of a closed list, its UNKNOWN for a value added later."""
        return known(self.text(name), among)

    def texts(self, name: str) -> tuple[str, ...]:
        value = self.raw.get(name)
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self._wrong(name)
        return tuple(value)

    def object(self, name: str) -> "Fields":
        return Fields.of(self.raw.get(name), f"{self.where}.{name}")

    def objects(self, name: str) -> "tuple[Fields, ...]":
        value = self.raw.get(name)
        if not isinstance(value, list):
            raise self._wrong(name)
        return tuple(Fields.of(item, f"{self.where}.{name}[{at}]") for at, item in enumerate(value))

    def objects_or_none(self, name: str) -> "tuple[Fields, ...]":
        return () if self.raw.get(name) is None else self.objects(name)


def known(value: str, among: type[Choice]) -> Choice:
    """The member of `among` that reads `value`, else its UNKNOWN."""
    try:
        return among(value)
    except ValueError:
        return among("unknown")

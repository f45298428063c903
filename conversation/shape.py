"""The base of every shape that crosses a process border or rests in the ledger."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Shape(BaseModel):
    """An immutable value parsed strictly by name: unknown keys are refused, never dropped."""

    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_timedelta="float")

    def to_json(self) -> dict[str, object]:
        """The shape as JSON values; keys whose value is None are left out."""
        return self.model_dump(mode="json", exclude_none=True)

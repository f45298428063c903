"""From a model's own sureness to the share of utterances that are right (Platt, 1999).

Kept beside the weights as `<name>.calibration.json`; a model without one is taken at its word. `make bench
NAME=calibration` makes it from recordings with their texts.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

EDGE = 1e-4
STEPS = 60
RIDGE = 0.1
"""How strongly it is held to changing nothing."""
LONGEST_STEP = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """A line through log odds; this one changes nothing."""

    slope: float = 1.0
    offset: float = 0.0
    utterances: int = 0
    """How many it was fitted on; 0: none, taken at its word."""

    def of(self, sureness: float) -> float:
        """The probability that the words are right, 0 to 1."""
        return _logistic(self.slope * _log_odds(sureness) + self.offset)

    @staticmethod
    def beside(weights: Path) -> Calibration:
        """Of a model, by the file beside its weights.

        Raises:
            ValueError: the file holds no calibration.
        """
        file = weights.with_name(f"{weights.stem}.calibration.json")
        if not file.is_file():
            return Calibration()
        try:
            read: dict[str, object] = json.loads(file.read_text(encoding="utf-8"))
            slope, offset = float(str(read["slope"])), float(str(read["offset"]))
            return Calibration(slope=slope, offset=offset, utterances=int(str(read["utterances"])))
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(f"{file} holds no calibration") from error

    def keep_beside(self, weights: Path) -> Path:
        """Write it where `beside` finds it."""
        file = weights.with_name(f"{weights.stem}.calibration.json")
        told = {"slope": round(self.slope, 4), "offset": round(self.offset, 4), "utterances": self.utterances}
        file.write_text(json.dumps(told) + "\n", encoding="utf-8")
        return file


def fitted(sureness: Sequence[float], right: Sequence[bool]) -> Calibration:
    """By Newton's steps on the log loss, with Platt's softened targets."""
    good = sum(right)
    targets = [(good + 1) / (good + 2) if each else 1 / (len(right) - good + 2) for each in right]
    odds = [_log_odds(each) for each in sureness]
    slope, offset = 1.0, 0.0
    for _ in range(STEPS):
        found = [_logistic(slope * at + offset) for at in odds]
        errors = [have - want for have, want in zip(found, targets, strict=True)]
        weights = [have * (1 - have) for have in found]
        down_slope = sum(error * at for error, at in zip(errors, odds, strict=True)) + RIDGE * (slope - 1)
        down_offset = sum(errors) + RIDGE * offset
        both = sum(weight * at for weight, at in zip(weights, odds, strict=True))
        square = sum(weight * at * at for weight, at in zip(weights, odds, strict=True)) + RIDGE
        single = sum(weights) + RIDGE
        determinant = square * single - both * both
        slope -= _short((single * down_slope - both * down_offset) / determinant)
        offset -= _short((square * down_offset - both * down_slope) / determinant)
    return Calibration(slope=slope, offset=offset, utterances=len(right))


def error(probabilities: Sequence[float], right: Sequence[bool], bins: int = 10) -> float:
    """Expected calibration error: how far told and true shares lie apart, 0 to 1 (Naeini, 2015)."""
    total = 0.0
    for number in range(bins):
        inside = [
            (told, true)
            for told, true in zip(probabilities, right, strict=True)
            if min(bins - 1, int(told * bins)) == number
        ]
        total += abs(sum(told for told, _ in inside) - sum(true for _, true in inside))
    return total / max(1, len(right))


def _logistic(odds: float) -> float:
    return 1 / (1 + math.exp(-min(50.0, max(-50.0, odds))))


def _short(step: float) -> float:
    return min(LONGEST_STEP, max(-LONGEST_STEP, step))


def _log_odds(probability: float) -> float:
    inside = min(1 - EDGE, max(EDGE, probability))
    return math.log(inside / (1 - inside))

"""Calibrations of knowledge bases seen before, so that a start need not learn them again."""

import json
import os
from pathlib import Path

from knowledge_base.calibrate import PRIOR, Calibration
from knowledge_base.log import warn

FILE = "calibrations.json"
VERSION = 4
"""Raise it when evidence, features or fitting change: what was learnt before means something else then."""
MOST = 16


class CalibrationStore:
    """Calibration by a digest of the articles; with a folder, in one small file.

    A file that cannot be read or written costs time, never an answer.
    """

    def __init__(self, folder: Path | None) -> None:
        self._path = folder / FILE if folder else None
        self._known: dict[str, Calibration] = {}
        if self._path and self._path.exists():
            self._read(self._path)

    def get(self, key: str) -> Calibration | None:
        """The calibration learnt from those articles, if any."""
        return self._known.get(key)

    def put(self, key: str, calibration: Calibration) -> None:
        """Keep it; the oldest goes when there are many."""
        self._known[key] = calibration
        while len(self._known) > MOST:
            del self._known[next(iter(self._known))]
        self._write()

    def _read(self, path: Path) -> None:
        try:
            stored: object = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            warn("calibrations.unreadable", file=str(path), error=type(error).__name__)
            return
        match stored:
            case {"version": version, "prior": prior, "known": dict(known)} if (
                version == VERSION and prior == list(PRIOR)
            ):
                for key, entry in known.items():
                    self._take(str(key), entry)

    def _take(self, key: str, entry: object) -> None:
        match entry:
            case {"weights": list(weights), "examples": int(examples)} if len(weights) == len(PRIOR) and all(
                isinstance(weight, float) for weight in weights
            ):
                self._known[key] = Calibration(weights=tuple(weights), examples=examples)

    def _write(self) -> None:
        if not self._path:
            return
        known = {
            key: {"weights": list(one.weights), "examples": one.examples} for key, one in self._known.items()
        }
        partial = self._path.with_suffix(f".{os.getpid()}.partial")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            partial.write_text(json.dumps({"version": VERSION, "prior": list(PRIOR), "known": known}))
            partial.replace(self._path)
        except OSError as error:
            warn("calibrations.unwritable", file=str(self._path), error=type(error).__name__)

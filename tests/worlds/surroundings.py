"""The real system of the worlds: assistant, actions and front door, with the worlds' office as its back office."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tests.harness.system import Part, System

PARTS = (Part.ACTIONS, Part.ASSISTANT, Part.FRONT_DOOR)


@dataclass(frozen=True, slots=True)
class WorldsSystem:
    """Started and stopped as one."""

    system: System

    @property
    def url(self) -> str:
        return self.system.url(Part.FRONT_DOOR)

    def begin_all(self) -> None:
        """Start and wait until everything is healthy."""
        self.system.start(*PARTS)

    def stop(self) -> None:
        self.system.stop()


def worlds_system(folder: Path, back_office: str) -> WorldsSystem:
    """A system in a folder of its own; not started."""
    extra = {"BACKOFFICE_URL": back_office, "FRONT_DOOR_DEMO": "false"}
    return WorldsSystem(System(folder=folder / "system", extra=extra))

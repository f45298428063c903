"""What a simulated customer notices of the assistant's manners: questions and steps that come twice."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.worlds.instructions import Do, Thing
from tests.worlds.questions import FACTS, Ask
from tests.worlds.reading import Reading
from tests.worlds.world import World

REPEATABLE = frozenset({Thing.RESTART, Thing.SPEED_TEST, Thing.PICTURE, Thing.PAY})
"""Done again after every other change."""
IDENTITY = (Ask.NUMBER, Ask.NAME, Ask.BORN)


@dataclass(slots=True, kw_only=True)
class Notes:
    """Taken while one conversation goes on; each repeated question and step is noted once."""

    given: set[Ask] = field(default_factory=set)
    """Facts the customer has told."""
    asked_again: list[str] = field(default_factory=list)
    tried_again: list[str] = field(default_factory=list)
    not_understood: list[str] = field(default_factory=list)
    steps: list[Thing] = field(default_factory=list)
    failed: set[Do] = field(default_factory=set)
    """Steps done since anything changed, without success."""
    state: str = ""

    def look_for_repeats(self, reading: Reading, world: World) -> bool:
        """Note what this reply asks or proposes again; whether the world has changed since the last reply."""
        self._facts(reading, world)
        changed = self.state != (state := _state(world))
        if changed:
            self.failed.clear()
            self.state = state
        for do in reading.dos:
            if do in self.failed and do.thing not in REPEATABLE and not _told(self.tried_again, do.thing):
                self.tried_again.append(f"{do.thing.value}: {reading.text[:120]}")
        return changed

    def did_not_help(self, dos: list[Do], world: World) -> None:
        """These were done and changed nothing for the better."""
        self.failed.update(dos)
        self.state = _state(world)

    def _facts(self, reading: Reading, world: World) -> None:
        ask = reading.ask
        if ask is None or ask not in FACTS:
            return
        if ask in self.given and not _told(self.asked_again, ask):
            self.asked_again.append(f"{ask.value}: {reading.question}")
        if ask not in IDENTITY and not (ask is Ask.ZIP and world.phone.abroad):
            self.given.add(ask)


def _told(notes: list[str], what: Ask | Thing) -> bool:
    return any(text.startswith(what.value) for text in notes)


def _state(world: World) -> str:
    bills = [bill.status for bill in world.customer.bills]
    return f"{world.phone!r} {world.line!r} {bills}"

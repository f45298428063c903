"""The customer of a world: reads the assistant's text, acts on the phone, answers, and insists on what they want.

It knows nothing of the assistant's guides and wording, and answers truthfully. Every turn it says is marked with the
act it means (`yes`, `identity`, `upset` ...), which is what the referee reads.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from tests.worlds.answers import Answers
from tests.worlds.desk import Desk
from tests.worlds.hands import handle
from tests.worlds.instructions import Do, Thing
from tests.worlds.notes import Notes
from tests.worlds.persona import Persona
from tests.worlds.questions import Ask
from tests.worlds.reading import Reading, read
from tests.worlds.world import FOR_TEAM, ON_PHONE, Wish, World

TYPED_EXACTLY = (Ask.PIN, Ask.CODE, Ask.ZIP)
AGREEMENTS = (Ask.AGREE, Ask.AGREE_PAY, Ask.AGREE_TOPUP, Ask.AGREE_PERSON, Ask.AGREE_BLOCK)
REPORTS = frozenset({Ask.SERVICE, Ask.DATA, Ask.SPEED, Ask.PICTURES, Ask.HELPED})
PATIENCE = 5
"""Turns in a row without any idea what to do before the customer leaves."""
NO_PROGRESS = 16
"""Turns in a row that change nothing on the phone or the account before the customer leaves."""
FITTING: dict[Wish, str] = {
    Wish.SERVICE: r"no (?:signal|service)",
    Wish.DATA: r"data (?:not|does ?n.t|isn.t|does not)|no (?:mobile )?(?:data|internet)",
    Wish.SLOW: r"slow|speed",
    Wish.ABROAD: r"abroad|roaming|travel|data (?:not|does)",
    Wish.PICTURES: r"picture|mms|photo",
    Wish.SUSPENDED: r"suspen|switched off|blocked line|line is off",
    Wish.OVERDUE: r"pay|overdue|late",
    Wish.BILL: r"(?:your|my) bill|amount",
    Wish.DATA_LEFT: r"data left",
    Wish.TOPUP: r"add(?:ing)? data|more data|top",
    Wish.LOST: r"lost|stolen",
    Wish.PERSON: r"person|team|agent",
    Wish.PLAN: r"plan",
    Wish.CANCEL: r"leav|cancel|end",
    Wish.DISPUTE: r"dispute|charge",
    Wish.FRAUD: r"fraud|sim swap|safety",
    Wish.LOCKED: r"locked|puk",
}
"""Which offered choice a customer takes for theirs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One turn of the customer."""

    text: str
    act: str
    leaves: bool = False


class SimulatedCustomer:
    """One conversation's customer."""

    def __init__(self, world: World, desk: Desk) -> None:
        self._world = world
        self._desk = desk
        self._persona = Persona(world.temper, world.chance(), kept=world.kept)
        self._answers = Answers(world, self._persona)
        self._wishes = list(world.wishes)
        self._told = ""
        self._turns = 0
        self._stuck = 0
        self._idle = 0
        self._upsets = 0
        self._declined_person = 0
        self._asked_where = False
        self._named = False
        self._pending: list[Do] = []
        self.notes = Notes()

    @property
    def wish(self) -> Wish:
        """The first wish that is not fulfilled, else the last."""
        open_ones = [wish for wish in self._wishes if not self._world.met(wish, self._told)]
        return open_ones[0] if open_ones else self._wishes[-1]

    def satisfied(self) -> bool:
        """Whether every wish of the world is fulfilled now."""
        return all(self._world.met(wish, self._told) for wish in self._world.wishes)

    def open(self) -> Said:
        """The first words."""
        wishes = self._world.wishes
        text = self._words(wishes[0])
        if len(wishes) > 1 and self._world.wants_both_at_once:
            text = self._persona.say("two_wishes", one=text, two=self._words(wishes[1]))
        self._turns += 1
        if self._world.says_number_first:
            said = self._identify(Ask.NUMBER)
            return Said(text=f"{text.rstrip('.!?')}. {said.text}", act="wish")
        if self._world.says_name_first:
            self.notes.given |= {Ask.NAME, Ask.BORN}
            self._named = True
            return Said(text=self._answers.introduced(text), act="wish")
        return Said(text=self._persona.finish(text), act="wish")

    def answer(self, text: str) -> Said:
        """The next words, after everything the reply asks for was done."""
        self._told += "\n" + text
        self._turns += 1
        if (special := self._outburst()) is not None:
            return special
        reading = read(text)
        changed = self.notes.look_for_repeats(reading, self._world)
        self._idle = 0 if changed else self._idle + 1
        if self._idle > NO_PROGRESS:
            return Said(text=self._persona.say("thanks"), act="gives up", leaves=True)
        said = self._respond(reading)
        return Said(
            text=self._persona.finish(said.text, exact=said.act == "identity"),
            act=said.act,
            leaves=said.leaves,
        )

    # -- one reply --------------------------------------------------------------------------------

    def _respond(self, reading: Reading) -> Said:
        if reading.dos and not self._asked_where and self._persona.asks_where():
            self._asked_where = True
            self._pending = reading.dos
            return Said(text=self._persona.say("where"), act="where")
        if self._asked_where:
            known = {do.thing for do in reading.dos}
            reading = replace(
                reading, dos=[*(do for do in self._pending if do.thing not in known), *reading.dos]
            )
        self._asked_where = False
        acted = self._act(reading)
        if reading.ask is not None:
            answered = self._answer(reading, reading.ask)
            if answered is not None:
                self._stuck = 0 if acted or answered.act != "chat" else self._stuck + 1
                return answered
        if acted == "paid":
            return Said(text=self._persona.say("paid"), act="paid")
        if self.satisfied():
            gone = re.search(
                r"\b(?:good)?bye\b|take care|write again|until next time", reading.text.casefold()
            )
            return Said(text="" if gone else self._persona.say("thanks"), act="thanks", leaves=True)
        if acted and self.wish in ON_PHONE:
            self._stuck = 0
            return Said(text=self._answers.works(self.wish, None), act="report")
        return self._insist(reading)

    def _act(self, reading: Reading) -> str:
        """Do what the reply says; `paid`, `done` or nothing."""
        waits = any(bill.status == "Awaiting Payment" for bill in self._world.customer.bills)
        if waits and self._world.pays and (reading.request_sent or Do(Thing.PAY) in reading.dos):
            self._desk.pay(self._world.customer)
            return "paid"
        doable = [do for do in reading.dos if do.thing is not Thing.PAY] if self._may_act() else []
        for do in doable:
            handle(self._world, do)
            self.notes.steps.append(do.thing)
        if doable and self.wish in ON_PHONE and not self._world.met(self.wish, self._told):
            self.notes.did_not_help(doable, self._world)
        return "done" if doable else ""

    def _may_act(self) -> bool:
        """Hands stay off the phone where there is nothing wrong with it."""
        return self.wish in ON_PHONE or any(wish in ON_PHONE for wish in self._world.wishes)

    def _answer(self, reading: Reading, ask: Ask) -> Said | None:
        if ask in (Ask.NUMBER, Ask.NAME, Ask.BORN):
            return self._identify(ask)
        if (fact := self._answers.plain_fact(ask)) is not None:
            return Said(text=fact, act="identity" if ask in TYPED_EXACTLY else "fact")
        if (seen := self._answers.look(reading)) is not None:
            return Said(text=seen, act="report")
        if ask in REPORTS and self._on_phone():
            return self._report(ask)
        if ask in AGREEMENTS:
            return self._agree(ask)
        return self._else(reading, ask)

    def _else(self, reading: Reading, ask: Ask) -> Said | None:
        if ask is Ask.CALLS:
            return Said(text=self._answers.calls(), act="report")
        if ask is Ask.GIGABYTES:
            return Said(text=self._persona.say("gigabytes", gb=1), act="gigabytes")
        if ask is Ask.MORE:
            return self._more()
        return self._choose(reading) if reading.choices else None

    def _identify(self, ask: Ask) -> Said:
        """Who does not know the number looks it up when asked a second time."""
        if ask is Ask.NUMBER and not self._world.knows_number and self._named:
            self._world.knows_number = True
        if ask is Ask.NUMBER and self._world.knows_number:
            if self._world.mistypes_number:
                self._world.mistypes_number = False
                return Said(text=self._answers.mistyped(), act="identity")
            self.notes.given.add(Ask.NUMBER)
        elif ask is Ask.NUMBER:
            self.notes.given |= {Ask.NAME, Ask.BORN}
        else:
            self.notes.given.add(ask)
        self._named = True
        return Said(text=self._answers.who(ask), act="identity")

    def _report(self, ask: Ask) -> Said:
        wish = self.wish if self.wish in ON_PHONE else self._on_phone()
        assert wish is not None
        text = self._answers.works(wish, ask)
        if self.satisfied():
            return Said(text=text, act="works")
        nxt = self.wish
        if self._world.met(wish, self._told) and nxt is not wish:
            return Said(text=f"{text}. {self._persona.say('also', wish=self._words(nxt))}", act="wish")
        return Said(text=text, act="report")

    def _on_phone(self) -> Wish | None:
        return next((wish for wish in self._world.wishes if wish in ON_PHONE), None)

    def _agree(self, ask: Ask) -> Said:
        world = self._world
        if ask is Ask.AGREE_PERSON:
            return self._agree_to_person()
        if ask is Ask.AGREE_PAY and not world.pays:
            return Said(text=self._persona.say("wont_pay"), act="no")
        if ask is Ask.AGREE_TOPUP and not world.tops_up:
            return Said(text=self._persona.say("no_topup"), act="no")
        if ask is Ask.AGREE_TOPUP and "$" not in self._told:
            return Said(text=self._persona.say("how_much"), act="question")
        if ask is Ask.AGREE_BLOCK:
            lost = Wish.LOST in world.wishes
            return Said(text=self._persona.say("lost_yes" if lost else "no"), act="yes" if lost else "no")
        if self.satisfied():
            return Said(text=self._persona.say("nothing_else"), act="no")
        return Said(text=self._persona.say("yes"), act="yes")

    def _agree_to_person(self) -> Said:
        if self.wish in FOR_TEAM or self.wish not in ON_PHONE or self._declined_person >= 1:
            done = self.satisfied()
            return Said(
                text=self._persona.say("nothing_else" if done else "yes"), act="no" if done else "yes"
            )
        if self.satisfied():
            return Said(text=self._persona.say("nothing_else"), act="no")
        self._declined_person += 1
        return Said(text=self._persona.say("keep_trying"), act="no")

    def _more(self) -> Said:
        if self.satisfied():
            return Said(text=self._persona.say("nothing_else"), act="thanks", leaves=True)
        return Said(text=self._again(), act="wish")

    def _choose(self, reading: Reading) -> Said | None:
        fitting = [choice for choice in reading.choices if re.search(FITTING[self.wish], choice.casefold())]
        return Said(text=fitting[0], act="choice") if fitting else None

    def _insist(self, reading: Reading) -> Said:
        self._stuck += 1
        self.notes.not_understood.append(reading.text[:160])
        if self._stuck > PATIENCE:
            return Said(text=self._persona.say("thanks"), act="gives up", leaves=True)
        return Said(text=self._again(), act="wish")

    # -- words ------------------------------------------------------------------------------------

    def _words(self, wish: Wish) -> str:
        return self._persona.say(f"open_{wish.value}", country=self._world.country)

    def _again(self) -> str:
        wish = self.wish
        world = self._world
        if wish is Wish.PERSON:
            return self._words(wish)
        if wish in FOR_TEAM:
            return self._persona.say("again_team", wish=self._words(wish))
        if not world.phone.service(world.line) and wish in ON_PHONE and wish is not Wish.SUSPENDED:
            wish = Wish.SERVICE
        elif wish in (Wish.ABROAD, Wish.DATA):
            wish = Wish.SLOW if world.phone.data(world.line, world.books) else Wish.DATA
        return self._persona.say(
            f"again_{wish.value}", speed=world.phone.speed(world.line, world.books).value
        )

    def _outburst(self) -> Said | None:
        """Anger and the wish for a person come when they come, whatever was asked."""
        world = self._world
        if world.upset and self._turns in (3, 4):
            self._upsets += 1
            return Said(text=self._persona.finish(self._persona.say("upset")), act="upset")
        if world.person_after is not None and self._turns > world.person_after:
            return Said(text=self._persona.finish(self._words(Wish.PERSON)), act="person")
        return None

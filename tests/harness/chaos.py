"""Many customers talk while every part of the system is killed at random points and started again."""

from __future__ import annotations

import asyncio
import random
import sqlite3
import uuid
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial

import aiohttp
import jwt

from carrier.demo import logins
from conversation.events import Event
from conversation.payloads.findings import Verified
from conversation.payloads.turns import Reply, Turn
from front_door.conversations.folding import apply, fold
from tests.harness.chaos_customer import ChaosCustomer, GaveUp, Saying
from tests.harness.customer import Customer
from tests.harness.ledger_file import events_of
from tests.harness.system import Part, System

ROOMY = {
    "CARRIER_PAYS_AFTER_S": "2",
    "FRONT_DOOR_TURNS_BURST": "1000000",
    "FRONT_DOOR_ADDRESS_TURNS_BURST": "1000000",
    "FRONT_DOOR_ADDRESS_OPENS_BURST": "1000000",
}
"""Settings of a system under chaos: many customers come from one address, and payments arrive."""

LIVES_S = {
    Part.CARRIER: (2.0, 8.0),
    Part.ACTIONS: (3.0, 10.0),
    Part.ASSISTANT: (15.0, 30.0),
    Part.FRONT_DOOR: (4.0, 12.0),
}
"""How long a part lives between two deaths. Rasa needs the longest to start."""

SAYINGS = (
    "hello",
    "what do I owe",
    "why is my bill higher than last month",
    "how much data do I have left",
    "my phone has no signal",
    "that did not help",
    "how do I set up wifi calling",
    "thanks",
    "can you repeat that",
    "never mind",
    "is there an outage in 60601",
)
PAYING = ("pay my bill", "yes", "did my payment arrive", "pay my bill", "yes")
TOPPING_UP = (
    "add more data to my line",
    "yes",
    "how much data do I have left",
    "add another gigabyte",
    "yes",
    "add more data to my line",
    "yes",
)


@dataclass(slots=True, kw_only=True)
class Verdict:
    """What a run found; every list must be empty."""

    turns: int = 0
    kills: Counter[str] = field(default_factory=Counter)
    reconnects: int = 0
    handed_off: int = 0
    """Turns that ended with the team because a part was down for too long."""
    payments: int = 0
    topups: int = 0
    proved: int = 0
    """Customers whose PIN was right."""
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    disordered: list[str] = field(default_factory=list)
    paid_twice: list[str] = field(default_factory=list)
    leaked: list[str] = field(default_factory=list)
    """A PIN in words that were stored."""
    gave_up: list[str] = field(default_factory=list)

    def clean(self) -> bool:
        """Whether nothing was lost, doubled, out of order or leaked, and everybody got through."""
        found = (self.lost, self.doubled, self.disordered, self.paid_twice, self.leaked, self.gave_up)
        return not any(found)


async def run_chaos(
    system: System, *, customers: int, turns_each: int, seed: int, parts: Sequence[Part] = tuple(Part)
) -> Verdict:
    """Run, then judge by what is on disk and what each device was told."""
    chance = random.Random(seed)
    verdict = Verdict()
    url = system.url(Part.FRONT_DOOR).replace("http", "ws", 1) + "/chat"
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        people = _people(system, session, url, customers, turns_each, chance)
        await asyncio.gather(*(person.open() for person in people if person.identity))
        killers = [
            asyncio.create_task(_kill(system, part, random.Random(chance.random()), verdict))
            for part in parts
        ]
        try:
            await asyncio.gather(*(_talk(person, verdict) for person in people))
        finally:
            for killer in killers:
                killer.cancel()
            await asyncio.gather(*killers, return_exceptions=True)
            await asyncio.to_thread(system.start)
            for person in people:
                await person.device.hang_up()
    for person in people:
        verdict.turns += len(person.sent)
        verdict.reconnects += person.reconnects
        _judge(system, person, verdict)
    _judge_money(system, verdict)
    return verdict


def _people(
    system: System,
    session: aiohttp.ClientSession,
    url: str,
    customers: int,
    turns_each: int,
    chance: random.Random,
) -> list[ChaosCustomer]:
    """A third is signed in and owes money, a third is signed in and out of data, a third proves a PIN."""
    owing, used_up = _customers_of(system)
    named = logins()
    people = []
    for number in range(customers):
        own = random.Random(chance.random())
        kind, place = number % 3, number // 3
        login = named[place % len(named)]
        customer_id = (owing[place % len(owing)], used_up[place % len(used_up)], None)[kind]
        script = (_alone(PAYING), _alone(TOPPING_UP), _proving(login.phone, login.pin))[kind]
        at = own.randrange(max(1, turns_each - len(script)))
        chatter = [Saying(text=own.choice(SAYINGS)) for _ in range(max(0, turns_each - len(script)))]
        people.append(
            ChaosCustomer(
                device=Customer(session, url),
                sayings=[*chatter[:at], *script, *chatter[at:]],
                chance=own,
                until_ready=partial(_assistant_ready, system, session),
                identity=_signed(system, customer_id) if customer_id else None,
            )
        )
    return people


def _alone(texts: Sequence[str]) -> list[Saying]:
    return [Saying(text=text, alone=True) for text in texts]


def _proving(phone: str, pin: str) -> list[Saying]:
    return [
        *_alone(("what do I owe", phone)),
        Saying(text=pin, expects="secret:4", alone=True),
        Saying(text=pin, expects="secret:4", alone=True),
    ]


def _customers_of(system: System) -> tuple[list[str], list[str]]:
    """Customers with an overdue bill, and those with one line whose data is used up."""
    with closing(_books(system)) as books:
        owing = books.execute("SELECT DISTINCT customer_id FROM bills WHERE status = 'Overdue' ORDER BY 1")
        used_up = books.execute(
            "SELECT lines.customer_id FROM lines JOIN plans USING (plan_id)"
            " GROUP BY lines.customer_id HAVING count(*) = 1"
            " AND max(data_used_mb - data_topup_mb - data_limit_mb) >= 0 ORDER BY 1"
        )
        return [row[0] for row in owing], [row[0] for row in used_up]


def _signed(system: System, customer_id: str) -> str:
    """What the carrier's logged-in page would hand to the chat."""
    claims = {
        "sub": customer_id,
        "aud": "care-chat",
        "exp": datetime.now(UTC) + timedelta(minutes=4),
        "jti": uuid.uuid4().hex,
    }
    return jwt.encode(claims, system.environment["FRONT_DOOR_IDENTITY_KEY"], algorithm="HS256")


async def _talk(person: ChaosCustomer, verdict: Verdict) -> None:
    try:
        await person.talk()
    except GaveUp as error:
        conversation = person.device.welcome.conversation_id if person.device.welcome else "unopened"
        verdict.gave_up.append(f"{conversation}: {error}")


async def _kill(system: System, part: Part, chance: random.Random, verdict: Verdict) -> None:
    """The part dies at a random moment and is back when it is healthy again, over and over."""
    while True:
        await asyncio.sleep(chance.uniform(*LIVES_S[part]))
        verdict.kills[part.value] += 1
        await asyncio.to_thread(system.kill, part)
        await asyncio.sleep(chance.uniform(0.0, 0.5))
        await asyncio.to_thread(system.start, part)


async def _assistant_ready(system: System, session: aiohttp.ClientSession) -> None:
    while True:
        try:
            async with session.get(f"{system.url(Part.ASSISTANT)}/health") as answer:
                if answer.status == 200:
                    return
        except aiohttp.ClientError:
            pass
        await asyncio.sleep(0.3)


def _judge(system: System, person: ChaosCustomer, verdict: Verdict) -> None:
    if person.device.welcome is None:
        return
    conversation_id = person.device.welcome.conversation_id
    events = events_of(system.folder / "ledger.sqlite", conversation_id)
    stored = [event.payload.client_id for event in events if isinstance(event.payload, Turn)]
    counts = Counter(stored)
    verdict.lost += [f"{conversation_id}: turn {name}" for name in person.sent if not counts[name]]
    verdict.doubled += [f"{conversation_id}: turn {name}" for name, count in counts.items() if count > 1]
    pins = {saying.text for saying in person.sayings if saying.expects is not None}
    verdict.leaked += [
        f"{conversation_id}: event {event.seq}"
        for event in events
        if isinstance(event.payload, Turn | Reply) and any(pin in event.payload.text for pin in pins)
    ]
    verdict.proved += any(
        isinstance(event.payload, Verified) and event.payload.method == "pin" for event in events
    )
    if list(dict.fromkeys(stored)) != person.sent:
        verdict.disordered.append(f"{conversation_id}: turns")
    _judge_answers(conversation_id, events, verdict)
    try:
        person.device.transcript()
    except AssertionError as error:
        verdict.disordered.append(f"{conversation_id}: device: {error}")


def _judge_answers(conversation_id: str, events: Sequence[Event], verdict: Verdict) -> None:
    """Each turn that was owed an answer has exactly one, in order, or went to the team with words."""
    state = fold(events[:1])
    owed: list[str] = []
    passed_on: set[str] = set()
    for event in events[1:]:
        before = {placed.turn.client_id for placed in state.pending.values()}
        answers = isinstance(event.payload, Reply) or event.payload.kind == "failed"
        apply(state, event)
        after = {placed.turn.client_id for placed in state.pending.values()}
        owed += after - before
        if not answers:
            passed_on |= before - after
    verdict.lost += [
        f"{conversation_id}: answer to {placed.turn.client_id}" for placed in state.pending.values()
    ]
    verdict.handed_off += len(passed_on)
    closing_replies = [
        event.payload.client_id
        for event in events
        if isinstance(event.payload, Reply) and event.payload.last and event.payload.client_id
    ]
    counts = Counter(closing_replies)
    verdict.doubled += [f"{conversation_id}: answer to {name}" for name, count in counts.items() if count > 1]
    verdict.lost += [
        f"{conversation_id}: answer to {name}" for name in owed if not counts[name] and name not in passed_on
    ]
    answered = [name for name in owed if counts[name]]
    if [name for name in closing_replies if name in set(answered)] != answered:
        verdict.disordered.append(f"{conversation_id}: answers")


def _judge_money(system: System, verdict: Verdict) -> None:
    with closing(_books(system)) as books:
        for bill_id, count in books.execute("SELECT bill_id, count(*) FROM payment_requests GROUP BY 1"):
            verdict.payments += count
            if count > 1:
                verdict.paid_twice.append(f"bill {bill_id}: {count} requests")
        for whose, count in books.execute("SELECT conversation_id, count(*) FROM data_topups GROUP BY 1"):
            verdict.topups += count
            agreed = _agreed_topups(events_of(system.folder / "ledger.sqlite", whose))
            if count > agreed:
                verdict.paid_twice.append(f"conversation {whose}: {count} top-ups, {agreed} agreed to")


def _agreed_topups(events: Sequence[Event]) -> int:
    """How often the customer said yes to a price for data; notices in between do not take the question back."""
    asked = False
    agreed = 0
    for event in events:
        if isinstance(event.payload, Reply):
            asked = asked or event.payload.asks == "confirm_topup"
        elif isinstance(event.payload, Turn):
            agreed += asked and event.payload.text == "yes"
            asked = False
    return agreed


def _books(system: System) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{system.folder / 'backoffice.sqlite'}?mode=ro", uri=True)

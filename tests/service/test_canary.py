"""A card number, a security code and a PIN stand in nothing that is written; a name in no line of a log."""

import re

import aiohttp
import pytest

from conversation.desk_requests import Claim, Open
from tests.harness.agent import Agent
from tests.harness.customer import Customer
from tests.harness.rest_customer import RestCustomer
from tests.harness.system import Part, System

CARD = "4539578763621486"
CODE = "9174"
"""A security code of four digits, so that it is found by its digits."""
HARMLESS = "quartzite lampshade"
WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


@pytest.fixture
def system(tmp_path):
    system = System(folder=tmp_path / "system")
    try:
        system.start()
        yield system
    finally:
        system.stop()


@pytest.fixture
async def customers(system):
    """The demo's customers by their story."""
    url = f"{system.url(Part.FRONT_DOOR)}/demo/customers"
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        return {known["story"]: known for known in (await answer.json())["customers"]}


async def test_secrets_are_written_nowhere_and_names_in_no_log(system, customers):
    typing, speaking, *_ = customers.values()
    await _chat(system, typing)
    await _call_rest(system, speaking)
    await _work_at_the_desk(system)
    system.stop()

    # The same search finds what may be written, so that finding nothing means something.
    for name in ("ledger.sqlite", "tracker.sqlite", "backoffice.sqlite"):
        assert HARMLESS in _text_of(system.folder / name), name
    files = [path for path in system.folder.rglob("*") if path.is_file()]
    assert {"ledger.sqlite", "tracker.sqlite", "actions.sqlite"} <= {path.name for path in files}
    found = [
        f"{path.name}: {what}"
        for path in files
        for what, pattern in _secrets([typing["pin"], speaking["pin"]])
        if path.name != "demo_agents.json" and pattern.search(_text_of(path))
    ]
    assert found == []
    logs = "\n".join(path.read_text(errors="replace") for path in files if path.suffix == ".log")
    assert "turn.answered" in logs
    told = [
        what
        for known in (typing, speaking)
        for what in (known["name"], *known["name"].split(), *_forms_of_number(known["phone"]))
        if what.casefold() in logs.casefold()
    ]
    assert told == []


async def _chat(system, known):
    async with (
        aiohttp.ClientSession() as session,
        Customer(session, system.url(Part.FRONT_DOOR).replace("http", "ws", 1) + "/chat") as device,
    ):
        await device.connect()
        name = known["name"]
        await device.say(
            f"hi, I'm {name}, a {HARMLESS}, charge it to my card {' '.join(_fours(CARD))}, cvv {CODE}"
        )
        await device.say("what do I owe")
        await device.say(known["phone"])
        wrong = "".join(str((int(digit) + 3) % 10) for digit in known["pin"])
        await device.say(wrong)
        await device.say(f"oh, it is {known['pin']}")
        assert device.owner() == "assistant"
        await device.say(f"the card was {'-'.join(_fours(CARD))} and the security code {_spoken(CODE)}")
        for piece in _fours(CARD):
            await device.say(piece)
        await device.say(f"my pin is {known['pin']}")
        await device.say("let me talk to a person")


async def _call_rest(system, known):
    async with aiohttp.ClientSession() as session:
        sender = RestCustomer(session, system.url(Part.FRONT_DOOR), system.folder / "ledger.sqlite")
        await sender.say("how much data do I have left")
        await sender.say(f"{known['phone']}, {known['name']}")
        await sender.say(_spoken(known["pin"]))
        await sender.say(f"and my card number is {_spoken(CARD)}")
        await sender.say(f"my pin is {_spoken(known['pin'])}")
        await sender.say("an agent please")


async def _work_at_the_desk(system):
    login = system.demo_agents()[0]
    agent = Agent(system.url(Part.FRONT_DOOR))
    try:
        await agent.sign_in(login["login"], login["password"])
        welcome = await agent.connect()
        for row in welcome.inbox:
            await agent.do(Claim, conversation_id=row.conversation_id)
            view = await agent.do(Open, conversation_id=row.conversation_id)
            packet = view.packet.model_dump_json()
            assert CARD not in re.sub(r"[ -]", "", packet)
        assert welcome.inbox
    finally:
        await agent.close()


def _secrets(pins):
    """Each secret in every form it may be written in."""
    yield "the card number", re.compile(r"[\s.-]*".join(CARD))
    yield "the card number in words", re.compile(r"[\s,-]+".join(WORDS[int(d)] for d in CARD), re.IGNORECASE)
    yield "three fours of the card", re.compile(r"\D{0,3}".join(_fours(CARD)[:3]))
    yield "the security code", re.compile(rf"(?<![\da-z]){CODE}(?![\da-z])")
    yield "the security code in words", re.compile(_spoken(CODE), re.IGNORECASE)
    for pin in pins:
        yield "a PIN", re.compile(rf"(?<![\w.:+-]){pin}(?![\w.:+-])")
        yield "a PIN in words", re.compile(r"[\s,-]+".join(WORDS[int(d)] for d in pin), re.IGNORECASE)


def _text_of(path):
    """A file's bytes as text; digits and letters stand in every format of ours as they are."""
    return path.read_bytes().decode("latin-1")


def _forms_of_number(phone):
    digits = re.sub(r"\D", "", phone)
    return (phone, digits, f"+1{digits}")


def _fours(digits):
    return [digits[at : at + 4] for at in range(0, len(digits), 4)]


def _spoken(digits):
    return " ".join(WORDS[int(digit)] for digit in digits)

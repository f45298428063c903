"""Whole conversations through the front door, against the real assistant, actions and demo back office."""

from contextlib import asynccontextmanager, suppress
from pathlib import Path

import aiohttp
import pytest

from tests.harness.customer import Customer
from tests.harness.ledger_file import forget_visits
from tests.harness.measures import verbatim
from tests.harness.play import Player, values_of
from tests.harness.rest_customer import RestCustomer
from tests.harness.scenario import Kind, load
from tests.harness.stage import desk, offering
from tests.harness.system import ROOT, Part

HERE = Path(__file__).resolve().parent
PLAYED = ROOT / "build" / "scenarios"
"""Each conversation as it went, to be read by people."""
FILES = sorted(HERE.glob("*/*.yml"))
TOPICS = (
    "account",
    "billing",
    "devices",
    "general",
    "network",
    "payments",
    "plans",
    "roaming",
    "sim",
    "usage",
)
WALKED = ("devices", "network")
"""Topics with guides."""
MOST_VERBATIM = 0.02
AGAIN: list[tuple[str, str]] = []
"""(scenario, words) of each reply that had been said before in its conversation, over all that were played."""
REPLIES: list[int] = []
"""How many replies each conversation had."""


@pytest.mark.parametrize("path", FILES, ids=[f"{path.parent.name}/{path.stem}" for path in FILES])
async def test_the_conversation_goes_as_a_customer_would_want_it(
    path, whole_system, demo_customers, agent_login, signed_identity
):
    scenario = load(path)
    known = _customer(demo_customers, scenario.story)
    forget_visits(whole_system.folder / "ledger.sqlite")
    async with (
        offering(whole_system, scenario),
        _device(whole_system, scenario) as customer,
        desk(whole_system, scenario, agent_login) as agent,
    ):
        player = Player(
            system=whole_system,
            scenario=scenario,
            values=values_of(known),
            customer=customer,
            agent=agent,
        )
        identity = await signed_identity(known["customer_id"]) if scenario.signed_in else None
        customer.claimed_number = scenario.claimed_number and scenario.claimed_number.format_map(
            player.values
        )
        await customer.connect(signed_identity=identity)
        trouble = await _trouble(player)
        _write(path, player)
        if trouble:
            with suppress(AssertionError):
                await player.leave()
            pytest.fail(f"{scenario.title}\n{trouble}", pytrace=False)
        again, replies = verbatim(player.events())
        AGAIN.extend((f"{path.parent.name}/{path.stem}", words) for words in again.elements())
        REPLIES.append(replies)
        await player.leave()


def test_hardly_a_sentence_is_said_twice_in_one_conversation(record_property):
    if not REPLIES:
        pytest.skip("no conversation was played")
    share = len(AGAIN) / sum(REPLIES)
    record_property("verbatim", share)
    told = [
        f"{len(AGAIN)} of {sum(REPLIES)} replies were said before in their conversation ({share:.1%})",
        *(f"{scenario}: {words}" for scenario, words in AGAIN),
    ]
    (PLAYED / "said-again.txt").write_text("\n".join(told) + "\n", encoding="utf-8")
    assert share <= MOST_VERBATIM, "\n".join(told)


@pytest.mark.parametrize("topic", TOPICS)
def test_a_topic_is_played_in_every_kind(topic):
    played = {load(path).kind for path in FILES if path.parent.name == topic}
    needed = set(Kind) - {Kind.OTHER}
    if topic not in WALKED:
        needed.discard(Kind.PERSON_INSIDE_GUIDE)
    missing = sorted(needed - played)
    assert not missing, f"tests/scenarios/{topic} has no scenario of the kinds {missing}"


def _customer(demo_customers, story):
    """The one demo customer whose story has these words; nobody known without."""
    if story is None:
        return {}
    (customer,) = [known for told, known in demo_customers.items() if story in told]
    return customer


async def _trouble(player):
    """What went wrong, with the conversation so far; None when all is as expected."""
    try:
        await player.play()
    except AssertionError as error:
        return str(error)
    return None


def _write(path, player):
    file = PLAYED / path.parent.name / f"{path.stem}.txt"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("\n".join(player.log) + "\n", encoding="utf-8")


@asynccontextmanager
async def _device(system, scenario):
    async with aiohttp.ClientSession() as session:
        url = system.url(Part.FRONT_DOOR)
        if scenario.channel == "rest":
            yield RestCustomer(session, url, system.folder / "ledger.sqlite")
        else:
            async with Customer(session, url.replace("http", "ws", 1) + "/chat") as customer:
                yield customer

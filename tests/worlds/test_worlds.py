"""A few worlds against the real system: nothing forbidden may ever happen, and every conversation comes to an end."""

import asyncio

import pytest

from tests.worlds.generate import make
from tests.worlds.office import Office
from tests.worlds.play import play_all
from tests.worlds.score import story
from tests.worlds.surroundings import worlds_system

SEEDS = range(16)
AT_ONCE = 4


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    return asyncio.run(_played(tmp_path_factory.mktemp("worlds")))


async def _played(folder):
    office = Office()
    system = worlds_system(folder, await office.start())
    try:
        await asyncio.to_thread(system.begin_all)
        return await play_all(system.url, office, [make(seed) for seed in SEEDS], at_once=AT_ONCE)
    finally:
        await asyncio.to_thread(system.stop)
        await office.stop()


def test_nothing_forbidden_is_asked_of_the_back_office(played):
    assert [story(one) for one in played if one.forbidden] == []


def test_no_conversation_breaks(played):
    assert [story(one) for one in played if one.failure] == []


def test_whoever_asks_for_a_person_gets_one(played):
    assert [story(one) for one in played if one.world.group == "person" and not one.handed_off] == []

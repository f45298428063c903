from datetime import timedelta

import pytest

from front_door.desk_console.accounts import NewAccount, add_account
from front_door.desk_console.sessions import Sessions, csrf_token, hash_token, is_csrf_token
from front_door.desk_console.store import DeskStore


class Clock:
    def __init__(self) -> None:
        self.at = 1_000_000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(tmp_path):
    store = DeskStore(tmp_path / "desk.sqlite")
    new = NewAccount(login="ana", name="Ana", team="T", admin=True)
    store.run_now(lambda db: add_account(db, new, "correct horse battery"))
    yield store
    store.close_now()


@pytest.fixture
def sessions(store, clock) -> Sessions:
    return Sessions(store, idle=timedelta(hours=1), absolute=timedelta(hours=8), now=clock)


async def test_only_the_hash_of_a_token_is_stored(sessions, store):
    token = await sessions.begin("agent_ana")
    rows = await store.run(lambda db: [tuple(row) for row in db.execute("SELECT * FROM sessions")])
    assert token not in str(rows)
    assert hash_token(token) in str(rows)
    assert (await sessions.find(token)).agent_id == "agent_ana"


async def test_an_unknown_token_is_nobody(sessions):
    assert await sessions.find("made up") is None


async def test_an_idle_session_ends_and_a_used_one_goes_on(sessions, clock):
    idle, used = await sessions.begin("agent_ana"), await sessions.begin("agent_ana")
    clock.at += 3_000
    assert await sessions.find(used)
    clock.at += 1_000
    assert await sessions.find(used)
    assert await sessions.find(idle) is None


async def test_no_session_outlives_its_shift(sessions, clock):
    token = await sessions.begin("agent_ana")
    for _ in range(9):
        clock.at += 3_300
        found = await sessions.find(token)
    assert found is None


async def test_watching_without_doing_anything_does_not_keep_a_session_alive(sessions, clock):
    token = await sessions.begin("agent_ana")
    clock.at += 3_000
    assert await sessions.find_by_hash(hash_token(token), touch=False)
    clock.at += 1_000
    assert await sessions.find_by_hash(hash_token(token), touch=False) is None


async def test_signing_out_ends_one_session_and_everywhere_ends_all(sessions):
    one, two, three = [await sessions.begin("agent_ana") for _ in range(3)]
    await sessions.end(hash_token(one))
    assert await sessions.find(one) is None
    assert await sessions.find(two)
    await sessions.end_all("agent_ana")
    assert await sessions.find(two) is None
    assert await sessions.find(three) is None


def test_a_csrf_token_belongs_to_one_cookie():
    assert is_csrf_token("cookie", csrf_token("cookie"))
    assert not is_csrf_token("another", csrf_token("cookie"))
    assert not is_csrf_token("cookie", "")
    assert not is_csrf_token("cookie", "ünï")

"""Requests that wait at once: who comes first, who goes together, what a broken worker takes down."""

import asyncio

import pytest

from voice_gateway.workers.gathered import GatheredPool, answer_to, requests_in
from voice_gateway.workers.pool import WorkerFailed
from voice_gateway.workers.wire import Message


class Pool:
    """Answers each request with its name; one message at a time, when told to."""

    name = "test"
    alive = 1
    waiting = 0
    restarts = 0

    def __init__(self):
        self.asked = []
        self.began, self.go_on = asyncio.Event(), asyncio.Event()
        self.poison = None

    async def start(self):
        pass

    async def close(self):
        pass

    async def ask(self, message):
        names = [str(each.head["name"]) for each in requests_in(message)]
        self.asked.append(names)
        self.began.set()
        await self.go_on.wait()
        if self.poison in names:
            raise WorkerFailed("broke")
        return answer_to(
            [Message(head={"said": each.head["name"]}, sound=each.sound) for each in requests_in(message)]
        )


@pytest.fixture
async def pool():
    return Pool()


@pytest.fixture
async def gathered(pool):
    made = GatheredPool(pool, most=3)
    await made.start()
    yield made
    await made.close()


def asking(gathered, name, due_in_s=1.0, sound=b""):
    return asyncio.ensure_future(gathered.ask(Message(head={"name": name}, sound=sound), due_in_s=due_in_s))


async def busy(gathered, pool):
    first = asking(gathered, "first")
    await pool.began.wait()
    return first


async def test_callers_who_wait_at_once_go_together_and_each_gets_their_own(gathered, pool):
    first = await busy(gathered, pool)
    others = [asking(gathered, name, sound=name.encode()) for name in ("one", "two")]
    await asyncio.sleep(0)
    pool.go_on.set()
    answers = await asyncio.gather(first, *others)
    assert pool.asked == [["first"], ["one", "two"]]
    assert [answer.head["said"] for answer in answers] == ["first", "one", "two"]
    assert [answer.sound for answer in answers] == [b"", b"one", b"two"]


async def test_whoever_is_due_first_comes_first(gathered, pool):
    first = await busy(gathered, pool)
    later = [asking(gathered, name, due_in_s=due) for name, due in (("d", 4), ("b", 2), ("a", 0.1), ("c", 3))]
    await asyncio.sleep(0)
    pool.go_on.set()
    await asyncio.gather(first, *later)
    assert pool.asked[1:] == [["a", "b", "c"], ["d"]]


async def test_what_nobody_waits_for_any_more_is_not_sent(gathered, pool):
    first = await busy(gathered, pool)
    gone, stays = asking(gathered, "gone"), asking(gathered, "stays")
    await asyncio.sleep(0)
    gone.cancel()
    await asyncio.sleep(0)
    pool.go_on.set()
    await asyncio.gather(first, stays)
    assert pool.asked[1:] == [["stays"]]


async def test_one_that_breaks_its_worker_takes_no_other_down(gathered, pool):
    pool.poison = "bad"
    first = await busy(gathered, pool)
    bad, good = asking(gathered, "bad"), asking(gathered, "good")
    await asyncio.sleep(0)
    pool.go_on.set()
    await first
    with pytest.raises(WorkerFailed):
        await bad
    assert (await good).head["said"] == "good"


async def test_who_still_waits_at_the_end_is_told(gathered, pool):
    first = await busy(gathered, pool)
    waits = asking(gathered, "waits")
    await asyncio.sleep(0)
    await gathered.close()
    for each in (first, waits):
        with pytest.raises(WorkerFailed):
            await each
    with pytest.raises(WorkerFailed):
        await gathered.ask(Message(head={"name": "late"}), due_in_s=1.0)

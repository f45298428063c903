"""Engines in processes of their own, and what becomes of a call's request when one falls over."""

import asyncio
import os
import signal
import sys
import textwrap

import pytest

from voice_gateway.workers.pool import Job, WorkerFailed, WorkerPool
from voice_gateway.workers.wire import Message

WORKER = """
    import os, sys, time
    from voice_gateway.workers.wire import Message
    from voice_gateway.workers.worker import serve

    def answer(request):
        print("an engine that prints")
        if request.head.get("do") == "raise":
            raise ValueError("no")
        if request.head.get("do") == "sleep":
            time.sleep(60)
        if request.head.get("do") == "die" or (request.head.get("do") == "die once" and not os.path.exists(sys.argv[1])):
            open(sys.argv[1], "w").close()
            os._exit(3)
        return Message(head={"pid": os.getpid()}, sound=request.sound[::-1])

    if "--broken" in sys.argv:
        sys.exit(4)
    sys.exit(serve(lambda: answer))
"""


@pytest.fixture
def job(tmp_path):
    (tmp_path / "a_worker_for_tests.py").write_text(textwrap.dedent(WORKER))
    path = os.pathsep.join([str(tmp_path), *sys.path])

    def make(*arguments, **changes):
        changes = {"answer_within_s": 5.0, "count": 1, **changes}
        return Job(
            name="test",
            module="a_worker_for_tests",
            arguments=(str(tmp_path / "died"), *arguments),
            environment={"PYTHONPATH": path},
            **changes,
        )

    return make


@pytest.fixture
async def pool(job):
    made = WorkerPool(job())
    await made.start()
    yield made
    await made.close()


async def test_an_answer_comes_whole_though_the_engine_prints(pool):
    answer = await pool.ask(Message(sound=bytes(range(256)) * 1000))
    assert answer.sound == (bytes(range(256)) * 1000)[::-1]


async def test_a_request_that_fails_harms_nobody_else(pool):
    with pytest.raises(WorkerFailed, match="ValueError"):
        await pool.ask(Message(head={"do": "raise"}))
    assert (await pool.ask(Message(sound=b"ab"))).sound == b"ba"


async def test_a_request_whose_worker_dies_is_given_to_another(pool):
    assert (await pool.ask(Message(head={"do": "die once"}, sound=b"ab"))).sound == b"ba"
    assert pool.restarts == 1


async def test_a_request_that_kills_every_worker_is_given_up_and_the_next_is_served(pool):
    with pytest.raises(WorkerFailed):
        await pool.ask(Message(head={"do": "die"}))
    assert (await pool.ask(Message(sound=b"ab"))).sound == b"ba"


async def test_a_worker_that_hangs_is_replaced(job):
    pool = WorkerPool(job(answer_within_s=1.0))
    await pool.start()
    hung = (await pool.ask(Message())).head["pid"]
    with pytest.raises(WorkerFailed):
        await pool.ask(Message(head={"do": "sleep"}))
    await pool.close()
    with pytest.raises(ProcessLookupError):
        os.kill(int(str(hung)), 0)


async def test_a_worker_killed_from_outside_comes_back(pool):
    pid = int(str((await pool.ask(Message())).head["pid"]))
    os.kill(pid, signal.SIGKILL)
    assert (await pool.ask(Message())).head["pid"] != pid


async def test_a_caller_who_hangs_up_in_mid_recognition_leaves_a_pool_that_serves(pool):
    waiting = asyncio.create_task(pool.ask(Message(head={"do": "sleep"})))
    await asyncio.sleep(0.2)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    assert (await pool.ask(Message(sound=b"ab"))).sound == b"ba"


async def test_an_engine_that_does_not_come_up_is_told_at_start_and_leaves_no_process(job):
    pool = WorkerPool(job("--broken"))
    with pytest.raises(WorkerFailed):
        await pool.start()
    assert pool.alive == 0

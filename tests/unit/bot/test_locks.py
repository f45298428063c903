from __future__ import annotations

import asyncio

from bot.components.locks import ConversationLocks


async def test_one_conversation_is_served_in_the_order_of_arrival():
    locks, order = ConversationLocks(), []

    async def work(number):
        async with locks.held("c"):
            await asyncio.sleep(0)
            order.append(number)

    await asyncio.gather(*(work(number) for number in range(20)))
    assert order == list(range(20))


async def test_another_conversation_does_not_wait():
    locks = ConversationLocks()
    async with locks.held("a"), locks.held("b"):
        assert len(locks) == 2


async def test_nothing_is_kept_for_quiet_conversations_even_after_failures_and_cancelled_waits():
    locks = ConversationLocks()

    async def fail():
        async with locks.held("c"):
            await asyncio.sleep(0)
            raise ValueError

    async def wait():
        async with locks.held("c"):
            pass

    failing, waiting = asyncio.create_task(fail()), asyncio.create_task(wait())
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.gather(failing, waiting, return_exceptions=True)
    assert len(locks) == 0

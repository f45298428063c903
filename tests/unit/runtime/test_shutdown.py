import asyncio
import gc
import os
import signal

import aiohttp
import pytest
from aiohttp import web

from runtime.shutdown import PortTaken, serve, stop_event


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_stop_signal_sets_the_event(number):
    async with stop_event() as stopped:
        os.kill(os.getpid(), number)
        await stopped.wait()


async def test_a_running_request_is_answered_after_the_signal_and_clean_up_follows():
    entered, release, order = asyncio.Event(), asyncio.Event(), []

    async def slow(_request):
        entered.set()
        await release.wait()
        order.append("answered")
        return web.Response(text="done")

    async def clean_up(_app):
        order.append("cleaned up")

    app = web.Application()
    app.router.add_get("/", slow)
    app.on_cleanup.append(clean_up)
    port = asyncio.get_running_loop().create_future()
    server = asyncio.create_task(serve(app, host="127.0.0.1", port=0, on_ready=port.set_result))
    async with aiohttp.ClientSession() as session:
        request = asyncio.create_task(session.get(f"http://127.0.0.1:{await port}/"))
        await entered.wait()
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.sleep(0)
        release.set()
        assert await (await request).text() == "done"
    await server
    assert order == ["answered", "cleaned up"]


async def test_a_taken_port_is_told_with_host_and_port():
    taken = await asyncio.start_server(lambda _reader, _writer: None, "127.0.0.1", 0)
    port = taken.sockets[0].getsockname()[1]
    with pytest.raises(PortTaken, match=f"127.0.0.1:{port}"):
        await serve(web.Application(), host="127.0.0.1", port=port)
    taken.close()
    await taken.wait_closed()


async def test_what_was_made_before_the_port_opened_is_not_looked_through_for_garbage_again():
    ready = asyncio.get_running_loop().create_future()
    gc.unfreeze()
    server = asyncio.create_task(
        serve(web.Application(), host="127.0.0.1", port=0, on_ready=ready.set_result)
    )
    await ready
    assert gc.get_freeze_count() > len(gc.get_objects())
    os.kill(os.getpid(), signal.SIGTERM)
    await server
    gc.unfreeze()

import pytest
from aiohttp import web
from aiohttp.test_utils import unused_port

from tests.service.desk.page import Page
from tests.service.desk.world import World


@pytest.fixture
async def world(tmp_path):
    world = World(tmp_path)
    yield world
    await world.close()


@pytest.fixture
async def desk_url(world):
    runner = web.AppRunner(world.app())
    await runner.setup()
    port = unused_port()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    yield f"http://127.0.0.1:{port}"
    await runner.cleanup()


@pytest.fixture
async def sign_in(world, desk_url):
    """Signs agents in by login; all pages are closed in the end."""
    pages: list[Page] = []

    async def sign_in(login: str) -> Page:
        page = Page(desk_url)
        pages.append(page)
        await page.sign_in(login, world.logins[login])
        await page.connect()
        return page

    yield sign_in
    for page in pages:
        await page.close()


@pytest.fixture
async def maya(sign_in):
    return await sign_in("maya")


@pytest.fixture
async def tomas(sign_in):
    return await sign_in("tomas")

"""The demo back office on a free port, over a copy of one seeded database, and the adapter that speaks to it."""

import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import closing
from pathlib import Path

import aiohttp
import pytest
from aiohttp.test_utils import TestServer

from carrier.demo.app import create_app
from carrier.demo.office import Office
from carrier.demo.opening import open_office
from carrier.http import HttpCarrierSystems
from carrier.port import CarrierSystems

OpenOffice = Callable[..., Office]


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("carrier") / "backoffice.sqlite"
    with closing(open_office(path).connection):
        return path


@pytest.fixture
def database(seeded: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(seeded, tmp_path / "backoffice.sqlite"))


@pytest.fixture
def reopen(database: Path) -> Iterator[OpenOffice]:
    offices: list[Office] = []

    def opened(**settings: object) -> Office:
        offices.append(open_office(database, **settings))  # type: ignore[arg-type]
        return offices[-1]

    yield opened
    for office in offices:
        office.connection.close()


@pytest.fixture
def office(reopen: OpenOffice) -> Office:
    return reopen()


@pytest.fixture
async def server(office: Office) -> AsyncIterator[TestServer]:
    server = TestServer(create_app(office))
    async with server:
        yield server


@pytest.fixture
async def systems(server: TestServer) -> AsyncIterator[CarrierSystems]:
    async with HttpCarrierSystems(str(server.make_url(""))) as systems:
        yield systems


@pytest.fixture
async def client(server: TestServer) -> AsyncIterator[aiohttp.ClientSession]:
    """Plain HTTP, with the header that every request needs."""
    async with aiohttp.ClientSession(
        server.make_url("/"), headers={"X-Conversation-Id": "conversation-1"}
    ) as client:
        yield client

"""Hosts and worlds for telephones, on the event loop that the gateway runs on."""

import pytest
import uvloop

from tests.peers.namespaces import host as a_host
from tests.peers.namespaces import needed
from tests.peers.sip_world import sip_world


def pytest_asyncio_loop_factories():
    return {"uvloop": uvloop.new_event_loop}


@pytest.fixture
def host():
    needed("baresip")
    with a_host() as host:
        yield host


@pytest.fixture
async def world(tmp_path, host):
    async with sip_world(tmp_path, host) as world:
        yield world

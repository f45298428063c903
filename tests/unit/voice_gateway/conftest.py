"""A front door with a voice gateway for each test that needs sockets."""

from __future__ import annotations

import pytest

from tests.fakes.voice_gateway import voice_world


@pytest.fixture
async def world(tmp_path):
    async with voice_world(tmp_path) as running:
        yield running

"""A front door for each test."""

from __future__ import annotations

import pytest

from tests.fakes.front_door import front_door


@pytest.fixture
async def door(tmp_path):
    async with front_door(tmp_path) as running:
        yield running

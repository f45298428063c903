"""The commands beside serving."""

from __future__ import annotations

import asyncio
import json
import os

import pytest

from front_door import commands
from front_door.ledger.port import LedgerUnavailable
from tests.fakes.front_door import front_door, settings_in


async def one_conversation(folder) -> str:
    async with front_door(folder) as door, door.customer() as customer:
        await customer.connect()
        await customer.say("why is my bill higher?")
        await customer.say("my card is 4111 1111 1111 1111")
        await customer.say("The assistant")
        return customer.welcome.reference


def test_questions_are_exported_redacted_and_without_choices(tmp_path, capsys):
    asyncio.run(one_conversation(tmp_path))
    assert commands.export_questions([], settings_in(tmp_path)) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines() if line.startswith("{")]
    assert [line["question"] for line in lines] == ["why is my bill higher?", "my card is [card_number]"]
    assert lines[0]["intent"] == "small_talk"


def test_a_conversation_is_erased_by_its_reference(tmp_path, capsys):
    reference = asyncio.run(one_conversation(tmp_path))
    settings = settings_in(tmp_path)
    assert commands.rebuild([], settings) == 0
    assert commands.erase([reference], settings) == 0
    told = capsys.readouterr().out
    assert "scripts/erase" in told
    assert "docs/operations.md" in told
    assert commands.erase(["AAA-AAA-AAA"], settings) == 1
    assert commands.export_questions([], settings) == 0
    assert "higher" not in capsys.readouterr().out
    assert b"why is my bill higher" not in b"".join(file.read_bytes() for file in tmp_path.iterdir())


async def test_a_ledger_that_is_served_is_neither_rebuilt_nor_erased(tmp_path):
    settings = settings_in(tmp_path)
    async with front_door(tmp_path):
        with pytest.raises(LedgerUnavailable, match=f"process {os.getpid()}"):
            commands.rebuild([], settings)
        with pytest.raises(LedgerUnavailable, match="FRONT_DOOR_LEDGER_DATABASE"):
            commands.erase(["AAA-AAA-AAA"], settings)


async def test_a_second_front_door_on_the_same_ledger_does_not_start(tmp_path):
    async with front_door(tmp_path), front_door(tmp_path / "another"):
        with pytest.raises(LedgerUnavailable, match="another front door"):
            async with front_door(tmp_path):
                pass
    async with front_door(tmp_path) as door, door.customer() as customer:
        await customer.connect()

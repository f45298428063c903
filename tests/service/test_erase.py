"""`scripts/erase`: a conversation is forgotten by every process that keeps something of it."""

from __future__ import annotations

import json
import socket
from datetime import UTC, datetime
from pathlib import Path

import pytest
from launcher import erase
from launcher.environments import Project
from launcher.terminal import Trouble

from actions.turns.operations import Operation, SqliteOperations
from bot.components.event_rows import EventRows
from tests.fakes.front_door import front_door

ROOT = Path(__file__).resolve().parents[2]
SAID = "my neighbor Quillfeather owes 6125550142"
KEPT = "another customer's words"


@pytest.fixture
async def kept(tmp_path, monkeypatch):
    """One conversation in all three databases, and another one beside it; gives both references."""
    references = []
    ids = []
    for words in (SAID, KEPT):
        async with front_door(tmp_path) as door, door.customer() as customer:
            await customer.connect()
            await customer.say(words)
            references.append(customer.welcome.reference)
            ids.append(customer.conversation_id)
    rows = EventRows(tmp_path / "tracker.sqlite")
    operations = SqliteOperations(tmp_path / "actions.sqlite")
    for conversation_id, words in zip(ids, (SAID, KEPT), strict=True):
        with rows.transaction():
            rows.append(conversation_id, 0, [json.dumps({"event": "user", "text": words})])
            rows.keep_answer(conversation_id, "t1", json.dumps({"replies": [{"text": f"You said: {words}"}]}))
        operation = Operation(conversation_id=conversation_id, turn_id="t1", name="topup")
        operations.begin(operation, at=datetime(2026, 7, 20, tzinfo=UTC))
        operations.finish(operation, {"note": words})
    rows.close()
    operations.close()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    monkeypatch.setenv("FRONT_DOOR_LEDGER_DATABASE", str(tmp_path / "ledger.sqlite"))
    monkeypatch.setenv("ASSISTANT_TRACKER_DATABASE", str(tmp_path / "tracker.sqlite"))
    monkeypatch.setenv("ACTIONS_DATABASE", str(tmp_path / "actions.sqlite"))
    monkeypatch.setenv("ASSISTANT_PORT", str(port))
    return references


def where(folder, words):
    """The files that hold these words anywhere in their bytes."""
    return {
        path.name.split("-")[0]
        for path in folder.iterdir()
        if path.is_file() and words.encode() in path.read_bytes()
    }


ALL = {"ledger.sqlite", "tracker.sqlite", "actions.sqlite"}


async def test_nothing_of_an_erased_conversation_stays_on_disk_and_the_others_do(kept, tmp_path, capsys):
    assert where(tmp_path, SAID) == ALL
    erase.main(Project(ROOT), kept[0])
    assert where(tmp_path, SAID) == set()
    assert where(tmp_path, "Quillfeather") == set()
    assert where(tmp_path, KEPT) == ALL
    assert "erased: conversation" in capsys.readouterr().out


async def test_while_the_assistant_runs_its_memory_is_not_touched_and_erasing_again_finishes_it(
    kept, tmp_path, monkeypatch
):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        monkeypatch.setenv("ASSISTANT_PORT", str(taken.getsockname()[1]))
        with pytest.raises(Trouble, match="stop everything"):
            erase.main(Project(ROOT), kept[0])
        assert where(tmp_path, SAID) == {"tracker.sqlite", "actions.sqlite"}
    erase.main(Project(ROOT), kept[0])
    assert where(tmp_path, SAID) == set()


async def test_while_the_front_door_runs_nothing_is_erased(kept, tmp_path):
    async with front_door(tmp_path):
        with pytest.raises(Trouble, match="front_door"):
            erase.main(Project(ROOT), kept[0])
    assert where(tmp_path, SAID) == ALL


async def test_a_conversation_nobody_knows_is_told(kept):
    with pytest.raises(Trouble):
        erase.main(Project(ROOT), "AAA-AAA-AAA")

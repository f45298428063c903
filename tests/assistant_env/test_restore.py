from __future__ import annotations

import json

import pytest

from bot.components.errors import UnknownTurn


async def test_a_new_process_reads_the_conversation_from_disk_in_the_middle_of_a_form(
    assistant, assemble_assistant
):
    await assistant.say("no signal", turn_id="t1")
    again = assemble_assistant()
    assert (await again.turns.stored("c1", "t1"))["active_loop"] == "line_form"
    assert await again.texts("it is 6125550101", turn_id="t2") == ["Line noted."]


async def test_a_restored_form_takes_its_answer(assistant):
    result = await assistant.restore(
        slots={"note": "kept"},
        active_loop="line_form",
        requested_slot="line_number",
        said=[["t1", "customer", "no signal"], ["t1", "assistant", "Which number is it about?"]],
    )
    assert result == {"active_loop": "line_form", "paused": False, "unknown": []}
    assert await assistant.texts("it is 6125550101") == ["Line noted."]
    assert (await assistant.tracker()).get_slot("note") == "kept"


async def test_a_wish_inside_a_restored_form_is_answered_and_the_form_asks_again(assistant):
    await assistant.restore(active_loop="line_form", requested_slot="line_number")
    answer = await assistant.say("what do I owe")
    assert "$82.14" in answer["replies"][0]["text"]
    assert answer["replies"][-1]["custom"]["care"]["asks"] == "line_number"


async def test_a_restored_conversation_without_a_form_goes_on(assistant):
    await assistant.restore(
        said=[["t1", "customer", "what do I owe"], ["t1", "assistant", "You owe $82.14."]]
    )
    assert await assistant.texts("data remaining") == ["3 GB are left."]


async def test_restore_replaces_what_was_there_and_names_what_the_model_lacks(assistant, assemble_assistant):
    await assistant.say("no signal")
    result = await assistant.restore(slots={"old_slot": 1, "note": "n"}, active_loop="old_form")
    assert result["unknown"] == ["old_slot", "old_form"]
    assert result["active_loop"] is None
    tracker = await assemble_assistant().store.retrieve("c1")
    assert tracker.active_loop is None
    assert tracker.get_slot("note") == "n"


async def test_a_turn_answered_before_a_restore_is_not_run_again(assistant, actions):
    answer = await assistant.say("what do I owe", turn_id="t1")
    await assistant.restore(said=[["t1", "customer", "what do I owe"]])
    assert await assistant.say("what do I owe", turn_id="t1") == answer
    assert actions.names().count("action_bill") == 1


async def redact(assistant, turn_id, start, end):
    from bot.components.wire import redact_request

    body = {"conversation_id": "c1", "turn_id": turn_id, "start": start, "end": end}
    return await assistant.held.redact(redact_request(body))


async def test_redacted_characters_are_nowhere_on_disk_nor_in_memory(assistant, actions, tmp_path):
    await assistant.say("no signal", turn_id="t1")
    await assistant.say("it is 6125550101", turn_id="t2")
    assert b"6125550101" in everything_in(tmp_path)
    assert (await redact(assistant, "t2", 6, 16))["blanked"] == 10
    assert b"6125550101" not in everything_in(tmp_path)
    tracker = await assistant.tracker()
    assert "6125550101" not in json.dumps([event.as_dict() for event in tracker.events])
    said = [event.text for event in tracker.events if event.type_name == "user"]
    assert said == ["no signal", "it is ██████████"]


async def test_a_conversation_goes_on_after_a_redaction(assistant):
    await assistant.say("no signal", turn_id="t1")
    await redact(assistant, "t1", 0, 2)
    assert await assistant.texts("it is 6125550101") == ["Line noted."]


async def test_a_short_fragment_is_blanked_in_its_place_only(assistant):
    await assistant.say("what do I owe 12", turn_id="t1")
    await assistant.say("what do I owe 12 times", turn_id="t2")
    await redact(assistant, "t1", 14, 16)
    said = [event.text for event in (await assistant.tracker()).events if event.type_name == "user"]
    assert said == ["what do I owe ██", "what do I owe 12 times"]


async def test_a_turn_that_is_not_stored_cannot_be_redacted(assistant):
    with pytest.raises(UnknownTurn):
        await redact(assistant, "t9", 0, 1)


async def test_a_conversation_pushed_out_of_memory_is_read_again(assistant):
    assistant.store._most = 2
    await assistant.say("no signal", conversation="first")
    for number in range(3):
        await assistant.say("hello", conversation=f"other-{number}")
    assert "first" not in assistant.store._live
    assert await assistant.texts("it is 6125550101", conversation="first") == ["Line noted."]


def everything_in(folder) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())

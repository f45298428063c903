from __future__ import annotations

import asyncio

import pytest

from bot.components.errors import ActionsUnavailable, BadTurn, NoReply, TurnFailed, UnknownTurn


async def test_a_wish_is_answered_with_words_and_a_whole_care_object(assistant):
    answer = await assistant.say("what do I owe")
    assert answer["intent_ranking"][0]["name"] == "ask_bill"
    assert not answer["paused"]
    care = answer["replies"][0]["custom"]["care"]
    assert "$82.14" in answer["replies"][0]["text"]
    assert set(care) >= {
        "asks",
        "expects",
        "choices",
        "facts",
        "steps",
        "shown",
        "rejected",
        "promises",
        "handoff",
    }


async def test_a_known_turn_is_answered_from_the_store_and_not_run_again(assistant, actions):
    first = await assistant.say("what do I owe", turn_id="same")
    second = await assistant.say("something else entirely", turn_id="same")
    assert second == first
    assert actions.names().count("action_bill") == 1


async def test_a_stored_turn_can_be_asked_for_and_an_unknown_one_says_so(assistant):
    answer = await assistant.say("hello", turn_id="t1")
    assert await assistant.turns.stored("c1", "t1") == answer
    with pytest.raises(UnknownTurn):
        await assistant.turns.stored("c1", "t2")


async def test_asking_for_a_turn_that_is_running_waits_for_its_end(assistant, actions):
    released, running = asyncio.Event(), asyncio.Event()

    async def gate(_):
        running.set()
        await released.wait()

    actions.gate = gate
    turn = asyncio.create_task(assistant.say("what do I owe", turn_id="t1"))
    await running.wait()
    question = asyncio.create_task(assistant.turns.stored("c1", "t1"))
    await asyncio.sleep(0)
    released.set()
    assert await question == await turn


async def test_two_messages_at_once_are_answered_in_the_order_they_came(assistant, actions):
    async def gate(body):
        if body["next_action"] == "action_bill":
            await asyncio.sleep(0.05)

    actions.gate = gate
    requests = [
        assistant.request("what do I owe"),
        assistant.request("hello"),
        assistant.request("data remaining"),
    ]
    await asyncio.gather(*(assistant.turns.run(request) for request in requests))
    said = [event.text for event in (await assistant.tracker()).events if event.type_name == "user"]
    assert said == ["what do I owe", "hello", "data remaining"]


async def test_conversations_do_not_wait_for_each_other(assistant, actions):
    released = asyncio.Event()

    async def gate(body):
        if body["sender_id"] == "slow":
            await released.wait()

    actions.gate = gate
    slow = asyncio.create_task(assistant.say("what do I owe", conversation="slow"))
    await assistant.say("what do I owe", conversation="quick")
    assert not slow.done()
    released.set()
    await slow


@pytest.mark.parametrize("text", ["/restart", "  /restart", "/inform{}", "\n/session_start", "/greet"])
async def test_text_that_begins_with_a_slash_is_never_run_as_a_command(assistant, text):
    with pytest.raises(BadTurn):
        await assistant.say(text)


@pytest.mark.parametrize("payload", ["/restart", "/session_start", "/back", "/no_such_intent", "/"])
async def test_a_payload_may_only_name_a_wish_of_the_assistant(assistant, payload):
    with pytest.raises(BadTurn):
        await assistant.say(payload, payload=True)


async def test_a_payload_from_the_front_door_is_understood_without_guessing(assistant):
    answer = await assistant.say("/ask_bill", payload=True)
    assert answer["intent_ranking"][0] == {"name": "ask_bill", "confidence": 1.0}
    assert "$82.14" in answer["replies"][0]["text"]


async def test_a_text_over_a_thousand_characters_is_refused_and_one_of_a_thousand_is_not(assistant):
    with pytest.raises(BadTurn):
        await assistant.say("x" * 1001)
    assert (await assistant.say("x" * 1000))["replies"]


@pytest.mark.parametrize("text", ["", "   ", "\n\t"])
async def test_a_blank_text_is_refused(assistant, text):
    with pytest.raises(BadTurn):
        await assistant.say(text)


async def test_buttons_of_a_response_come_back_as_choices(assistant):
    reply = (await assistant.say("start over"))["replies"][0]
    assert reply["custom"]["care"]["choices"] == [
        {"id": "/ask_bill", "title": "My bill"},
        {"id": "/want_agent", "title": "A person"},
    ]
    assert reply["custom"]["care"]["asks"] == "wish"


async def test_an_action_server_that_is_down_undoes_the_turn(assistant, actions):
    await assistant.say("hello")
    before = assistant.store.bodies("c1")
    await actions.stop()
    with pytest.raises(ActionsUnavailable):
        await assistant.say("what do I owe", turn_id="lost")
    assert assistant.store.bodies("c1") == before
    assert [e.text for e in (await assistant.tracker()).events if e.type_name == "user"] == ["hello"]
    with pytest.raises(UnknownTurn):
        await assistant.turns.stored("c1", "lost")


async def test_an_action_server_that_goes_down_within_a_form_keeps_the_form_and_its_question(
    assistant, actions
):
    await assistant.say("no signal")
    working = actions.answers["validate_line_form"]
    del actions.answers["validate_line_form"]
    with pytest.raises(ActionsUnavailable):
        await assistant.say("it is 6125550101", turn_id="t9")
    tracker = await assistant.tracker()
    assert tracker.active_loop_name == "line_form"
    assert tracker.get_slot("requested_slot") == "line_number"
    assert tracker.get_slot("line_number") is None
    actions.answers["validate_line_form"] = working
    answer = await assistant.say("it is 6125550101", turn_id="t9")
    assert [reply["text"] for reply in answer["replies"]] == ["Line noted."]


async def test_an_action_that_fails_after_some_words_fails_the_whole_turn(assistant, actions):
    await assistant.say("no signal")
    working = actions.answers["validate_line_form"]
    actions.answers["validate_line_form"] = lambda body: {
        **working(body),
        "responses": [{"text": "Half of an answer."}],
    }
    del actions.answers["action_submit_line"]
    with pytest.raises(ActionsUnavailable):
        await assistant.say("it is 6125550101")
    assert (await assistant.tracker()).active_loop_name == "line_form"


async def test_an_action_that_raises_is_told_as_a_failure_and_leaves_nothing(assistant):
    with pytest.raises(ActionsUnavailable):
        await assistant.say("break yourself")
    assert assistant.store.bodies("c1") == []


async def test_an_action_that_takes_too_long_is_given_up(assemble_assistant, actions):
    assistant = assemble_assistant(seconds=0.1)

    async def gate(_):
        await asyncio.sleep(2)

    actions.gate = gate
    with pytest.raises(ActionsUnavailable):
        await assistant.say("what do I owe")


@pytest.mark.parametrize(
    "reply",
    [
        [],
        None,
        {"events": "none"},
        {"events": [{"event": "slot"}]},
        {"events": [{"event": 7}]},
        {"events": [], "responses": "none"},
    ],
)
async def test_a_malformed_action_reply_is_refused_and_the_turn_undone(assistant, actions, reply):
    actions.answers["action_data"] = lambda _: reply
    with pytest.raises(TurnFailed):
        await assistant.say("data remaining")
    assert assistant.store.bodies("c1") == []


async def test_a_turn_that_says_nothing_is_a_failure_and_leaves_nothing(assistant, actions):
    actions.answers["action_data"] = lambda _: {"events": [], "responses": []}
    with pytest.raises(NoReply):
        await assistant.say("data remaining")
    assert assistant.store.bodies("c1") == []


async def test_a_missing_value_is_a_failure_and_never_none_on_the_screen(assistant, actions):
    actions.answers["action_data"] = lambda _: {
        "events": [],
        "responses": [{"response": "utter_nobody_fills"}],
    }
    with pytest.raises(TurnFailed):
        await assistant.say("data remaining")


async def test_actions_that_never_listen_end_the_turn_as_a_failure(assistant, actions):
    actions.answers["action_data"] = lambda _: {
        "events": [{"event": "followup", "name": "action_data"}],
        "responses": [{"text": "Again."}],
    }
    with pytest.raises(TurnFailed):
        await assistant.say("data remaining")
    assert assistant.store.bodies("c1") == []


async def test_the_action_server_is_told_who_asks_and_gets_no_domain(assistant, actions):
    await assistant.say("what do I owe", turn_id="t7")
    assert actions.headers[0]["Authorization"].startswith("Bearer ")
    assert actions.headers[0]["X-Conversation-Id"] == "c1"
    assert actions.headers[0]["X-Turn-Id"] == "t7"
    assert actions.asked[0]["domain"] == {}


async def test_metadata_of_the_turn_reaches_the_action_and_the_first_stays_in_its_slot(assistant, actions):
    recognition = {"confidence": 0.7, "alternatives": ["what do I know"]}
    mood = {"label": "negative", "negative_turns": 1}
    await assistant.say("what do I owe", recognition=recognition, mood=mood)
    metadata = actions.asked[0]["tracker"]["latest_message"]["metadata"]
    assert metadata["recognition"] == recognition
    assert metadata["mood"] == mood
    await assistant.say("data remaining", mood={"label": "neutral"})
    assert actions.asked[1]["tracker"]["slots"]["session_started_metadata"]["mood"] == mood


async def test_the_session_begins_without_the_action_server(assistant, actions):
    await actions.stop()
    assert (await assistant.say("hello"))["replies"]


async def test_what_is_not_understood_is_answered_without_the_action_server(assistant, actions):
    await actions.stop()
    answer = await assistant.say("colourless green ideas sleep furiously beside seventeen walnuts")
    assert answer["intent_ranking"][0]["name"] == "nlu_fallback"
    assert len(answer["intent_ranking"]) > 1
    assert answer["replies"]


async def test_without_a_rule_the_built_in_fallback_answers_once_and_not_ten_times(assistant):
    answer = await assistant.say("/out_of_scope", payload=True)
    assert len(answer["replies"]) == 1
    assert answer["replies"][0]["text"] in ("I did not get that.", "That was not clear to me.")

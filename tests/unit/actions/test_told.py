"""After an answer: questions that go on from it, the same question again, and a no to it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from actions.turns.turn import Intent
from knowledge_base import FilePlaceholders
from knowledge_base.minilm import PLACEHOLDERS_FILE, MiniLmRetriever
from knowledge_base.retriever import Answer, DidYouMean, HonestNo
from sentence_encoder import EncoderUnavailable, SentenceEncoder
from tests.unit.actions.conftest import match
from tests.unit.actions.talk import Talk

ENCODER = Path(__file__).parents[3] / "models" / "sentence_encoder"
ABROAD = "and how much is that abroad?"


@pytest.fixture(scope="module")
def shipped(library, tmp_path_factory) -> MiniLmRetriever:
    """The real retriever over the articles as they are."""
    try:
        encoder = SentenceEncoder.load(ENCODER)
    except EncoderUnavailable as missing:
        pytest.skip(f"no sentence model: {missing}")
    numbers = FilePlaceholders.load(PLACEHOLDERS_FILE, with_examples=True)
    return MiniLmRetriever(
        encoder, library, placeholders=numbers, cache=tmp_path_factory.mktemp("embeddings")
    )


@pytest.fixture
def told_calls(talk: Talk, retriever) -> Talk:
    """Who was told what calls cost; a question that goes on from it finds the same article once more."""
    retriever.decisions["what is a call?"] = Answer(match=match("calls", "Calls are free."))
    retriever.decisions[ABROAD] = Answer(
        match=match("calls", "Calls are free."), asked="what is a call? " + ABROAD
    )
    talk.said = ("Here's how it is: Calls are free.",)
    return talk


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("how much is a call to mexico", ABROAD),
        ("what does the unlimited plan cost", ABROAD),
        ("how much is phone insurance", "what does it cover?"),
        ("is there a contract", "what if i leave early?"),
    ],
)
@pytest.mark.parametrize("intent", ["ask_faq", "nlu_fallback"])
async def test_a_question_that_goes_on_from_an_answer_is_no_rejection_of_it(
    talk: Talk, knowledge, shipped, first, then, intent
):
    knowledge.retriever_is = shipped
    await talk.says(first, "ask_faq")
    told = talk.last.values["passage"]
    await talk.says(then, intent, ranking=(Intent(name="ask_faq", confidence=0.4),))
    assert talk.responses[0] in {"utter_faq_answer", "utter_faq_did_you_mean", "utter_faq_honest_no"}
    assert talk.last.values.get("passage", "something else") not in told
    assert talk.care.rejected == []
    assert not talk.slots.get("rejected")


async def test_what_is_asked_abroad_is_found_behind_the_article_just_told(talk: Talk, knowledge, shipped):
    knowledge.retriever_is = shipped
    await talk.says("how much is a call to mexico", "ask_faq")
    await talk.says(ABROAD, "ask_faq")
    prices = shipped.search(
        "roaming prices", market=None, channel="web_chat", at=datetime(2026, 7, 20, tzinfo=UTC)
    )
    assert talk.slots["shown_last"][0] == prices.match.slug


async def test_another_article_answers_what_goes_on_from_the_first(told_calls: Talk, retriever):
    await told_calls.says("what is a call?", "ask_faq")
    retriever.alone[ABROAD] = Answer(match=match("roaming-prices"))
    await told_calls.says(ABROAD, "ask_faq")
    assert told_calls.care.shown == ["roaming-prices"]
    assert told_calls.care.rejected == []
    await told_calls.says("what is a call?", "ask_faq")
    assert told_calls.care.shown == ["calls"]


async def test_with_nothing_else_the_honest_no_names_the_article_that_came_closest(told_calls: Talk):
    await told_calls.says("what is a call?", "ask_faq")
    await told_calls.says(ABROAD, "nlu_fallback", ranking=())
    assert told_calls.responses == ["utter_faq_honest_no"]
    assert told_calls.last.values["searched"] == "“calls”"
    assert told_calls.care.rejected == []


async def test_a_part_of_what_was_just_told_is_nothing_new_but_another_part_is(talk: Talk, retriever):
    retriever.decisions["contract?"] = Answer(match=match("contract", "By the month.\nAt its end: we write."))
    retriever.decisions["what if i leave?"] = Answer(match=match("contract", "By the month."))
    retriever.decisions["and the phone?"] = Answer(match=match("contract", "By the month.\nA phone: apart."))
    await talk.says("contract?", "ask_faq")
    await talk.says("and the phone?", "ask_faq")
    assert talk.responses == ["utter_faq_answer"]
    await talk.says("what if i leave?", "ask_faq")
    assert talk.responses == ["utter_faq_honest_no"]


async def test_the_same_question_again_is_no_help_also_where_it_was_read_with_the_one_before(
    talk: Talk, retriever
):
    retriever.decisions["and there?"] = Answer(match=match("calls"), asked="what is a call and there?")
    await talk.says("and there?", "ask_faq")
    retriever.decisions["And there"] = Answer(match=match("calls"))
    await talk.says("And there", "ask_faq")
    assert talk.responses == ["utter_faq_no_more"]
    assert talk.care.rejected == ["calls"]


@pytest.mark.parametrize("lead_in", ["", "What we have on that: "])
async def test_a_no_right_after_an_answer_rejects_it(talk: Talk, retriever, lead_in):
    retriever.decisions["roaming?"] = Answer(match=match("roaming"))
    await talk.says("roaming?", "ask_faq")
    talk.said = (lead_in + talk.last.values["passage"],)
    await talk.says("no, that's not it", "deny")
    assert talk.care.rejected == ["roaming"]
    assert talk.responses == ["utter_faq_honest_no"]


@pytest.mark.parametrize("between", ["You're welcome.", "It is so. Shall I add data?"])
async def test_a_no_to_what_came_after_an_answer_rejects_nothing(talk: Talk, retriever, between):
    retriever.decisions["roaming?"] = Answer(match=match("roaming"))
    await talk.says("roaming?", "ask_faq")
    talk.said = (between,)
    await talk.says("no", "deny")
    assert talk.responses == ["utter_general_what_else"]
    assert talk.care.rejected == []


async def test_a_no_to_an_offered_person_rejects_no_answer(talk: Talk, retriever):
    retriever.decisions["roaming?"] = Answer(match=match("roaming"))
    await talk.says("roaming?", "ask_faq")
    await talk.says("i am fed up", "complain")
    talk.said = ("It is so.",)
    await talk.says("no", "deny")
    assert talk.responses == ["utter_general_offer_declined"]
    assert talk.care.rejected == []


async def test_a_no_that_wants_nothing_more_rejects_no_answer(talk: Talk, retriever):
    retriever.decisions["roaming?"] = Answer(match=match("roaming"))
    await talk.says("roaming?", "ask_faq")
    talk.said = ("It is so.",)
    await talk.says("no thanks", "deny")
    assert talk.responses == ["utter_general_goodbye"]


async def test_a_rejected_answer_with_nothing_behind_it_gets_the_honest_no(talk: Talk, retriever):
    retriever.decisions["roaming?"] = Answer(match=match("roaming"))
    await talk.says("roaming?", "ask_faq")
    await talk.says("that's not what i meant", "correct")
    assert talk.responses == ["utter_faq_honest_no"]


@pytest.mark.parametrize(("text", "intent"), [("yes", "affirm"), ("a person please", "want_agent")])
async def test_an_agent_reads_what_was_searched_before_a_person_was_offered(
    talk: Talk, retriever, text, intent
):
    retriever.decisions["trade in?"] = HonestNo(searched=("Upgrade", "Old phones"), near=())
    await talk.says("trade in?", "ask_faq")
    await talk.says(text, intent)
    assert talk.care.handoff.reason == "no_answer"
    assert "“Upgrade”, “Old phones”" in talk.care.handoff.note


@pytest.mark.parametrize(
    "left",
    [
        HonestNo(searched=("Upgrade",), near=()),
        DidYouMean(matches=(match("upgrade", title="Upgrade"),)),
    ],
)
async def test_an_agent_reads_what_else_was_near_an_answer_that_did_not_help(talk: Talk, retriever, left):
    retriever.decisions["voicemail?"] = Answer(match=match("esim"))
    await talk.says("voicemail?", "ask_faq")
    retriever.decisions["voicemail?"] = left
    await talk.says("that didn't help", "step_failed")
    await talk.says("yes", "affirm")
    assert "“Upgrade”" in talk.care.handoff.note


async def test_what_was_searched_is_no_news_once_another_reason_leads_to_a_person(talk: Talk, retriever):
    retriever.decisions["trade in?"] = HonestNo(searched=("Upgrade",), near=())
    await talk.says("trade in?", "ask_faq")
    await talk.says("i am fed up", "complain")
    await talk.says("yes", "affirm")
    assert talk.care.handoff.reason == "upset"
    assert "Upgrade" not in talk.care.handoff.note

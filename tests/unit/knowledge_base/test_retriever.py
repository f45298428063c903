from datetime import UTC, datetime

import numpy as np
import pytest

from knowledge_base import (
    Answer,
    DidYouMean,
    HonestNo,
    Library,
    MappingPlaceholders,
    Person,
)
from knowledge_base.decide import Thresholds
from knowledge_base.embeddings import EmbeddingCache
from knowledge_base.minilm import MiniLmRetriever

NOW = datetime(2026, 7, 20, 12, tzinfo=UTC)
OPEN = Thresholds(answer=0.3, offer=0.1)


@pytest.fixture
def ask(encoder, write, article):
    """Two articles and a way to ask them."""

    def ask_with(
        question,
        *,
        extra="",
        body=None,
        channel="web_chat",
        market=None,
        at=NOW,
        exclude=(),
        earlier=None,
        heard=(),
        **given,
    ):
        lines = [
            "how do i pay my bill",
            "i want to pay the bill",
            "paying the bill by card",
            "settle my bill",
        ]
        write(
            "payments/pay", article("Paying the bill", lines, body or "You pay by phone. It is quick.", extra)
        )
        folder = write(
            "network/signal",
            article(
                "No signal", ["my phone has no signal", "no bars on the phone", "phone without reception"]
            ),
        )
        retriever = MiniLmRetriever(encoder, Library.load(folder), thresholds=OPEN, **given)
        return retriever.search(
            question,
            market=market,
            channel=channel,
            at=at,
            exclude=frozenset(exclude),
            earlier=earlier,
            heard=heard,
        )

    return ask_with


def test_what_was_misheard_is_answered_by_another_hearing(ask):
    misheard = "zebra crossing umbrella"
    assert isinstance(ask(misheard, channel="voice"), HonestNo)
    decision = ask(misheard, channel="voice", heard=("", "how do i pay my bill please"))
    assert isinstance(decision, Answer)
    assert decision.match.slug == "pay"
    assert decision.asked == "how do i pay my bill please"


def test_another_hearing_takes_nothing_from_a_question_that_is_answered(ask):
    decision = ask("how do i pay the bill", channel="voice", heard=("my phone has no signal",))
    assert decision.match.slug == "pay"


def test_no_hearing_leads_to_what_was_rejected(ask):
    decision = ask("zebra crossing umbrella", heard=("how do i pay my bill",), exclude=["pay"])
    assert not isinstance(decision, Answer)


def test_a_question_is_answered_by_its_article(ask):
    decision = ask("how do i pay my bill")
    assert isinstance(decision, Answer)
    assert decision.match.slug == "pay"
    assert decision.match.passage == "You pay by phone. It is quick."
    assert 0 <= decision.match.probability <= 1


def test_a_question_about_nothing_known_gets_an_honest_no_with_what_was_searched(ask):
    decision = ask("bake sourdough bread tonight")
    assert isinstance(decision, HonestNo)
    assert set(decision.searched) == {"Paying the bill", "No signal"}


def test_an_empty_question_and_an_empty_library_get_an_honest_no(ask, encoder, tmp_path):
    assert ask("   ") == HonestNo(searched=(), near=())
    (tmp_path / "none").mkdir()
    retriever = MiniLmRetriever(encoder, Library.load(tmp_path / "none"))
    assert retriever.search("pay", market=None, channel="voice", at=NOW) == HonestNo(searched=(), near=())


@pytest.mark.parametrize(
    ("extra", "at", "told"),
    [
        ("valid_until: 2026-07-20\n", NOW, True),
        ("valid_until: 2026-07-19\n", NOW, False),
        ("valid_from: 2026-07-21\n", NOW, False),
        ("valid_from: 2026-07-20\n", NOW, True),
        ("audience: agents\n", NOW, False),
        ("audience: everyone\n", NOW, True),
    ],
)
def test_an_article_is_told_only_while_it_holds_and_to_whom_it_is_for(ask, extra, at, told):
    decision = ask("how do i pay my bill", extra=extra, at=at)
    assert isinstance(decision, Answer) is told


@pytest.mark.parametrize(("market", "told"), [("Minnesota", True), ("Iowa", False), (None, False)])
def test_an_article_of_one_market_stays_in_it(ask, market, told):
    decision = ask("how do i pay my bill", extra="markets: [Minnesota]\n", market=market)
    assert isinstance(decision, Answer) is told


def test_a_rejected_article_is_never_shown_again(ask):
    decision = ask("how do i pay my bill", exclude=["pay"])
    shown = getattr(decision, "matches", getattr(decision, "near", ()))
    assert not isinstance(decision, Answer)
    assert "pay" not in [match.slug for match in shown]


def test_a_counter_example_keeps_an_article_silent(ask):
    decision = ask("paying the bill twice", extra="not_for: [paying the bill twice]\n")
    assert not (isinstance(decision, Answer) and decision.match.slug == "pay")


def test_a_known_gap_is_refused_by_name(ask, tmp_path):
    (tmp_path / "articles" / "known_gaps.yml").write_text(
        "refunds:\n  - pay my bill back to me\n", encoding="utf-8"
    )
    decision = ask("pay my bill back to me")
    assert isinstance(decision, HonestNo)
    assert decision.gap == "refunds"


@pytest.mark.policy("danger-911", "danger-to-the-team", "handover-asked")
@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("I want to talk to a real person", "asked_for_person"),
        ("get me an agent", "asked_for_person"),
        ("speak with a representative please", "asked_for_person"),
        ("I need an ambulance", "emergency"),
        ("i want to kill myself", "emergency"),
        ("he says he is going to shoot his wife", "emergency"),
        ("someone stole my phone number", "policy"),
        ("my account was hacked", "policy"),
    ],
)
def test_some_words_go_straight_to_a_person(ask, question, reason):
    assert ask(question) == Person(reason=reason)


@pytest.mark.parametrize(
    "question",
    [
        "can i call 911 with wifi calling",
        "someone stole my phone",
        "how do i protect my account from fraud",
        "are you a real person",
    ],
)
def test_other_words_do_not(ask, question):
    assert not isinstance(ask(question), Person)


def test_voice_hears_the_spoken_variant_and_no_link(ask):
    body = "See [the page](https://meadowlark.example) (or ask).\n\n## Spoken\nYou pay on your phone."
    decision = ask("how do i pay my bill", body=body, channel="voice")
    assert isinstance(decision, Answer)
    assert decision.match.passage == decision.match.spoken == "You pay on your phone."
    assert decision.match.links == ()


def test_voice_without_a_spoken_variant_hears_two_plain_sentences(ask):
    body = "Go to https://meadowlark.example/pay now (it is quick). Then tap Pay > Now. Then wait."
    decision = ask("how do i pay my bill", body=body, channel="voice")
    assert isinstance(decision, Answer)
    assert decision.match.spoken == "Go to now. Then tap Pay, then Now."


def test_chat_gets_links_and_related_articles(ask):
    extra = (
        'links:\n  - {title: P, url: "https://meadowlark.example"}\n  - {title: S, url: "article:signal"}\n'
    )
    decision = ask("how do i pay my bill", extra=extra + "follow_up: later\n")
    assert isinstance(decision, Answer)
    assert [link.url for link in decision.match.links] == ["https://meadowlark.example"]
    assert decision.match.related == ("later", "signal")


def test_the_passage_that_answers_is_told_when_it_is_closer_than_the_lead(ask):
    body = "There are several ways.\n\n## Check by mail\nWrite the account number on the check by mail."
    decision = ask("pay my bill check by mail account number", body=body)
    assert isinstance(decision, Answer)
    assert decision.match.heading == "Check by mail"
    assert decision.match.passage == "Write the account number on the check by mail."


def test_a_long_passage_is_cut_at_a_sentence(ask):
    body = " ".join(f"Sentence number {n} says nothing new at all." for n in range(60))
    decision = ask("how do i pay my bill", body=body)
    assert isinstance(decision, Answer)
    assert len(decision.match.passage) <= 700
    assert decision.match.passage.endswith("at all.")


def test_placeholders_are_filled_and_a_sentence_with_a_hole_is_left_out(ask):
    body = "It costs {{plan.max.price}} a month. It takes {{nobody.knows}} days."
    decision = ask(
        "how do i pay my bill", body=body, placeholders=MappingPlaceholders({"plan.max.price": "$70<script>"})
    )
    assert isinstance(decision, Answer)
    assert decision.match.passage == "It costs $70 a month."


def test_an_article_that_cannot_be_told_without_a_hole_is_not_told(ask):
    decision = ask("how do i pay my bill", body="It takes {{nobody.knows}} days.")
    assert not isinstance(decision, Answer)


def test_a_number_that_changed_is_told_as_it_is_now_and_other_words_stay(encoder, write, article):
    lines = ["how do i pay my bill", "i want to pay the bill", "paying the bill by card", "settle my bill"]
    folder = write("payments/pay", article("Paying", lines, "Paying late costs {{fee}}."))
    write("network/signal", article("Signal", ["no bars", "my phone has no signal"], "Switch it off and on."))
    values = {"fee": "$5"}
    retriever = MiniLmRetriever(
        encoder, Library.load(folder), thresholds=OPEN, placeholders=MappingPlaceholders(values)
    )

    def told(question):
        found = retriever.search(question, market=None, channel="web_chat", at=NOW)
        return found.match.passage, found.match.spoken

    assert told("how do i pay my bill") == ("Paying late costs $5.", "Paying late costs $5.")
    values["fee"] = "$7"
    assert told("how do i pay my bill") == ("Paying late costs $7.", "Paying late costs $7.")
    assert told("no bars") == told("my phone has no signal") == ("Switch it off and on.",) * 2


def test_at_most_three_choices_are_offered_and_two_on_voice(encoder, write, article):
    for name in ("one", "two", "three", "four"):
        folder = write(
            f"general/{name}", article(f"Paper {name}", [f"the paper {name} rule", f"a paper {name}"])
        )
    retriever = MiniLmRetriever(
        encoder, Library.load(folder), thresholds=Thresholds(answer=1.1, offer=0.0, choice_margin=2.0)
    )
    for channel, most in (("web_chat", 3), ("voice", 2)):
        decision = retriever.search("the paper rule", market=None, channel=channel, at=NOW)
        assert isinstance(decision, DidYouMean)
        assert len(decision.matches) == most


def test_one_word_that_several_articles_are_about_is_asked_back(encoder, write, article):
    for name in ("order", "swap"):
        folder = write(f"sim/{name}", article(f"A sim {name}", [f"{name} a sim", f"sim {name} please"]))
    retriever = MiniLmRetriever(encoder, Library.load(folder), thresholds=Thresholds(answer=0.0, offer=0.0))
    vague = retriever.search("sim", market=None, channel="web_chat", at=NOW)
    assert isinstance(vague, DidYouMean)
    assert {match.slug for match in vague.matches} == {"order", "swap"}
    assert isinstance(retriever.search("order a sim", market=None, channel="web_chat", at=NOW), Answer)


def test_a_time_without_zone_is_refused(ask):
    with pytest.raises(ValueError, match="UTC"):
        ask("how do i pay my bill", at=datetime(2026, 7, 20))  # noqa: DTZ001 - that is the point


def test_an_edit_is_answered_after_refresh_without_embedding_the_rest_again(encoder, write, article):
    folder = write("payments/pay", article("Paying", ["how do i pay my bill"]))
    write("network/signal", article("No signal", ["my phone has no signal"]))
    retriever = MiniLmRetriever(encoder, Library.load(folder), thresholds=OPEN)
    assert retriever.refresh() is False
    write("general/hours", article("Hours", ["when are you open on sunday"], "We open at ten."))
    encoder.encoded.clear()
    assert retriever.refresh() is True
    assert "my phone has no signal" not in encoder.encoded
    decision = retriever.search("when are you open on sunday", market=None, channel="web_chat", at=NOW)
    assert isinstance(decision, Answer)
    assert decision.match.slug == "hours"


def test_vectors_are_remembered_on_disk_per_encoder(encoder, tmp_path):
    first = EmbeddingCache(encoder, tmp_path).vectors(["one", "two"])
    encoder.encoded.clear()
    again = EmbeddingCache(encoder, tmp_path).vectors(["two", "one", "three"])
    assert encoder.encoded == ["three"]
    np.testing.assert_allclose(again[:2], first[::-1], atol=1e-6)
    encoder.fingerprint = "word-encoder-2"
    encoder.encoded.clear()
    EmbeddingCache(encoder, tmp_path).vectors(["one"])
    assert encoder.encoded == ["one"]


@pytest.mark.parametrize("content", [b"", b"not a cache", b"PK\x03\x04torn"])
def test_a_torn_cache_costs_only_time(encoder, tmp_path, content):
    (tmp_path / "word-encoder-1.npz").write_bytes(content)
    assert EmbeddingCache(encoder, tmp_path).vectors(["one"]).shape == (1, 384)


def test_a_question_that_leans_on_the_last_is_read_with_it(encoder, write, article):
    write("roaming/abroad", article("Data abroad", ["price of data in other countries", "data abroad price"]))
    write("usage/data", article("Data at home", ["what does more data cost", "add data price"]))
    folder = write("network/signal", article("No signal", ["my phone has no signal", "no bars here"]))
    retriever = MiniLmRetriever(encoder, Library.load(folder), thresholds=OPEN)
    last = "price of data please"
    for question, slug in (("and that abroad?", "abroad"), ("my phone has no signal", "signal")):
        decision = retriever.search(question, market=None, channel="web_chat", at=NOW, earlier=last)
        told = decision.match if isinstance(decision, Answer) else decision.matches[0]
        assert told.slug == slug
    alone = retriever.explain("and that abroad?", market=None, channel="web_chat", at=NOW)
    both = retriever.explain("and that abroad?", market=None, channel="web_chat", at=NOW, earlier=last)
    assert both.probability > alone.probability


def test_what_was_read_together_is_handed_on_for_the_next_question(ask):
    decision = ask("and by card?", earlier="i want to pay the bill")
    assert decision.asked == "i want to pay the bill and by card?"

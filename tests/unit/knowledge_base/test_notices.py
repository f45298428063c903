"""A known problem is told first while it lasts, and to nobody afterwards."""

from datetime import UTC, datetime

import pytest

from knowledge_base import Answer, Library
from knowledge_base.decide import Thresholds
from knowledge_base.minilm import MiniLmRetriever

DURING = datetime(2026, 7, 20, 12, tzinfo=UTC)
AFTER = datetime(2026, 8, 1, 12, tzinfo=UTC)


@pytest.fixture
def ask(encoder, write, article):
    write(
        "network/texts",
        article(
            "Texts", ["my texts do not send", "texts not sending", "i cannot send a text"], "Restart it."
        ),
    )
    write(
        "network/slow-texts",
        article(
            "Known problem with texts",
            ["my texts do not send today", "texts are slow today", "i cannot send a text now"],
            "Texts are slow today; we are on it.",
            "notice: true\nvalid_until: 2026-07-31\n",
        ),
    )
    folder = write("billing/pay", article("Paying", ["how do i pay my bill", "pay by card", "settle a bill"]))
    retriever = MiniLmRetriever(encoder, Library.load(folder), thresholds=Thresholds(answer=0.3, offer=0.1))
    return lambda question, at: retriever.search(question, market=None, channel="web_chat", at=at)


def test_a_notice_comes_before_the_article_that_explains(ask):
    told = ask("my texts do not send", DURING)
    assert isinstance(told, Answer)
    assert told.match.slug == "slow-texts"


def test_when_it_is_over_the_article_answers_again(ask):
    assert ask("my texts do not send", AFTER).match.slug == "texts"


def test_it_stays_silent_on_other_matters(ask):
    assert ask("how do i pay my bill", DURING).match.slug == "pay"

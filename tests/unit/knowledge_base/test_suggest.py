"""What an agent is offered while a customer writes."""

from datetime import UTC, datetime

import pytest

from knowledge_base import Library, MappingPlaceholders
from knowledge_base.minilm import MiniLmRetriever
from knowledge_base.suggest import MOST, suggest

NOW = datetime(2026, 7, 20, 12, tzinfo=UTC)
STORES = [
    "where is a store",
    "which store is open today",
    "opening hours of the store",
    "i want to visit a store",
    "is there a store near me",
    "the store was closed",
    "store on sunday",
    "i stood before a closed store",
]
FEE = [
    "what is the late fee",
    "why is there a late fee",
    "i paid late and now there is a fee",
    "late fee on my bill",
    "how much is the late fee",
    "a fee for paying late",
    "you charged me a late fee",
    "late fee again",
]
CREDIT = [
    "may i waive the late fee as a courtesy",
    "goodwill courtesy credit",
    "courtesy credit for a loyal customer",
    "customer wants a courtesy credit",
    "how much courtesy credit may i give",
    "credit as a courtesy",
    "give a courtesy credit",
    "courtesy credit twice",
]
GUIDE = """---
title: No signal
guide: true
questions:
  - my phone has no signal
  - there is no signal
  - no bars at all
  - signal is gone
  - lost signal
---

Most phones come back after a step or two.

## restart

```yaml
title: Restart
tell: Turn the phone off and on.
```

## sim

```yaml
title: SIM card
tell: Take the SIM card out and put it back.
```
"""


@pytest.fixture
def ask(encoder, write, article):
    write("general/stores", article("Stores", STORES, "Most stores are open every day."))
    link = 'links:\n  - {title: Fees, url: "https://meadowlark.example/fees"}\n  - {title: S, url: "article:stores"}\n'
    body = (
        "The late fee is {{bill.late_fee}}.\n\n## Avoid it\n1. Turn autopay on.\n2. Or pay by the due date."
    )
    write("payments/late-fee", article("Late fee", FEE, body, link))
    write(
        "billing/courtesy",
        article(
            "Courtesy credit", CREDIT, "Up to $10 once a year.", "audience: agents\nvalid_until: 2026-12-31\n"
        ),
    )
    folder = write("network/no-signal", GUIDE)
    retriever = MiniLmRetriever(
        encoder, Library.load(folder), placeholders=MappingPlaceholders({"bill.late_fee": "$7"})
    )

    def suggested(*turns, at=NOW, exclude=(), sought=False):
        return suggest(
            retriever,
            turns,
            market=None,
            channel="web_chat",
            at=at,
            exclude=frozenset(exclude),
            sought=sought,
        )

    return suggested


def test_the_newest_turn_that_an_article_fits_is_answered(ask):
    found = ask("what is the late fee", "where is a store", "hm")
    assert (found[0].article.slug, found[0].about) == ("stores", 1)


def test_a_turn_that_nothing_fits_leaves_what_was_said_before(ask):
    found = ask("what is the late fee", "my grandmother plays the tuba rather well")
    assert (found[0].article.slug, found[0].about) == ("late-fee", 0)


def test_nothing_is_offered_where_nothing_fits(ask):
    assert ask("my grandmother plays the tuba rather well") == ()
    assert ask() == ()


def test_a_wish_for_a_person_is_no_matter_of_its_own(ask):
    found = ask("what is the late fee", "let me talk to a human being please")
    assert [one.about for one in found] == [0] * len(found)
    assert found[0].article.slug == "late-fee"


def test_agents_get_what_customers_never_do_marked_as_such(ask):
    found = ask("customer wants a courtesy credit")
    assert (found[0].article.slug, found[0].agents_only) == ("courtesy", True)
    assert not ask("what is the late fee")[0].agents_only


def test_what_no_longer_holds_or_was_rejected_is_left_out(ask):
    later = datetime(2027, 1, 1, tzinfo=UTC)
    assert "courtesy" not in [one.article.slug for one in ask("courtesy credit twice", at=later)]
    assert "stores" not in [one.article.slug for one in ask("where is a store", exclude=["stores"])]


def test_the_whole_article_has_its_numbers_steps_and_outer_links(ask):
    found = ask("what is the late fee")[0]
    assert found.match.passage.startswith("The late fee is $7.")
    assert found.whole.splitlines() == [
        "The late fee is $7.",
        "Avoid it:",
        "1. Turn autopay on.",
        "2. Or pay by the due date.",
        "Fees: https://meadowlark.example/fees",
    ]


def test_a_guide_is_told_as_numbered_steps(ask):
    found = ask("my phone has no signal")[0]
    assert found.match.guide
    assert found.whole.splitlines() == [
        "Most phones come back after a step or two.",
        "1. Turn the phone off and on.",
        "2. Take the SIM card out and put it back.",
    ]


def test_never_more_than_a_glance(ask):
    for question in (*STORES, *FEE, *CREDIT):
        assert len(ask(question)) <= MOST


def test_who_looks_something_up_gets_more_than_a_customers_turn_brings(ask):
    vague = "may i waive it"
    assert len(ask(vague, sought=True)) >= len(ask(vague))
    assert "courtesy" in [one.article.slug for one in ask(vague, sought=True)]

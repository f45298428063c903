"""The desk asks, the action server answers: both real, over HTTP, with the real sentence model."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from actions.knowledge import LoadedKnowledge
from actions.suggest import Suggest
from front_door.desk_console.ports import SuggestionsUnavailable
from front_door.desk_console.suggestion_source import ActionsSuggestionSource
from sentence_encoder import EncoderUnavailable, SentenceEncoder

pytestmark = pytest.mark.timeout(60)
ENCODER = Path(__file__).parents[3] / "models" / "sentence_encoder"
NOW = datetime(2026, 7, 20, 12, tzinfo=UTC)
LLAMA = """---
title: Renting a llama
questions:
  - How do I rent a llama?
  - i want a llama for the weekend
  - do you lend llamas to customers
owner: care-content
review_by: 2027-06-30
links:
  - {title: Llamas, url: "https://meadowlark.example/llamas"}
---

A llama is lent for a weekend.

## How to
1. Come to a store.
2. Bring a rope.
"""
DISCOUNT = """---
title: Discount on a llama
questions:
  - How much may I take off a llama?
  - customer wants the llama cheaper
  - discount for a llama
audience: agents
valid_until: 2026-12-31
---

Ten percent once a year, without asking.
"""
NORTH = """---
title: Llamas in Minnesota
questions:
  - Where are the llamas of Minnesota?
  - llamas in minneapolis
  - is there a llama in saint paul
markets: [Minnesota]
---

Minnesota has nine.
"""


@pytest.fixture
async def source(tmp_path):
    try:
        SentenceEncoder.load(ENCODER)
    except EncoderUnavailable as missing:
        pytest.skip(f"no sentence model: {missing}")
    folder = tmp_path / "articles" / "general"
    folder.mkdir(parents=True)
    for name, text in (("llama", LLAMA), ("llama-discount", DISCOUNT), ("llamas-north", NORTH)):
        (folder / f"{name}.md").write_text(text, encoding="utf-8")
    knowledge = LoadedKnowledge(articles=folder.parent, encoder=ENCODER, cache=tmp_path / "vectors")
    await knowledge.load()
    app = web.Application()
    app.router.add_post("/suggest", Suggest(knowledge, lambda: NOW).handle)
    async with TestServer(app) as server, aiohttp.ClientSession() as session:
        yield ActionsSuggestionSource(session, str(server.make_url("")), None)


async def asked(source, *turns, area="", exclude=(), sought=False):
    return await source.suggest(turns, channel="web_chat", area=area, exclude=exclude, sought=sought)


async def test_the_desk_gets_what_the_assistant_would_tell_and_all_of_it(source):
    found = (await asked(source, "hello there", "can i have a llama for the weekend"))[0]
    assert found.about == 1
    article = found.article
    assert (article.slug, article.owner, str(article.review_by)) == ("llama", "care-content", "2027-06-30")
    assert article.answer.startswith("A llama is lent for a weekend.")
    assert article.whole.splitlines()[-3:] == [
        "1. Come to a store.",
        "2. Bring a rope.",
        "Llamas: https://meadowlark.example/llamas",
    ]
    assert not article.agents_only


async def test_what_is_for_agents_comes_marked_and_with_its_end(source):
    article = (await asked(source, "the customer wants the llama cheaper"))[0].article
    assert (article.slug, article.agents_only, str(article.valid_until)) == (
        "llama-discount",
        True,
        "2026-12-31",
    )


async def test_articles_of_a_market_are_for_its_customers(source):
    question = "is there a llama in saint paul"
    here = await asked(source, question, area="55401")
    elsewhere = await asked(source, question, area="10001")
    assert here[0].article.slug == "llamas-north"
    assert "llamas-north" not in [one.article.slug for one in elsewhere]


async def test_a_rejected_article_does_not_come_back(source):
    found = await asked(source, "i want a llama for the weekend", exclude=["llama"], sought=True)
    assert "llama" not in [one.article.slug for one in found]


async def test_what_is_longer_than_the_desk_may_ask_is_refused_and_told_as_not_there(source):
    with pytest.raises(SuggestionsUnavailable):
        await asked(source, "a" * 1_001)


async def test_many_agents_at_once_all_get_their_articles(source):
    found = await asyncio.gather(*(asked(source, "i want a llama for the weekend") for _ in range(20)))
    assert {answer[0].article.slug for answer in found} == {"llama"}

"""An editor saves a file while the action process runs."""

import asyncio
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
import structlog

from actions.knowledge import LoadedKnowledge
from carrier.errors import CarrierUnavailable
from knowledge_base import Answer, WatchedPlaceholders
from knowledge_base.opening import ARTICLES
from knowledge_base.placeholders import FilePlaceholders
from sentence_encoder import EncoderUnavailable, SentenceEncoder

pytestmark = pytest.mark.timeout(60)
ENCODER = Path(__file__).parents[3] / "models" / "sentence_encoder"
NOW = datetime(2026, 7, 20, 12, tzinfo=UTC)
NEW = """---
title: Renting a llama
questions:
  - How do I rent a llama?
  - i want a llama for the weekend
  - do you lend llamas to customers
---

A llama is lent for a weekend. {sentence}
"""


class NoCarrier:
    async def list_plans(self, **_: object):
        raise CarrierUnavailable("connect_failed", operation="list_plans")


@pytest.fixture
def articles(tmp_path) -> Path:
    folder = tmp_path / "articles"
    (folder / "general").mkdir(parents=True)
    for name in ("stores", "care-team", "about-assistant"):
        shutil.copy(ARTICLES / "general" / f"{name}.md", folder / "general")
    return folder


@pytest.fixture
async def knowledge(articles, tmp_path):
    try:
        SentenceEncoder.load(ENCODER)
    except EncoderUnavailable as missing:
        pytest.skip(f"no sentence model: {missing}")
    loaded = LoadedKnowledge(articles=articles, encoder=ENCODER, cache=tmp_path / "vectors")
    fresh = asyncio.create_task(loaded.keep_fresh(NoCarrier(), every_s=0.05))
    yield loaded
    fresh.cancel()
    await asyncio.gather(fresh, return_exceptions=True)


async def answered(knowledge: LoadedKnowledge, wanted: str) -> str:
    """What the assistant tells once it holds the wanted words."""
    retriever = await knowledge.retriever()
    while True:
        found = retriever.search("How do I rent a llama?", market=None, channel="web_chat", at=NOW)
        if isinstance(found, Answer) and wanted in found.match.passage:
            return found.match.passage
        await asyncio.sleep(0.02)


async def until(condition) -> None:
    while not condition():  # noqa: ASYNC110 - nothing tells when a file has been read
        await asyncio.sleep(0.02)


async def test_a_saved_article_is_told_without_a_restart(knowledge, articles):
    await knowledge.retriever()
    (articles / "general" / "llama.md").write_text(NEW.format(sentence="It costs nothing."))
    assert "It costs nothing." in await answered(knowledge, "costs nothing")
    (articles / "general" / "llama.md").write_text(NEW.format(sentence="It eats hay."))
    assert "costs nothing" not in await answered(knowledge, "eats hay")


async def test_a_broken_file_keeps_its_last_good_version_and_names_the_line(knowledge, articles):
    path = articles / "general" / "llama.md"
    path.write_text(NEW.format(sentence="It costs nothing."))
    await answered(knowledge, "costs nothing")
    with structlog.testing.capture_logs() as logged:
        path.write_text(NEW.format(sentence="").replace("title: Renting", "title: [Renting"))
        await until(lambda: knowledge.broken)
    assert await answered(knowledge, "costs nothing")
    broken = knowledge.broken[0]
    assert (broken.file, broken.line) == ("general/llama.md", 2)
    assert next(line for line in logged if line["event"] == "article.broken")["line"] == 2
    path.write_text(NEW.format(sentence="It eats hay."))
    await answered(knowledge, "eats hay")
    await until(lambda: not knowledge.broken)


def test_a_changed_price_of_the_house_is_told_at_once_and_a_broken_table_keeps_the_old(tmp_path):
    path = tmp_path / "placeholders.yml"
    path.write_text('house:\n  late.fee: "$7"\n')
    now = [0.0]
    house = WatchedPlaceholders(path, clock=lambda: now[0])
    path.write_text('house:\n  late.fee: "$12"\n')
    now[0] = 1.0
    assert house.value("late.fee") == "$12"
    path.write_text("house: [\n")
    now[0] = 2.0
    assert house.value("late.fee") == "$12"
    assert FilePlaceholders.load(ARTICLES.parent / "placeholders.yml").value("bill.late_fee")

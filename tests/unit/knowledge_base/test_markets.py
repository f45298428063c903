"""Markets by ZIP code, and articles that hold in one of them."""

from datetime import UTC, datetime

import pytest

from desk.teams.directory import read_directory
from knowledge_base import Answer, Library
from knowledge_base.markets import MARKETS_FILE, Markets
from knowledge_base.problems import WordsUnavailable
from tests.unit.knowledge_base.test_retriever import OPEN, MiniLmRetriever

NOW = datetime(2026, 7, 20, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zip_code", "market"),
    [
        ("55401", "Minnesota"),
        ("56763", "Minnesota"),
        ("11375", "New York: Queens"),
        ("11001", "New York: Queens"),
        ("02108", "New England"),
        ("21301", None),
        ("", None),
    ],
)
def test_a_zip_code_lies_in_its_market(zip_code, market):
    assert Markets.load().of(zip_code) == market


def test_the_care_team_finds_the_same_market():
    markets, directory = Markets.load(), read_directory(MARKETS_FILE.parent)
    for area in markets.areas:
        zip_code = area.ljust(5, "9")
        _, market = directory.team_at(zip_code)
        assert markets.of(zip_code) == (market.name if market else None), zip_code


@pytest.mark.parametrize(
    "table",
    ["A: [", "markets: {a: b}", "markets: [a]", "markets: [{name: A}]", "markets: [{name: A, areas: [x]}]"],
)
def test_a_broken_table_is_a_failure_that_names_its_file(tmp_path, table):
    path = tmp_path / "markets.yml"
    path.write_text(table)
    with pytest.raises(WordsUnavailable, match=r"markets\.yml"):
        Markets.load(path)


def test_an_article_for_one_market_is_told_there_alone(encoder, write, article):
    write(
        "general/fiber",
        article("Fiber", ["is there fiber here", "fiber at home"], extra="markets: [Minnesota]\n"),
    )
    folder = write("network/signal", article("No signal", ["my phone has no signal", "no bars here"]))
    retriever = MiniLmRetriever(encoder, Library.load(folder), thresholds=OPEN)
    assert retriever.markets == {"Minnesota"}

    def told(market: str | None) -> str | None:
        said = retriever.search("is there fiber here", market=market, channel="web_chat", at=NOW)
        return said.match.slug if isinstance(said, Answer) else None

    assert [told(market) for market in ("Minnesota", "New York: Queens", None)] == ["fiber", None, None]

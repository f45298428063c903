"""Handlers against the real demo back office in this process; the knowledge base's retriever is scripted."""

import shutil
from collections.abc import AsyncIterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from aiohttp.test_utils import TestServer

from actions.turns.attempts import SqliteAttempts
from actions.turns.call_offer import CallOffer
from actions.turns.operations import SqliteOperations
from actions.turns.resources import KnowledgeUnavailable, Offers, Policy, Resources
from actions.turns.turn import Wait
from carrier.demo.app import create_app
from carrier.demo.opening import open_office
from carrier.http import HttpCarrierSystems
from conversation.sealing import Sealer
from conversation.words import Words
from knowledge_base.guides import Guide
from knowledge_base.library import Library
from knowledge_base.opening import ARTICLES
from knowledge_base.retriever import Decision, HonestNo, Match, Retriever
from tests.unit.actions.talk import NOW, Talk


@dataclass
class ScriptedRetriever:
    """Answers as it is told to; remembers what it was asked."""

    decisions: dict[str, Decision] = field(default_factory=dict)
    alone: dict[str, Decision] = field(default_factory=dict)
    """What it answers where no earlier question is read along, when that differs."""
    asked: list[tuple[str, frozenset[str]]] = field(default_factory=list)
    markets: frozenset[str] = frozenset()
    asked_from: list[object] = field(default_factory=list)
    heard: list[object] = field(default_factory=list)

    def search(self, question: str, *, exclude: frozenset[str] = frozenset(), **more: object) -> Decision:
        self.asked.append((question, exclude))
        self.asked_from.append(more["market"])
        self.heard.append(more["heard"])
        decision = self.decisions.get(question, HonestNo(searched=(), near=()))
        if not more["earlier"]:
            decision = self.alone.get(question, decision)
        slugs = {match.slug for match in (getattr(decision, "match", None),) if match}
        return HonestNo(searched=(), near=()) if slugs & exclude else decision


@dataclass
class ScriptedKnowledge:
    retriever_is: ScriptedRetriever
    library: Library
    down: bool = False

    async def retriever(self) -> Retriever:
        if self.down:
            raise KnowledgeUnavailable("down")
        return self.retriever_is

    @property
    def guides(self) -> Mapping[str, Guide]:
        if self.down:
            raise KnowledgeUnavailable("down")
        return self.library.guides


class QuietTeam:
    async def promises(self, _conversation_id: str, _customer_id: str) -> tuple:
        return ()

    async def wait(self, _conversation_id: str) -> Wait | None:
        return None

    async def call_offer(self, _conversation_id: str) -> CallOffer | None:
        return None


def match(slug: str, passage: str = "It is so.", **more: object) -> Match:
    given = {"probability": 0.9, "title": slug.replace("-", " "), "topic": "general", "links": ()} | more
    return Match(slug=slug, passage=passage, spoken=passage, **given)


@pytest.fixture(scope="session")
def seeded_office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("office") / "backoffice.sqlite"
    with closing(open_office(path).connection):
        return path


@pytest.fixture
def office(seeded_office: Path, tmp_path: Path):
    opened = open_office(Path(shutil.copy(seeded_office, tmp_path / "backoffice.sqlite")))
    yield opened
    opened.connection.close()


@pytest.fixture
async def server(office) -> AsyncIterator[TestServer]:
    async with TestServer(create_app(office)) as server:
        yield server


@pytest.fixture
async def carrier(server: TestServer) -> AsyncIterator[HttpCarrierSystems]:
    async with HttpCarrierSystems(str(server.make_url(""))) as systems:
        yield systems


@pytest.fixture
def retriever() -> ScriptedRetriever:
    return ScriptedRetriever()


@pytest.fixture(scope="session")
def library() -> Library:
    return Library.load(ARTICLES)


@pytest.fixture
def knowledge(retriever: ScriptedRetriever, library: Library) -> ScriptedKnowledge:
    return ScriptedKnowledge(retriever, library)


@pytest.fixture
def sealer() -> Sealer:
    return Sealer(Sealer.new_key())


@pytest.fixture
def operations(tmp_path: Path):
    store = SqliteOperations(tmp_path / "actions.sqlite")
    yield store
    store.close()


@pytest.fixture
def attempts(tmp_path: Path):
    store = SqliteAttempts(tmp_path / "actions.sqlite")
    yield store
    store.close()


@pytest.fixture
def resources(carrier, knowledge, operations, attempts, sealer) -> Resources:
    return Resources(
        carrier=carrier,
        offers=Offers(carrier),
        knowledge=knowledge,
        operations=operations,
        attempts=attempts,
        care_team=QuietTeam(),
        sealer=sealer,
        words=Words.load("en"),
        clock=lambda: NOW,
        policy=Policy(),
    )


@pytest.fixture
def talk(resources: Resources, sealer: Sealer) -> Talk:
    return Talk(resources, sealer)

"""Articles and guides for the handlers: loaded beside the start, taken up anew when files change."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path

import structlog

from actions.turns.resources import KnowledgeUnavailable
from carrier.errors import CarrierError
from carrier.port import CarrierSystems
from knowledge_base.guides import Guide
from knowledge_base.library import Library
from knowledge_base.minilm import MiniLmRetriever
from knowledge_base.opening import ARTICLES, open_retriever
from knowledge_base.placeholders import MappingPlaceholders, plan_values
from knowledge_base.problems import KnowledgeBaseError, Problem, Severity

log = structlog.get_logger()

PLANS_CONVERSATION = "actions-plans"
"""X-Conversation-Id of what nobody asked for."""
PLANS_S = 300.0
"""Seconds after which prices are read again; after a failure, with the next look at the files."""


LOADING = "loading"
LOADED_WITHIN_S = 8.0
"""Seconds a question waits for the model at a start."""


class CarrierPlans:
    """Prices of the plans as placeholders of articles; empty until the carrier told them."""

    def __init__(self) -> None:
        self._values = MappingPlaceholders({})

    def value(self, name: str) -> str | None:
        """As PlaceholderSource asks."""
        return self._values.value(name)

    async def refresh(self, carrier: CarrierSystems) -> bool:
        """Read them; False when the carrier did not answer."""
        try:
            plans = await carrier.list_plans(conversation_id=PLANS_CONVERSATION)
        except CarrierError:
            return False
        self._values = MappingPlaceholders(plan_values(plans))
        return True


class LoadedKnowledge:
    """The knowledge base of this process. Guides are there at once; questions once the model is loaded."""

    def __init__(self, *, articles: Path = ARTICLES, encoder: Path, cache: Path | None) -> None:
        self._articles = articles
        self._encoder = encoder
        self._cache = cache
        self._plans = CarrierPlans()
        self._library = _read_library(articles)
        self._retriever: MiniLmRetriever | None = None
        self._tried = asyncio.Event()
        self.failure = LOADING
        """Why no question can be answered; empty when all is well."""
        self._broken: tuple[Problem, ...] = ()
        self._note_broken()

    async def retriever(self) -> MiniLmRetriever:
        """Raises KnowledgeUnavailable when it is not there within a moment."""
        try:
            async with asyncio.timeout(LOADED_WITHIN_S):
                await self._tried.wait()
        except TimeoutError:
            raise KnowledgeUnavailable(self.failure) from None
        if self._retriever is None:
            raise KnowledgeUnavailable(self.failure)
        return self._retriever

    @property
    def guides(self) -> Mapping[str, Guide]:
        """Raises KnowledgeUnavailable when the articles cannot be read."""
        library = self._newest
        if library is None:
            raise KnowledgeUnavailable(self.failure)
        return library.guides

    @property
    def version(self) -> str | None:
        """Of the articles that are served; None while they cannot be read."""
        library = self._newest
        return library.version if library else None

    @property
    def broken(self) -> tuple[Problem, ...]:
        """Files that cannot be read as they are now: each keeps its last good version, or is not served."""
        return self._broken

    @property
    def _newest(self) -> Library | None:
        return self._retriever.library if self._retriever else self._library

    async def load(self) -> None:
        """Load, or write down why not."""
        try:
            self._retriever = await asyncio.to_thread(
                open_retriever,
                articles=self._articles,
                library=self._library,
                encoder=self._encoder,
                cache=self._cache,
                carrier_values=self._plans,
            )
            self.failure = ""
            self._note_broken()
        except KnowledgeBaseError as error:
            if self.failure != str(error):
                log.warning("knowledge.failed", why=str(error))
            self.failure = str(error)
        finally:
            self._tried.set()

    async def keep_fresh(self, carrier: CarrierSystems, *, every_s: float) -> None:
        """Take up changed files and prices until cancelled."""
        prices_due = 0.0
        while True:
            if self._retriever is None:
                await self.load()
            else:
                await self._refresh(self._retriever)
            prices_due -= every_s
            if prices_due <= 0 and await self._plans.refresh(carrier):
                prices_due = PLANS_S
            await asyncio.sleep(every_s)

    async def _refresh(self, retriever: MiniLmRetriever) -> None:
        try:
            if await asyncio.to_thread(retriever.refresh):
                log.info("knowledge.refreshed", articles=len(retriever.library.articles))
                self._note_broken()
        except KnowledgeBaseError as error:
            log.warning("knowledge.not_refreshed", why=str(error))

    def _note_broken(self) -> None:
        library = self._newest
        now = tuple(p for p in library.problems if p.severity is Severity.BROKEN) if library else ()
        for problem in now:
            if problem not in self._broken:
                log.warning("article.broken", file=problem.file, line=problem.line, why=problem.message)
        for file in sorted({p.file for p in self._broken} - {p.file for p in now}):
            log.info("article.mended", file=file)
        self._broken = now


def _read_library(articles: Path) -> Library | None:
    try:
        return Library.load(articles)
    except KnowledgeBaseError as error:
        log.warning("articles.not_read", why=str(error))
        return None

"""The preview page of a small library in a git checkout, served from a thread, with an encoder that needs no model."""

from __future__ import annotations

import asyncio
import json
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from aiohttp import web
from playwright.sync_api import Browser, Page

from knowledge_base.preview.server import create_app
from knowledge_base.preview.workshop import Workshop
from tests.browser.chromium import watched
from tests.unit.knowledge_base.conftest import WordEncoder

STORES = """---
title: Stores
questions:
  - Where is a store?
  - i want to visit a shop near me
  - store near me
tests:
  - nearest store
owner: care-content
quick_replies:
  - Talk to my team
links:
  - {title: The late fee, url: "article:late-fee"}
---

Most stores are open every day. You can walk in.

## What to bring
A photo ID.

## Spoken
Most stores are open every day.
"""
LATE = """---
title: Late fee
questions:
  - What is the late fee?
  - i paid late and there is a fee
tests:
  - fee for paying late
---

The late fee is {{bill.late_fee}}.
"""


SUNDAYS: dict[str, object] = {
    "question": "",
    "outcome": "other",
    "shown": ["stores"],
    "note": "Closed on Sundays since May.",
    "reference": "K7Q-2PD-9XM",
    "at": "2026-07-20T12:00:00+00:00",
}
"""What an agent told the editors."""


@dataclass(frozen=True)
class Preview:
    url: str
    articles: Path
    sayings: Path
    asked: Path

    def export(self, *rows: dict[str, object]) -> None:
        """What customers asked, as `python -m front_door export-questions` writes it."""
        self.asked.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")

    def say(self, *wordings: str) -> None:
        """What the assistant says besides articles."""
        self.sayings.parent.mkdir(parents=True, exist_ok=True)
        told = "".join(f"    - text: {json.dumps(text)}\n" for text in wordings)
        self.sayings.write_text(f"responses:\n  utter_general_bye:\n{told}", encoding="utf-8")

    def save(self, name: str, text: str) -> None:
        """As an editor's program does it."""
        path = self.articles / f"{name}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


@pytest.fixture
def preview(tmp_path: Path) -> Iterator[Preview]:
    articles = tmp_path / "articles"
    made = Preview(
        url="",
        articles=articles,
        sayings=tmp_path / "bot" / "domain" / "general.yml",
        asked=tmp_path / "asked.jsonl",
    )
    made.save("general/stores", STORES)
    made.save("payments/late-fee", LATE)
    made.say("Good bye.", "Until next time, and thank you.", "That was it: all the best to you.")
    named = ["-c", "user.name=Ed", "-c", "user.email=ed@example.com"]
    for command in (["init", "-q"], ["add", "."], [*named, "commit", "-qm", "Begin"]):
        subprocess.run(["git", *command], cwd=tmp_path, check=True)
    made.export(
        {"question": "where is a shop", "outcome": "solved", "shown": ["stores"]},
        {"question": "shop", "outcome": "rejected", "shown": ["stores"], "rejected": ["stores"]},
        SUNDAYS,
    )
    workshop = Workshop(articles=articles, root=tmp_path, encoder=WordEncoder(), cache=None, asked=made.asked)
    loop = asyncio.new_event_loop()
    runner = web.AppRunner(create_app(workshop), shutdown_timeout=0.1)

    async def start() -> int:
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        return int(runner.addresses[0][1])

    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    port = asyncio.run_coroutine_threadsafe(start(), loop).result(30)
    yield replace(made, url=f"http://127.0.0.1:{port}/")
    asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result(30)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(30)


@pytest.fixture
def page(chromium: Browser, preview: Preview) -> Iterator[Page]:
    """The page, which must end without a violated policy, an error or a foreign request."""
    context = chromium.new_context(locale="en-US", viewport={"width": 1280, "height": 900})
    context.set_default_timeout(20_000)
    page = context.new_page()
    with watched(page, preview.url) as watch:
        page.goto(preview.url)
        page.get_by_text("2 articles").wait_for()
        yield page
        assert watch.all() == []
    context.close()

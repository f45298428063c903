"""No foreign markup, no foreign place, no more weight than promised."""

from __future__ import annotations

import gzip
import re

import pytest
from playwright.sync_api import expect

from conversation import server_frames
from tests.browser.chat.visitor import Visitor
from tests.browser.pages import PAGES
from tests.browser.scripted_front_door import ScriptedFrontDoor

CHAT = PAGES / "chat"
FIRST_LOAD_LIMIT = 12 * 1024


@pytest.mark.browser
def test_hostile_words_stay_words(visitor: Visitor, front_door: ScriptedFrontDoor) -> None:
    visitor.open_chat()
    visitor.say("hostile")
    visitor.sees("<img src=x onerror=")
    bubble = visitor.page.locator(".assistant .bubble").last
    expect(bubble.locator("img, script, b")).to_have_count(0)
    links = [link.get_attribute("href") for link in bubble.locator("a").all()]
    assert links == ["https://example.com/a_(b)"]
    expect(visitor.page).not_to_have_title("owned")
    visitor.say("<img src=x onerror=\"document.title='owned'\"><a href='javascript:alert(1)'>x</a>")
    visitor.sees("You said: <img")
    expect(visitor.page.locator(".bubble img, .bubble a[href^='javascript']")).to_have_count(0)


@pytest.mark.browser
def test_a_hostile_name_and_photo_of_an_agent_stay_harmless(
    visitor: Visitor, front_door: ScriptedFrontDoor
) -> None:
    visitor.open_chat()
    visitor.asks_for_a_person()
    front_door.agent_takes_over(
        server_frames.AgentFace(name="<i>Eve</i> Mallory", photo="javascript:alert(1)")
    )
    visitor.sees("<i>Eve</i> Mallory")
    expect(visitor.page.locator(".takeover img")).to_have_count(0)
    expect(visitor.page.locator(".takeover .initials")).to_be_visible()


@pytest.mark.browser
def test_what_loads_before_the_chat_is_wanted_is_small(visitor: Visitor) -> None:
    loaded = visitor.page.evaluate(
        "performance.getEntriesByType('resource').map((entry) => new URL(entry.name).pathname)"
    )
    of_the_chat = [
        path for path in loaded if path.startswith("/chat/") or path in {"/tokens.css", "/theme.js"}
    ]
    sizes = {path: len(gzip.compress((PAGES / path.lstrip("/")).read_bytes(), 9)) for path in of_the_chat}
    assert "/chat/care-chat.js" in sizes
    assert "/chat/session.js" not in sizes
    assert sum(sizes.values()) <= FIRST_LOAD_LIMIT, sizes


def test_no_source_makes_markup_from_text_or_styles_inline() -> None:
    forbidden = re.compile(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|\beval\(|new Function|setAttribute\(.style"
    )
    sources = [*CHAT.glob("*.js"), *(PAGES / "demo").glob("*.js")]
    assert sources
    assert [path.name for path in sources if forbidden.search(path.read_text())] == []
    for page in PAGES.rglob("*.html"):
        text = page.read_text()
        assert not re.search(r"\sstyle=|\son[a-z]+=|<style|<script(?![^>]*\bsrc=)", text), page.name


def test_only_the_token_file_names_a_colour() -> None:
    colour = re.compile(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(|\boklch\(")
    sheets = [*CHAT.glob("*.css"), *(PAGES / "demo").glob("*.css")]
    assert sheets
    assert [path.name for path in sheets if colour.search(path.read_text())] == []


def test_no_module_of_the_chat_comes_from_elsewhere() -> None:
    for path in CHAT.glob("*.js"):
        for source in re.findall(
            r"""(?:^import .*from|\bimport\()\s*["'`]([^"'`]+)""", path.read_text(), re.MULTILINE
        ):
            assert source.startswith(("./", "../")), f"{path.name} imports {source}"

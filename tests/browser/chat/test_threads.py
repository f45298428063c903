"""A customer's conversations in the chat, and who answers them first: before the real front door."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.chat.test_access import OVERFLOW, SMALL_TARGETS, axe_finds_nothing
from tests.browser.chat.visitor import Visitor
from tests.browser.chromium import watched
from tests.browser.real_front_door import MAYA, RealFrontDoor

pytestmark = pytest.mark.browser

NewBrowser = Callable[..., Visitor]


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealFrontDoor]:
    folder: Path = tmp_path_factory.mktemp("door")
    running = RealFrontDoor(folder)
    running.start()
    running.on_duty(2)
    yield running
    running.end()


@pytest.fixture
def browsers(chromium: Browser, door: RealFrontDoor) -> Iterator[NewBrowser]:
    url = f"http://127.0.0.1:{door.port}"
    with ExitStack() as stack:
        watches = []

        def new(**options: object) -> Visitor:
            options.setdefault("viewport", {"width": 1280, "height": 860})
            context = chromium.new_context(locale="en-US", **options)  # type: ignore[arg-type]
            context.set_default_timeout(15_000)
            stack.callback(context.close)
            page = context.new_page()
            watches.append(stack.enter_context(watched(page, url)))
            return Visitor(page=page, url=url).arrive()

        yield new
        assert [what for watch in watches for what in watch.all() if "404" not in what] == []


def reference(visitor: Visitor) -> str:
    """Of the conversation that is open, as the menu tells it."""
    visitor.button("More").click()
    told = visitor.page.locator(".menu .quiet").filter(has_text="Reference").inner_text()
    visitor.page.keyboard.press("Escape")
    return told.removeprefix("Reference ")


def begins_anew(visitor: Visitor) -> None:
    visitor.button("More").click()
    visitor.button("Start again").click()
    expect(visitor.page.locator(".mine")).to_have_count(0)
    visitor.sees("automated assistant")


def sees_own_conversations(visitor: Visitor) -> None:
    visitor.button("More").click()
    visitor.button("Your conversations").click()
    expect(visitor.page.get_by_role("heading", name="Your conversations")).to_be_focused()
    expect(visitor.page.locator(".threads-body")).not_to_contain_text("Looking for")


def test_an_earlier_conversation_is_found_read_and_gone_on_with(browsers: NewBrowser) -> None:
    visitor = browsers()
    visitor.open_chat()
    visitor.say("my phone has no signal")
    visitor.sees("Step 2 of 5")
    first = reference(visitor)
    begins_anew(visitor)
    visitor.say("data left?")
    visitor.sees("3.2 GB")
    sees_own_conversations(visitor)
    rows = visitor.page.locator(".thread")
    expect(rows).to_have_count(2)
    expect(rows.nth(0)).to_contain_text("open here")
    expect(rows.nth(1)).to_contain_text(first)
    rows.nth(1).click()
    expect(visitor.page.get_by_role("heading", name=f"Conversation {first}")).to_be_focused()
    expect(visitor.page.locator(".threads-log")).to_contain_text("my phone has no signal")
    visitor.page.get_by_role("button", name=re.compile("Ask about this again|Go on with")).click()
    visitor.say("still nothing")
    expect(visitor.page.locator(".threads")).to_be_hidden()
    expect(visitor.page.locator(".mine .bubble").last).to_have_text("still nothing")


def test_an_answer_in_another_conversation_is_told_on_return_and_read_once(
    browsers: NewBrowser, door: RealFrontDoor
) -> None:
    visitor = browsers()
    visitor.open_chat()
    visitor.say("data left?")
    visitor.sees("3.2 GB")
    first = reference(visitor)
    row = door.run(door.parts.ledger.find(first))[0]
    visitor.button("Talk to a person").click()
    expect(visitor.page.locator(".strip")).to_have_attribute("data-owner", "queue")
    expect(visitor.page.locator(".waiting-team .face")).to_have_count(6)
    visitor.page.evaluate(
        "() => { for (const key of Object.keys(localStorage))"
        " if (/:(token|seen)$/.test(key)) localStorage.removeItem(key); }"
    )
    visitor.page.reload()
    visitor.sees("automated assistant")
    door.run(door.parts.conversations.claim(row.conversation_id, MAYA))
    door.run(door.parts.conversations.agent_reply(row.conversation_id, MAYA, "a-1", "I found your parcel."))
    expect(visitor.page.locator(".elsewhere")).to_contain_text("answered in another conversation")
    visitor.page.reload()
    expect(visitor.page.locator(".elsewhere")).to_contain_text("answered in another conversation")
    assert visitor.page.title().startswith("(1)")
    visitor.page.locator(".elsewhere button").click()
    row_of_it = visitor.page.locator(".thread").filter(has_text=first)
    expect(row_of_it).to_contain_text("1 new")
    row_of_it.click()
    expect(visitor.page.locator(".threads-log")).to_contain_text("I found your parcel.")
    expect(visitor.page.locator(".threads-log .item.agent img")).to_be_visible()
    expect(visitor.page).to_have_title(re.compile("^Support"))
    visitor.page.get_by_role("button", name="Go on with this conversation").click()
    expect(visitor.page.locator(".strip")).to_have_attribute("data-owner", "agent")
    expect(visitor.page.locator("#title")).to_have_text(MAYA.name)
    expect(visitor.log.locator(".takeover img")).to_be_visible()
    expect(visitor.log).to_contain_text(re.compile(f"{MAYA.name}.*(has read|has seen)"))


def test_another_browser_and_the_same_one_after_a_log_out_list_nothing(browsers: NewBrowser) -> None:
    visitor = browsers()
    visitor.open_chat()
    visitor.say("data left?")
    visitor.sees("3.2 GB")
    first = reference(visitor)
    stranger = browsers()
    stranger.open_chat()
    sees_own_conversations(stranger)
    expect(stranger.page.locator(".threads-body")).not_to_contain_text(first)
    visitor.page.evaluate("document.querySelector('care-chat').forget()")
    visitor.sees("automated assistant")
    expect(visitor.page.locator(".mine")).to_have_count(0)
    sees_own_conversations(visitor)
    expect(visitor.page.locator(".threads-body")).not_to_contain_text(first)


def test_people_only_is_a_switch_that_holds_for_the_next_conversation(browsers: NewBrowser) -> None:
    visitor = browsers()
    visitor.open_chat()
    visitor.button("More").click()
    visitor.page.locator(".menu label").filter(has_text="People only").click()
    visitor.sees("people answer you first")
    visitor.page.keyboard.press("Escape")
    visitor.button("More").click()
    visitor.button("Start again").click()
    visitor.does_not_see("automated assistant")
    visitor.say("it is about my bill")
    expect(visitor.page.locator(".strip")).to_have_attribute("data-owner", "queue")
    expect(visitor.page.locator(".item.assistant")).to_have_count(0)
    visitor.button("More").click()
    expect(visitor.page.locator(".menu input[value=team]")).to_be_checked()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_list_by_keyboard_on_a_small_screen_with_nothing_for_axe_to_find(
    browsers: NewBrowser, scheme: str
) -> None:
    visitor = browsers(viewport={"width": 320, "height": 640}, color_scheme=scheme, reduced_motion="reduce")
    visitor.open_chat()
    visitor.say("my phone has no signal")
    visitor.sees("Step 2 of 5")
    begins_anew(visitor)
    sees_own_conversations(visitor)
    axe_finds_nothing(visitor.page)
    assert visitor.page.evaluate(OVERFLOW) == []
    assert visitor.page.evaluate(SMALL_TARGETS) == []
    keyboard = visitor.page.keyboard
    for _ in range(4):
        keyboard.press("Tab")
        if visitor.page.locator(".thread").nth(1).evaluate("node => node.matches(':focus')"):
            break
    keyboard.press("Enter")
    expect(visitor.page.locator(".threads-log")).to_contain_text("my phone has no signal")
    axe_finds_nothing(visitor.page)
    keyboard.press("Escape")
    expect(visitor.page.get_by_role("heading", name="Your conversations")).to_be_focused()
    keyboard.press("Escape")
    expect(visitor.page.locator(".threads")).to_be_hidden()
    expect(visitor.box).to_be_focused()

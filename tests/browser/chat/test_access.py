"""Everybody can use it: by keyboard, by ear, enlarged, on a small screen, in their own colours and direction."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from conversation.owner import Owner
from tests.browser.chat.conftest import NewVisitor
from tests.browser.chat.states import STATES, reach
from tests.browser.chat.visitor import Visitor
from tests.browser.scripted_front_door import ScriptedFrontDoor

pytestmark = pytest.mark.browser

SMALL_TARGETS = """
() => [...document.querySelector('care-chat').shadowRoot.querySelectorAll('button, input, textarea, .links a')]
  .filter((node) => node.checkVisibility())
  .map((node) => [node.className || node.id || node.name, (node.closest('label') || node).getBoundingClientRect()])
  .filter(([, box]) => box.width < 44 || box.height < 44)
  .map(([name, box]) => `${name} ${Math.round(box.width)}x${Math.round(box.height)}`)
"""
OVERFLOW = """
() => {
  const root = document.querySelector('care-chat').shadowRoot;
  const scroll = root.querySelector('.scroll');
  const wide = [...root.querySelectorAll('.panel, .scroll, .panel footer, .panel header')]
    .filter((node) => node.scrollWidth > node.clientWidth + 1).map((node) => node.className || node.tagName);
  return [...wide, document.documentElement.scrollWidth > innerWidth ? 'page' : null].filter(Boolean);
}
"""
FOCUSED = """
() => {
  let node = document.activeElement;
  while (node?.shadowRoot?.activeElement) node = node.shadowRoot.activeElement;
  return (node?.getAttribute('aria-label') || node?.innerText || node?.className || '').trim().split('\\n')[0];
}
"""


def axe_finds_nothing(page: Page) -> None:
    page.evaluate("window.measuredByAxe = true")  # axe styles its own probes inline
    results = Axe().run(page)
    found: list[dict[str, Any]] = results.response["violations"]
    told = [f"{each['id']}: {[node['target'] for node in each['nodes']]}" for each in found]
    assert told == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("state", ["launcher", *STATES])
def test_axe_finds_nothing_in_any_state(
    visitors: NewVisitor, front_door: ScriptedFrontDoor, state: str, scheme: str
) -> None:
    visitor = visitors(color_scheme=scheme, reduced_motion="reduce").arrive()
    reach(state, visitor, front_door)
    axe_finds_nothing(visitor.page)


@pytest.mark.parametrize("state", list(STATES))
def test_on_a_phone_of_320_pixels_everything_fits_and_can_be_hit(
    visitors: NewVisitor, front_door: ScriptedFrontDoor, state: str
) -> None:
    visitor = visitors(
        viewport={"width": 320, "height": 640}, has_touch=True, reduced_motion="reduce"
    ).arrive()
    reach(state, visitor, front_door)
    box = visitor.panel.bounding_box()
    assert box == {"x": 0, "y": 0, "width": 320, "height": 640}
    assert visitor.page.evaluate(OVERFLOW) == []
    assert visitor.page.evaluate(SMALL_TARGETS) == []


@pytest.mark.parametrize("state", list(STATES))
def test_at_double_zoom_nothing_is_cut_off(
    visitors: NewVisitor, front_door: ScriptedFrontDoor, state: str
) -> None:
    visitor = visitors(viewport={"width": 640, "height": 400}, device_scale_factor=2).arrive()
    reach(state, visitor, front_door)
    assert visitor.page.evaluate(OVERFLOW) == []
    expect(visitor.box).to_be_in_viewport()
    visitor.button("Close the chat window").scroll_into_view_if_needed()
    visitor.button("Close the chat window").click()
    expect(visitor.launcher).to_be_visible()


def test_double_text_size_keeps_everything_usable(
    visitors: NewVisitor, front_door: ScriptedFrontDoor
) -> None:
    visitor = visitors().arrive()
    visitor.page.evaluate("document.documentElement.style.fontSize = '32px'")
    reach("answers", visitor, front_door)
    assert visitor.page.evaluate(OVERFLOW) == []
    expect(visitor.box).to_be_in_viewport()


def test_a_whole_conversation_by_keyboard_alone(visitor: Visitor, front_door: ScriptedFrontDoor) -> None:
    page = visitor.page
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate(FOCUSED).startswith("Open the chat"):
            break
    page.keyboard.press("Enter")
    visitor.sees("automated assistant")
    expect(visitor.box).to_be_focused()
    page.keyboard.type("why is my bill higher")
    page.keyboard.press("Enter")
    visitor.sees("Is there a charge")
    for _ in range(40):
        page.keyboard.press("Shift+Tab")
        if page.evaluate(FOCUSED) == "Taxes and fees":
            break
    page.keyboard.press("Enter")
    visitor.sees("You said: Taxes and fees")
    expect(visitor.box).to_be_focused()
    for _ in range(40):
        page.keyboard.press("Shift+Tab")
        if page.evaluate(FOCUSED) == "Talk to a person":
            break
    page.keyboard.press("Space")
    expect(page.locator(".strip")).to_contain_text("Place 2")
    assert front_door.talk.owner is Owner.QUEUE


def test_the_order_of_focus_is_the_order_of_the_page(visitor: Visitor) -> None:
    visitor.open_chat()
    order = []
    visitor.button("More").focus()
    for _ in range(7):
        order.append(visitor.page.evaluate(FOCUSED))
        visitor.page.keyboard.press("Tab")
    assert order == [
        "More",
        "Close the chat window",
        "Talk to a person",
        "Conversation",
        "The assistant",
        "My team",
        "Your message",
    ]


def test_escape_closes_the_menu_first_then_the_chat_and_gives_focus_back(visitor: Visitor) -> None:
    visitor.open_chat()
    visitor.button("More").click()
    expect(visitor.button("Your conversations")).to_be_focused()
    visitor.page.keyboard.press("Escape")
    expect(visitor.button("Download transcript")).to_be_hidden()
    expect(visitor.button("More")).to_be_focused()
    visitor.page.keyboard.press("Escape")
    expect(visitor.panel).to_be_hidden()
    expect(visitor.launcher).to_be_focused()


def test_there_is_one_polite_live_region_and_it_holds_still_while_the_past_comes_in(visitor: Visitor) -> None:
    regions = "[...document.querySelector('care-chat').shadowRoot.querySelectorAll('[aria-live]:not([aria-live=off]), [role=status], [role=alert], [role=log]')].map((node) => `${node.getAttribute('role')} ${node.getAttribute('aria-live')}`)"
    visitor.open_chat()
    visitor.say("data left?")
    visitor.sees("3.2 GB")
    assert visitor.page.evaluate(regions) == ["log polite"]
    visitor.page.add_init_script(
        """
        window.loud = [];
        const attach = Element.prototype.attachShadow;
        Element.prototype.attachShadow = function (options) {
          const root = attach.call(this, options);
          new MutationObserver((changes) => {
            for (const change of changes) {
              const log = change.target.closest?.('[role=log]');
              if (log && !log.hasAttribute('aria-busy')) window.loud.push(log.textContent.slice(-40));
            }
          }).observe(root, { childList: true, subtree: true });
          return root;
        };
        """
    )
    visitor.page.reload()
    visitor.sees("You have used most")
    assert [text for text in visitor.page.evaluate("window.loud") if "used most" not in text] == []


def test_who_speaks_is_said_and_not_only_coloured(visitor: Visitor, front_door: ScriptedFrontDoor) -> None:
    visitor.open_chat()
    visitor.say("hello")
    visitor.sees("You said: hello")
    expect(visitor.page.locator(".mine").last).to_contain_text("You:")
    expect(visitor.page.locator(".item.assistant").last).to_contain_text("Assistant")


def test_forced_colours_leave_every_control_and_bubble_visible(
    visitors: NewVisitor, front_door: ScriptedFrontDoor
) -> None:
    visitor = visitors(forced_colors="active").arrive()
    reach("answers", visitor, front_door)
    bare = visitor.page.evaluate(
        """() => [...document.querySelector('care-chat').shadowRoot.querySelectorAll('.bubble, .choice, .send, .act, .tool, .field')]
          .filter((node) => node.checkVisibility() && parseFloat(getComputedStyle(node).borderTopWidth) < 1)
          .map((node) => node.className)"""
    )
    assert bare == []


def test_right_to_left_pages_turn_the_chat_round(visitor: Visitor) -> None:
    visitor.page.evaluate("document.documentElement.dir = 'rtl'")
    launcher = visitor.launcher.bounding_box()
    assert launcher is not None
    assert launcher["x"] < 100
    visitor.open_chat()
    visitor.say("مرحبا hello")
    visitor.sees("You said")
    mine = visitor.page.locator(".mine .bubble").bounding_box()
    panel = visitor.panel.bounding_box()
    assert mine is not None
    assert panel is not None
    assert mine["x"] - panel["x"] < panel["width"] / 4
    assert visitor.page.evaluate(OVERFLOW) == []


def test_with_reduced_motion_nothing_moves(visitors: NewVisitor, front_door: ScriptedFrontDoor) -> None:
    visitor = visitors(reduced_motion="reduce").arrive()
    reach("agent", visitor, front_door)
    moving = visitor.page.evaluate(
        "document.getAnimations().filter((each) => each.effect.getComputedTiming().activeDuration > 0).length"
    )
    assert moving == 0


def test_dark_or_light_is_chosen_once_and_remembered(visitors: NewVisitor) -> None:
    visitor = visitors(color_scheme="light").arrive()
    ground = "getComputedStyle(document.querySelector('care-chat').shadowRoot.querySelector('.panel')).backgroundColor"
    visitor.open_chat()
    light = visitor.page.evaluate(ground)
    visitor.button("More").click()
    visitor.panel.get_by_role("radio", name="Dark").check()
    dark = visitor.page.evaluate(ground)
    assert dark != light
    assert visitor.page.evaluate("getComputedStyle(document.body).backgroundColor") != "rgb(246, 245, 240)"
    visitor.page.reload()
    visitor.sees("automated assistant")
    assert visitor.page.evaluate(ground) == dark


def test_the_whole_page_follows_the_device(visitors: NewVisitor) -> None:
    visitor = visitors(color_scheme="dark").arrive()
    visitor.open_chat()
    ground = visitor.page.evaluate(
        "getComputedStyle(document.querySelector('care-chat').shadowRoot.querySelector('.panel')).backgroundColor"
    )
    assert ground == "rgb(26, 32, 29)"

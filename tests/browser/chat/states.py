"""The states of the chat, and how a customer gets there."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from conversation import server_frames
from conversation.owner import Owner
from tests.browser.chat.visitor import Visitor
from tests.browser.scripted_front_door import ScriptedFrontDoor

ANSWERS = [
    ("bill", "Is there a charge"),
    ("signal", "Step 2 of 5"),
    ("data", "3.2 GB"),
    ("list", "Three things"),
]


def greeting(_: Visitor, __: ScriptedFrontDoor) -> None:
    """As it opens."""


def answers(visitor: Visitor, _: ScriptedFrontDoor) -> None:
    """An answer of every kind."""
    for text, seen in ANSWERS:
        visitor.say(text)
        visitor.sees(seen)


def menu(visitor: Visitor, _: ScriptedFrontDoor) -> None:
    """The menu is open."""
    visitor.button("More").click()
    expect(visitor.button("Download transcript")).to_be_visible()


def queue(visitor: Visitor, _: ScriptedFrontDoor) -> None:
    """In line for the team."""
    visitor.asks_for_a_person()
    expect(visitor.page.locator(".strip")).to_contain_text("Place 2")


def nobody(visitor: Visitor, front_door: ScriptedFrontDoor) -> None:
    """Nobody is signed in, and the number typed was refused."""
    queue(visitor, front_door)
    front_door.tell(server_frames.Waiting(place=1, minutes=None, number_offered=True))
    visitor.button("Leave a number").click()
    visitor.button("Call me").click()
    expect(visitor.page.locator(".problem")).to_be_visible()


def agent(visitor: Visitor, front_door: ScriptedFrontDoor) -> None:
    """An agent has taken over and is typing."""
    queue(visitor, front_door)
    front_door.agent_takes_over()
    front_door.agent_says("Good morning, I have read all of it.")
    front_door.tell(server_frames.TypingNotice(author="agent"))
    expect(visitor.page.locator(".writing")).to_be_visible()


def secret(visitor: Visitor, _: ScriptedFrontDoor) -> None:
    """A PIN is awaited."""
    visitor.say("pin please")
    expect(visitor.box).to_have_attribute("inputmode", "numeric")


def offline(visitor: Visitor, front_door: ScriptedFrontDoor) -> None:
    """The connection is lost and a turn waits."""
    front_door.stop()
    visitor.say("are you there")
    expect(visitor.page.locator(".undelivered")).to_be_visible()


def closed(visitor: Visitor, front_door: ScriptedFrontDoor) -> None:
    """Over, and a score is chosen."""
    front_door.moves_to(Owner.CLOSED)
    visitor.panel.get_by_role("radio", name="Good", exact=True).check()


STATES: dict[str, Callable[[Visitor, ScriptedFrontDoor], None]] = {
    each.__name__: each for each in (greeting, answers, menu, queue, nobody, agent, secret, offline, closed)
}


def reach(state: str, visitor: Visitor, front_door: ScriptedFrontDoor) -> None:
    """Bring the chat into one of its states; `launcher` is the page before anything."""
    if state != "launcher":
        visitor.open_chat()
        STATES[state](visitor, front_door)

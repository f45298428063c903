"""The named demo customers as somebody who tries the demo needs them."""

from typing import NamedTuple

from carrier.demo.stories import STORIES


class DemoLogin(NamedTuple):
    """What somebody trying the demo types, and what they find."""

    full_name: str
    phone: str
    pin: str
    story: str


def logins() -> list[DemoLogin]:
    """Every named demo customer, the first line's number first to try."""
    return [
        DemoLogin(
            full_name=story.account.full_name,
            phone=story.account.lines[0].phone_number,
            pin=story.account.pin,
            story=story.about,
        )
        for story in STORIES
    ]

"""A person at the chat: what they can see, read and do."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect


@dataclass(slots=True, kw_only=True)
class Visitor:
    """One browser tab on the demo page."""

    page: Page
    url: str

    def arrive(self) -> Visitor:
        self.page.goto(self.url)
        expect(self.launcher.or_(self.panel)).to_be_visible()
        return self

    def open_chat(self) -> Visitor:
        self.launcher.click()
        self.sees("automated assistant")
        return self

    @property
    def launcher(self) -> Locator:
        return self.page.get_by_role("button", name="Open the chat")

    @property
    def panel(self) -> Locator:
        return self.page.get_by_role("dialog")

    @property
    def log(self) -> Locator:
        return self.page.get_by_role("log")

    @property
    def box(self) -> Locator:
        return self.page.locator("form.composer .field")

    def button(self, name: str, *, exact: bool = False) -> Locator:
        return self.panel.get_by_role("button", name=name, exact=exact)

    def say(self, text: str) -> None:
        self.box.fill(text)
        self.box.press("Enter")

    def asks_for_a_person(self) -> None:
        self.button("Talk to a person").click()
        expect(self.page.locator(".strip")).to_contain_text("Place 2")

    def sees(self, text: str) -> None:
        expect(self.log).to_contain_text(text)

    def does_not_see(self, text: str) -> None:
        expect(self.log).not_to_contain_text(text)

    def own_words(self) -> list[str]:
        return self.page.locator(".mine .bubble").all_inner_texts()

    def on_its_way(self) -> Locator:
        return self.page.locator(".delivery:not(.seen)")

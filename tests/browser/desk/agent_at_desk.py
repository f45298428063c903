"""A person at the desk's page, in the words of a test."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect


@dataclass(slots=True, kw_only=True)
class AgentAtDesk:
    """One agent in one browser."""

    page: Page
    url: str
    login: str
    password: str

    def arrive(self) -> AgentAtDesk:
        """Sign in with the keyboard."""
        self.page.goto(f"{self.url}/desk")
        self.page.get_by_label("Login").wait_for()
        self.page.keyboard.type(self.login)
        self.page.keyboard.press("Tab")
        self.page.keyboard.type(self.password)
        self.page.keyboard.press("Enter")
        expect(self.page.get_by_text("Live", exact=True)).to_be_attached()
        return self

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def write(self, text: str) -> None:
        self.page.keyboard.type(text)

    def section(self, name: str) -> Locator:
        """A section of the inbox: `Waiting`, `Mine`, ..."""
        return self.page.get_by_role("region", name=name)

    def rows(self, section: str) -> Locator:
        return self.section(section).locator(".row")

    def open(self, conversation_id: str) -> None:
        """Open a conversation with the mouse."""
        self.page.locator(f'desk-inbox [data-key="{conversation_id}"] .row').click()
        expect(self.page.locator(".fact-who")).to_be_attached()

    @property
    def transcript(self) -> Locator:
        return self.page.get_by_role("log")

    @property
    def composer(self) -> Locator:
        return self.page.locator("#reply")

    @property
    def dialog(self) -> Locator:
        return self.page.get_by_role("dialog")

    def sees(self, text: str) -> None:
        """In the transcript."""
        expect(self.transcript).to_contain_text(text)

    def holds(self, conversation_id: str) -> None:
        expect(self.section("Mine").locator(f'[data-key="{conversation_id}"]')).to_be_visible()

    def reload(self) -> None:
        self.page.reload()
        expect(self.page.get_by_text("Live", exact=True)).to_be_attached()

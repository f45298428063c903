"""An editor at the preview page: finds an article, sees it change on saving, sees what is wrong and what is lost."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.editor.conftest import LATE, STORES, SUNDAYS, Preview

pytestmark = pytest.mark.browser


def open_article(page: Page, title: str) -> None:
    page.get_by_role("link", name=title).click()
    expect(page.get_by_role("heading", name=title, level=2)).to_be_visible()


def test_an_article_is_shown_as_on_chat_and_on_the_phone_with_its_placeholders_filled(page):
    open_article(page, "Late fee")
    expect(page.locator(".bubble")).to_contain_text("The late fee is $7.")
    expect(page.locator("blockquote")).to_have_text("The late fee is $7.")
    open_article(page, "Stores")
    expect(page.locator(".bubble")).to_contain_text("Talk to my team")
    expect(page.locator("main")).to_contain_text("What to bring")


def test_it_is_told_what_became_of_an_article_and_what_agents_said(page, preview: Preview):
    expect(page.get_by_role("link", name="Stores")).to_contain_text("flagged")
    open_article(page, "Stores")
    flags = page.get_by_role("region", name="Flagged by agents")
    expect(flags).to_contain_text("Closed on Sundays since May. 2026-07-20, conversation K7Q-2PD-9XM")
    expect(page.get_by_text("not meant")).to_be_visible()
    preview.export(SUNDAYS, {**SUNDAYS, "shown": ["late-fee"], "note": "It is eight dollars now."})
    expect(page.get_by_role("link", name="Late fee")).to_contain_text("flagged")
    open_article(page, "Late fee")
    expect(flags).to_contain_text("It is eight dollars now.")


def test_an_export_that_cannot_be_read_is_told_and_what_was_known_stays(page, preview: Preview):
    preview.asked.write_text("no json\n")
    expect(page.locator("#live")).to_contain_text("Customers' questions cannot be read")
    open_article(page, "Stores")
    expect(page.locator("main")).to_contain_text("Closed on Sundays since May.")


def test_every_question_tells_its_place_without_itself_and_its_strongest_rival(page, preview: Preview):
    preview.save(
        "general/stores",
        STORES.replace("store near me\n", "store near me\n  - is there a fee for paying late\n"),
    )
    open_article(page, "Stores")
    astray = page.get_by_role("listitem").filter(has_text="is there a fee for paying late")
    expect(astray).to_contain_text("(2nd, ")
    expect(astray).to_contain_text("of late-fee")
    fine = page.get_by_role("listitem").filter(has_text="i want to visit a shop near me")
    expect(fine).to_contain_text("(1st, ")
    expect(page.get_by_role("listitem").filter(has_text="nearest store")).to_contain_text("% sure)")


def test_a_problem_stands_where_it_is(page, preview: Preview):
    broken = STORES.replace("What to bring\n", "What to bring\nSee {{no.such.thing}}.\n")
    preview.save("general/stores", broken)
    open_article(page, "Stores")
    section = page.locator("details").filter(has_text="What to bring")
    expect(section.locator(".in-place")).to_contain_text("no.such.thing")
    expect(page.locator(".bubble .in-place")).to_have_count(0)


def test_what_changed_shows_the_lines_of_the_file(page, preview: Preview):
    preview.save("general/stores", STORES.replace("open every day. You", "open on Mondays. You"))
    page.get_by_role("link", name="Stores changed").wait_for()
    page.get_by_role("button", name="What changed").click()
    file = page.locator("details").filter(has_text="general/stores.md")
    expect(file.locator(".added")).to_have_text("+ Most stores are open on Mondays. You can walk in.")
    expect(file.locator(".taken")).to_have_text("- Most stores are open every day. You can walk in.")
    page.get_by_role("link", name="Stores changed").click()
    expect(page.get_by_role("heading", name="Stores", level=2)).to_be_visible()


def test_the_assistants_own_words_are_shown_with_what_is_wrong_as_they_are_saved(page, preview: Preview):
    page.get_by_role("button", name="Its own words").click()
    expect(page.locator("main")).to_contain_text("1 sayings besides articles, 0 worth a look")
    preview.say("Good bye.", "More at https://meadowlark.example/bye whenever you like.")
    expect(page.locator("main")).to_contain_text("1 sayings besides articles, 1 worth a look")
    page.locator("summary").filter(has_text="utter_general_bye").click()
    expect(page.get_by_text("holds what cannot be said")).to_be_visible()
    expect(page.get_by_text("it needs at least 3")).to_be_visible()


def test_a_saved_file_shows_at_once_and_its_problem_stands_with_its_line(page, preview: Preview):
    open_article(page, "Stores")
    expect(page.get_by_text("at least 8 are needed")).to_be_visible()
    preview.save("general/stores", STORES.replace("open every day. You", "open on Mondays. You"))
    expect(page.locator(".bubble")).to_contain_text("open on Mondays")
    expect(page.get_by_text("changed since the last commit")).to_be_visible()
    preview.save("general/broken", "---\ntitle: [Broken\n---\n\nWords.\n")
    expect(page.get_by_text("general/broken.md, line")).to_be_visible()


def test_a_question_that_an_edit_loses_is_named(page, preview: Preview):
    edited = LATE.replace("i paid late and there is a fee", "a pelican ate it").replace(
        "the late fee?", "a pelican?"
    )
    preview.save("payments/late-fee", edited)
    page.get_by_role("link", name="Late fee changed").wait_for()
    page.get_by_role("button", name="What changed").click()
    expect(page.locator("main")).to_contain_text("i paid late and there is a fee")


def test_asking_shows_what_would_be_answered_and_the_closest_articles(page):
    page.keyboard.press("a")
    page.keyboard.type("where is a store")
    page.keyboard.press("Enter")
    expect(page.get_by_text("It answers")).to_be_visible()
    page.locator("main").get_by_role("button", name="stores").first.click()
    expect(page.get_by_role("heading", name="Stores", level=2)).to_be_visible()


def test_the_page_begins_with_what_wants_a_look(page):
    expect(page.get_by_role("heading", name="To look at first")).to_be_visible()
    page.locator("main").get_by_role("button", name="Stores").click()
    expect(page.get_by_role("heading", name="Stores", level=2)).to_be_visible()


def test_the_list_marks_the_article_that_is_shown_and_none_beside_another_view(page):
    open_article(page, "Stores")
    expect(page.locator("#list [aria-current]")).to_contain_text("Stores")
    page.get_by_role("button", name="Its own words").click()
    expect(page.get_by_role("heading", name="The assistant's own words")).to_be_visible()
    expect(page.locator("#list [aria-current]")).to_have_count(0)


def test_everything_is_reached_by_keyboard(page):
    page.keyboard.press("/")
    page.keyboard.type("late")
    expect(page.get_by_role("link", name="Stores")).to_have_count(0)
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    expect(page.get_by_role("heading", name="Late fee", level=2)).to_be_visible()


def test_a_foreign_name_for_this_machine_gets_nothing(page, preview: Preview):
    answer = page.request.get(preview.url, headers={"Host": "evil.example:80"})
    assert answer.status == 403


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_stands_in_the_way_of_an_assistive_device(page, theme):
    page.emulate_media(color_scheme=theme)
    page.evaluate("window.measuredByAxe = true")  # axe styles its own probes inline
    open_article(page, "Stores")
    for button in (None, "What changed", "Its own words"):
        if button:
            page.get_by_role("button", name=button).click()
        found = [
            f"{violation['id']}: {node['html']}"
            for violation in Axe().run(page).response["violations"]
            for node in violation["nodes"]
        ]
        assert found == []


def test_a_narrow_window_scrolls_down_only(page):
    page.set_viewport_size({"width": 360, "height": 740})
    open_article(page, "Stores")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

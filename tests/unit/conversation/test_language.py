from importlib.resources import files
from pathlib import Path

import pytest
import yaml

from conversation.language import (
    ENGLISH,
    language_of,
    language_wanted,
    only_greets,
    primary,
    takes_offer,
    tells_danger,
)
from conversation.words import Words

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
SENTENCES = yaml.safe_load((HERE / "language_sentences.yml").read_text(encoding="utf-8"))
UNSEEN = yaml.safe_load((HERE / "spanish_unseen.yml").read_text(encoding="utf-8"))
FOREIGN = [(language, text) for language in SENTENCES if language != ENGLISH for text in SENTENCES[language]]
LEXICON = yaml.safe_load(
    files("conversation").joinpath("function_words.yml").read_text(encoding="utf-8")
)  # fmt: skip


@pytest.mark.parametrize(("language", "text"), FOREIGN)
def test_a_sentence_is_known_for_its_language(language, text):
    assert language_of(text) == language


@pytest.mark.parametrize("text", SENTENCES[ENGLISH])
def test_names_borrowed_words_and_little_ones_make_no_turn_foreign(text):
    assert language_of(text) in (ENGLISH, None)


def test_spanish_that_was_never_looked_at_is_nearly_always_known():
    known = [text for text in UNSEEN if language_of(text) == "es"]
    assert len(known) / len(UNSEEN) >= 0.9, set(UNSEEN) - set(known)


def texts_of(node):
    if isinstance(node, str):
        yield from (line.strip(" -") for line in node.splitlines())
    elif isinstance(node, list | dict):
        for item in node.values() if isinstance(node, dict) else node:
            yield from texts_of(item)


def test_nothing_that_customers_are_known_to_write_in_english_is_taken_for_another_language():
    said = [
        text
        for path in sorted((ROOT / "nlu_data").rglob("*.yml"))
        for text in texts_of(yaml.safe_load(path.read_text(encoding="utf-8")))
    ]
    assert len(said) > 2_000
    assert [text for text in said if language_of(text) not in (ENGLISH, None)] == []


@pytest.mark.parametrize(
    "text",
    ["si", "sí", "si, por favor", "claro", "ok", "una persona por favor"],
)
def test_a_spanish_yes_takes_the_person_who_was_offered(text):
    assert takes_offer(text, "es")


@pytest.mark.parametrize("text", ["no", "no gracias", "555-123-0101", "", "what is my bill"])
def test_anything_else_does_not(text):
    assert not takes_offer(text, "es")


def test_a_greeting_is_told_from_a_wish():
    assert only_greets("Hola, buenas tardes", "es")
    assert not only_greets("hola, mi factura", "es")
    assert not only_greets("", "es")


@pytest.mark.parametrize(
    ("language", "text"),
    [("es", "¡auxilio, hay un incendio!"), ("fr", "c'est une urgence"), ("de", "Das ist ein Notfall")],
)
def test_danger_is_known_in_other_languages(language, text):
    assert tells_danger(text, language)
    assert language_of(text) == language


def test_a_bill_is_no_danger():
    assert not tells_danger("mi factura es muy alta", "es")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("do you speak spanish", "es"),
        ("Spanish please", "es"),
        ("I need a spanish-speaking agent", "es"),
        ("can I talk to someone in Vietnamese", "vi"),
        ("in mandarin", "zh"),
    ],
)
def test_a_language_asked_for_in_english_is_wanted(text, language):
    assert language_wanted(text) == language


@pytest.mark.parametrize(
    "text",
    [
        "I was charged for a call to a Spanish number",
        "can I use my phone in the French Alps",
        "why is my voicemail greeting in german",
        "polish my screen",
        "call the thai restaurant",
    ],
)
def test_a_language_that_is_only_mentioned_is_not_wanted(text):
    assert language_wanted(text) is None


def test_a_region_does_not_change_a_language():
    assert primary("es-US") == "es"


def test_every_language_has_its_lists_and_a_note_for_the_agent():
    words = Words.load(ENGLISH)
    for language, lists in LEXICON.items():
        assert lists["marks"]
        if language != ENGLISH:
            assert {"weak", "hello", "danger", "agrees"} <= set(lists)
            assert words.name("language", language).startswith("Writes ")
            assert not set(lists["marks"].split()) & set(LEXICON[ENGLISH]["marks"].split())

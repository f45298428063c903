"""In which language a customer writes, by script and by small words; no model, microseconds.

English is what is expected: anything else is only said when the turn can hardly be English. Names, streets
and a borrowed word ("gracias", "Maria de la Cruz", "the Para Ti plan") make no turn foreign, and neither do
`si` and `no`, which say nothing by themselves.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from conversation.danger import tells_danger_in_english

ENGLISH = "en"
SPANISH = "es"
ACCENTED = "vi"
"""Words of this language are other ones without their accents."""
FEWEST_LETTERS = 2
"""Of a script of its own that a turn needs."""
CLEARLY_MORE = 2
"""Times as many words of the other language as of English, where a turn mixes them."""
FEWEST_SHARE = 4
"""One in so many words, at least, must be known of a language: names and codes hold words by chance."""
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_NOT_SAID = re.compile(r"\[[a-z_]+\]|https?://\S+|\S+@\S+|\"[^\"]*\"|“[^”]*”|«[^»]*»")
"""What the customer's own language is not read from: blanked places, addresses, quotations."""
_NAMES = {
    "english": "en", "inglés": "en", "ingles": "en", "español": "es", "espanol": "es", "castellano": "es",
    "spanish": "es", "portuguese": "pt", "french": "fr", "german": "de", "italian": "it", "vietnamese": "vi",
    "tagalog": "tl", "creole": "ht", "polish": "pl", "chinese": "zh", "mandarin": "zh", "cantonese": "zh",
    "japanese": "ja", "korean": "ko", "russian": "ru", "arabic": "ar", "hebrew": "he", "hindi": "hi",
    "bengali": "bn", "punjabi": "pa", "thai": "th", "greek": "el", "amharic": "am", "armenian": "hy",
}  # fmt: skip
_NAME = rf"({'|'.join(_NAMES)})"
_WANTED = re.compile(
    r"\b(?:speaks?|speaking|talks?|answer|continue|help)(?: to (?:me|you|someone|somebody))?(?: in)? "
    rf"{_NAME}\b|"
    rf"\b{_NAME}[- ]speak(?:er|ing)\b|"
    rf"^\W*(?:(?:in|en) )?{_NAME}"
    r"(?:[ ,]+(?:please|por favor|agent|person|representative|interpreter|support|line))*\W*$",
    re.IGNORECASE,
)
KNOWN = frozenset(_NAMES.values())
"""Languages that somebody may be taken to speak."""
_OWN_NAMES = {ENGLISH: "English", SPANISH: "Español"}
_SCRIPTS = (
    ("HANGUL", "ko"),
    ("HIRAGANA", "ja"),
    ("KATAKANA", "ja"),
    ("CJK UNIFIED", "zh"),
    ("CYRILLIC", "ru"),
    ("ARABIC", "ar"),
    ("HEBREW", "he"),
    ("DEVANAGARI", "hi"),
    ("BENGALI", "bn"),
    ("GURMUKHI", "pa"),
    ("THAI", "th"),
    ("GREEK", "el"),
    ("ETHIOPIC", "am"),
    ("ARMENIAN", "hy"),
)
"""Beginnings of Unicode character names, the telling ones first: Japanese holds Chinese characters too."""
_OWN_MARKS = {"es": "¿¡"}
"""Signs that open a sentence in one language only."""
_ACCENTED_WORD = re.compile(r"\b[^\W\d_A-ZÁÉÍÓÚÑ][^\W\d_]*[áéíóúñ][^\W\d_]*\b|\b[áéíóúñ][a-z]+\b")
"""In lower case, as no name is written with care."""
_IN_NAMES = frozenset("de del la las los y".split())  # noqa: SIM905 - read as words
"""They do not tell whether the accented word beside them is a name."""


@dataclass(frozen=True, slots=True)
class _Lexicon:
    marks: frozenset[str]
    weak: frozenset[str]
    hello: frozenset[str]
    agrees: frozenset[str]
    alone: frozenset[str]
    danger: tuple[str, ...]


def language_of(text: str) -> str | None:
    """The language (ISO 639-1, `ht` and `tl` included) a turn is surely written in; None when unsure."""
    said = _NOT_SAID.sub(" ", text)
    words = _words(said)
    script = _script_of(said)
    if script is not None:
        return script
    if not words:
        return None
    english = [word for word in words if word in _lexicons()[ENGLISH].marks]
    best, score = _closest(words, said)
    if len(words) == 1:
        return best if best is not None and _stands_alone(words[0], best) else _english_or_none(english)
    if best is not None and score > 1 and score * FEWEST_SHARE >= len(words):
        mixed = sum(word not in _lexicons()[best].weak for word in english)
        if score >= CLEARLY_MORE * mixed:
            return best
    return _english_or_none(english)


def language_wanted(text: str) -> str | None:
    """The language somebody asks for: "do you speak Spanish", "Spanish please", "en español"."""
    found = _WANTED.search(text)
    return _NAMES[next(name for name in found.groups() if name).lower()] if found else None


def own_name(language: str) -> str:
    """What those who speak English or Spanish call it."""
    return _OWN_NAMES[language]


def primary(tag: str) -> str:
    """`es` of the BCP 47 tag `es-US`."""
    return tag.split("-", maxsplit=1)[0].lower()


def only_greets(text: str, language: str) -> bool:
    """Whether a turn in that language is a greeting and nothing else."""
    words = _words(text)
    return bool(words) and language in _lexicons() and set(words) <= _lexicons()[language].hello


def takes_offer(text: str, language: str) -> bool:
    """Whether a turn says yes, in that language, to a person who was offered."""
    words = _words(text)
    return bool(words) and language in _lexicons() and set(words) <= _lexicons()[language].agrees


def tells_danger(text: str, language: str) -> bool:
    """Whether words of that language, or of English, call for 911 at once."""
    if tells_danger_in_english(text):
        return True
    begins = _lexicons()[language].danger if language in _lexicons() else ()
    return any(word.startswith(begins) for word in _words(text))


def _stands_alone(word: str, language: str) -> bool:
    """Whether one word is a turn of that language; any other may be somebody's name."""
    lexicon = _lexicons()[language]
    return word in lexicon.alone or word.startswith(lexicon.danger)


def _english_or_none(words: Sequence[str]) -> str | None:
    return ENGLISH if words else None


def _closest(words: Sequence[str], text: str) -> tuple[str | None, int]:
    """The other language with the most words, and how many."""
    scored = []
    for language, lexicon in _lexicons().items():
        if language == ENGLISH:
            continue
        marks = sum(word in lexicon.marks or word.startswith(lexicon.danger) for word in words)
        if len(words) > 1 and lexicon.hello.issuperset(words):
            marks = len(words)
        marks += any(mark in text for mark in _OWN_MARKS.get(language, ""))
        small = [word for word in words if word in lexicon.weak and word not in lexicon.marks]
        if language == SPANISH and (marks or set(small) - _IN_NAMES):
            marks += len(_ACCENTED_WORD.findall(text))
        if marks:
            weak = len(small)
            scored.append((marks + weak, marks, language))
    if not scored:
        return None, 0
    score, _, language = max(scored, key=lambda entry: entry[:2])
    return language, score


def _script_of(text: str) -> str | None:
    """The language of the script that most letters are of, where it has one of its own."""
    counts: dict[str, int] = {}
    letters = 0
    for letter in text:
        if not letter.isalpha():
            continue
        letters += 1
        if letter.isascii():
            continue
        name = unicodedata.name(letter, "")
        found = next((language for begin, language in _SCRIPTS if name.startswith(begin)), None)
        if found is not None:
            counts[found] = counts.get(found, 0) + 1
    own = sum(counts.values())
    if own < FEWEST_LETTERS or own * 2 < letters:
        return None
    return next((language for _, language in _SCRIPTS if counts.get(language)), None)


def _words(text: str) -> list[str]:
    """In lower case and without accents, as the lexicons have them; with them where they make the word."""
    composed = unicodedata.normalize("NFC", text).casefold().replace("’", "'")
    accented = _lexicons()[ACCENTED].marks
    return [word if word in accented else _plain(word) for word in _WORD.findall(composed)]


def _plain(word: str) -> str:
    apart = unicodedata.normalize("NFKD", word)
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


@cache
def _lexicons() -> Mapping[str, _Lexicon]:
    document: object = yaml.safe_load(
        files("conversation").joinpath("function_words.yml").read_text(encoding="utf-8")
    )
    if not isinstance(document, dict):
        message = "function_words.yml must map a language to its words"
        raise TypeError(message)
    return {str(language): _lexicon(lists) for language, lists in document.items()}


def _lexicon(lists: Mapping[str, str]) -> _Lexicon:
    read = {kind: str(words).split() for kind, words in lists.items()}
    return _Lexicon(
        marks=frozenset(read.get("marks", ())),
        weak=frozenset(read.get("weak", ())),
        hello=frozenset(read.get("hello", ())),
        agrees=frozenset(read.get("agrees", ())),
        alone=frozenset((*read.get("alone", ()), *read.get("hello", ()))),
        danger=tuple(read.get("danger", ())),
    )

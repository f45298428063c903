"""What the assistant says: enough wordings, really different, in the house's voice, fit for the ear where spoken."""

import re
from pathlib import Path

import pytest
import yaml

from conversation.expects import parse_expects
from conversation.words import Words
from tests.unit.actions.talk import ROOT, RULES, domain

DOMAIN = domain()
RESPONSES = DOMAIN["responses"]
WORDS = Words.load("en")
ACTIONS = "\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "actions").rglob("*.py")))
HOLE = re.compile(r"\{[a-z_]+\}")


def variants(name: str, *, spoken: bool) -> list[dict]:
    return [v for v in RESPONSES[name] if bool(v.get("condition")) == spoken]


def bare(text: str) -> str:
    return re.sub(r"[^a-z ]", "", HOLE.sub("", text).lower()).strip()


@pytest.mark.parametrize("name", sorted(RESPONSES))
def test_a_response_has_enough_wordings_that_differ(name):
    written = variants(name, spoken=False)
    asks = any((v.get("custom") or {}).get("care", {}).get("asks") for v in written)
    assert len(written) >= (3 if asks else 4)
    texts = [bare(v["text"]) for v in written]
    assert len({text for text in texts if text} | {"" for text in texts if not text}) == len(texts)
    heard = variants(name, spoken=True)
    assert not heard or len(heard) >= 3


@pytest.mark.parametrize("name", sorted(RESPONSES))
def test_a_response_speaks_in_the_houses_voice(name):
    for variant in RESPONSES[name]:
        text = variant["text"]
        assert "!" not in text
        assert not re.search(
            r"(?i)sorry|apologi|i understand your|great question|as an ai|unfortunately|please be advised|kindly",
            text,
        )
        assert not re.search(r"https?://|www\.", text)


@pytest.mark.parametrize("name", sorted(RESPONSES))
def test_what_is_spoken_is_two_sentences_without_brackets(name):
    for variant in variants(name, spoken=True):
        assert len(re.findall(r"[.?](?:\s|$)", variant["text"])) <= 2
        assert not re.search(r"[()\[\]]", variant["text"])


@pytest.mark.parametrize("name", sorted(RESPONSES))
def test_every_question_says_what_it_asks_and_expects(name):
    for variant in RESPONSES[name]:
        care = (variant.get("custom") or {}).get("care") or {}
        assert bool(care.get("asks")) == bool(care.get("expects"))
        if care:
            assert re.fullmatch(r"[a-z][a-z0-9_]{1,40}", care["asks"])
            parse_expects(care["expects"])


@pytest.mark.parametrize(
    "name",
    sorted(name for name in RESPONSES if "_ask_" in name and not name.startswith("utter_guide_ask_step")),
)
def test_a_form_question_has_asks_in_every_wording(name):
    assert all((variant.get("custom") or {}).get("care", {}).get("asks") for variant in RESPONSES[name])


def test_every_response_an_action_names_exists():
    named = set(re.findall(r'"(utter_[a-z_]+)"', ACTIONS))
    assert named <= set(RESPONSES)


def test_every_response_is_said_somewhere():
    said = set(re.findall(r'"(utter_[a-z_]+)"', ACTIONS)) | set(RULES.values())
    families = tuple(re.findall(r'f"(utter_[a-z_]+)\{', ACTIONS)) + tuple(
        re.findall(r"\b(utter_[a-z_]+)\{", ACTIONS)
    )
    assert {name for name in RESPONSES if name not in said and not name.startswith(families)} == set()


def test_every_response_has_a_wording_that_needs_no_value_known_only_sometimes():
    sometimes = {
        "minutes",
        "opening",
        "until",
        "cycle_end",
        "others",
        "searched",
        "older",
        "iphone",
        "android",
        "contract_end",
        "place_told",
        "other",
    }
    waits = re.compile(
        r"utter_general_(?:greet|wait)_(?:known|closed)|utter_guide_(look_)?where(_both)?$|utter_roaming_where$|utter_billing_(due_changed|change_|no_change)"
    )
    for name, told in RESPONSES.items():
        if waits.match(name):
            continue
        assert any(not set(re.findall(r"\{([a-z_]+)\}", v["text"])) & sometimes for v in told), name


def test_every_button_is_a_wish_of_the_assistant():
    for told in RESPONSES.values():
        for variant in told:
            for button in variant.get("buttons", ()):
                assert button["payload"].removeprefix("/") in DOMAIN["intents"]


def test_every_name_the_actions_look_up_in_the_word_file_is_there():
    for group, name in re.findall(r'words\.name\("([a-z_]+)", "([a-z_-]+)"\)', ACTIONS):
        assert name in WORDS.labels[group], (group, name)


def test_every_choice_by_intent_has_its_title():
    from actions.matters import MATTERS
    from actions.turns.clarify import CARE_INTENTS, TOPICS

    assert (CARE_INTENTS | set(TOPICS) | MATTERS | {"action_continue_guide"}) <= set(WORDS.labels["choice"])


def test_every_fact_the_actions_learn_stands_in_the_catalogue():
    named = set(re.findall(r'LearntFact\(\s*name="([a-z_]+)"', ACTIONS)) | set(
        re.findall(r'_(?:fact|stated)\(\s*"([a-z_]+)"', ACTIONS)
    )
    assert named <= set(WORDS.fact_labels)


def test_customer_words_are_not_written_in_python():
    for path in sorted((ROOT / "actions").rglob("*.py")):
        code = re.sub(r'"""[\s\S]*?"""', "", path.read_text(encoding="utf-8"))
        code = re.sub(r"(?m)#.*$", "", code)
        sentences = [
            text
            for text in re.findall(r'"([^"\n]{25,})"', code)
            if re.match(r"[A-Z][a-z]+ [a-z]+ [a-z]+ .*[.?]$", text)
        ]
        assert sentences == [], path.name


def examples() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for path in sorted((ROOT / "nlu_data").glob("*.yml")):
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            if "intent" in block:
                lines = [line[2:] for line in block["examples"].splitlines() if line.startswith("- ")]
                found.setdefault(block["intent"], []).extend(lines)
    return found


EXAMPLES = examples()


def test_every_wish_has_a_rule_and_examples():
    wishes = set(DOMAIN["intents"]) - {"nlu_fallback"}
    assert wishes == set(EXAMPLES)
    assert wishes <= set(RULES)
    assert "nlu_fallback" in RULES


@pytest.mark.parametrize("intent", sorted(EXAMPLES))
def test_a_wish_has_25_examples_without_near_duplicates(intent):
    plain = [
        re.sub(r"\W+", " ", re.sub(r"\[([^\]]*)\]\(\w+\)", r"\1", text).lower()).strip()
        for text in EXAMPLES[intent]
    ]
    assert len(plain) >= 25
    assert len(set(plain)) == len(plain)


def test_no_sentence_means_two_wishes():
    seen: dict[str, str] = {}
    for intent, texts in EXAMPLES.items():
        for text in texts:
            key = re.sub(r"\W+", " ", re.sub(r"\[([^\]]*)\]\(\w+\)", r"\1", text).lower()).strip()
            assert seen.setdefault(key, intent) == intent, key


def test_files_are_named_after_topics():
    topics = {
        "billing",
        "payments",
        "plans",
        "usage",
        "roaming",
        "network",
        "devices",
        "sim",
        "account",
        "general",
    }
    for folder in ("bot/domain", "bot/rules"):
        assert {path.stem for path in Path(ROOT / folder).glob("*.yml")} <= topics
    assert {path.stem for path in (ROOT / "nlu_data").glob("*.yml")} <= topics | {"regexes", "synonyms"}

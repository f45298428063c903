from pathlib import Path

import pytest
import yaml

from conversation.words import Words
from desk.wording import desk_words
from front_door.desk_console.repeated_questions import QuestionGate, RepeatedQuestions
from sentence_encoder import SentenceEncoder

ROOT = Path(__file__).resolve().parents[3]
WORDS = Words.load("en")
SENTENCES = yaml.safe_load(Path(__file__).with_name("agent_sentences.yml").read_text())
FACTS = sorted({entry["asks"] for entry in SENTENCES if entry["asks"]})


@pytest.fixture(scope="module")
def watch():
    watch = RepeatedQuestions(WORDS, desk_words(), SentenceEncoder.load(ROOT / "models" / "sentence_encoder"))
    yield watch
    watch.close()


@pytest.fixture
def by_words():
    watch = RepeatedQuestions(WORDS, desk_words(), None)
    yield watch
    watch.close()


async def measured(watch: RepeatedQuestions) -> tuple[float, float]:
    """Recall and precision over the sentences."""
    right = warned = asked = 0
    for entry in SENTENCES:
        found = await watch.asked_fact(entry["text"], FACTS)
        asked += entry["asks"] is not None
        warned += found is not None
        right += found is not None and found == entry["asks"]
    print(f"recall {right / asked:.2f} precision {right / warned:.2f}")
    return right / asked, right / warned


async def test_most_repeated_questions_are_caught_and_few_warnings_are_wrong(watch):
    recall, precision = await measured(watch)
    assert recall >= 0.86, f"recall {recall:.2f}"
    assert precision >= 0.9, f"precision {precision:.2f}"


async def test_without_an_encoder_shared_words_still_catch_some_and_are_seldom_wrong(by_words):
    recall, precision = await measured(by_words)
    assert recall >= 0.4, f"recall {recall:.2f}"
    assert precision >= 0.8, f"precision {precision:.2f}"


async def test_a_question_among_other_sentences_is_found(watch):
    draft = "Hello Hannah. I have read what you wrote. So what is your phone number?"
    assert await watch.asked_fact(draft, ["phone_number", "device"]) == "phone_number"


async def test_what_is_not_known_may_be_asked(watch):
    assert await watch.asked_fact("What is your phone number?", ["device"]) is None
    assert await watch.asked_fact("What is your phone number?", []) is None


async def test_a_fact_nobody_asks_for_never_warns(watch):
    assert await watch.asked_fact("Is there an outage in your area?", ["area_status"]) is None


@pytest.mark.parametrize("draft", ["", "   ", "?", "ok", "…", "What?"])
async def test_nearly_nothing_is_no_question(watch, draft):
    assert await watch.asked_fact(draft, FACTS) is None


def test_the_gate_lets_questions_and_requests_through_and_statements_not():
    gate = QuestionGate(desk_words())
    assert gate.questions("Could you confirm your number") == ["Could you confirm your number"]
    assert gate.questions("ok so what is your name") == ["ok so what is your name"]
    assert gate.questions("Your number is on file. The bill is paid.") == []

"""How many words the checkpoint gets wrong: `python -m tests.checkpoint.score tests/data/speech_checkpoint.pt 7`.

The second argument is for how many CPU minutes it was taught.

Writes `<name>.json` beside it: what the tests and the documentation say of it.
"""

from __future__ import annotations

import json
import random
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.checkpoint.learner import word_errors
from tests.checkpoint.packed import unpack
from tests.checkpoint.sentences import STRANGE, number, taught
from tests.checkpoint.speakers import NEW, SEEN, Speakers, wide
from tests.checkpoint.train import SEED as TAUGHT_WITH
from voice_gateway.hearing.free_speech import Engine, Told
from voice_gateway.hearing.whisper_encoding import Wave
from voice_gateway.hearing.whisper_engine import WhisperEngine

SEED = 7
EACH = 25

Hears = Callable[[Wave], str]


@dataclass(frozen=True, slots=True)
class Utterance:
    """What was said, and how it sounded."""

    said: str
    sound: bytes


def utterances(kind: str, count: int = EACH, seed: int = SEED) -> list[Utterance]:
    """Of one kind: `seen`, `new voice`, `new sentence`, `numbers`, `strange`."""
    dice, speakers, known = random.Random(seed), Speakers(seed), taught()
    texts: Callable[[], str] = {
        "seen": lambda: dice.choice(known.seen),
        "new voice": lambda: dice.choice(known.seen),
        "new sentence": lambda: dice.choice(known.kept_back),
        "numbers": lambda: number(dice),
        "strange": lambda: dice.choice(STRANGE),
    }[kind]
    said = [texts() for _ in range(count)]
    return [Utterance(text, speakers.says(text, SEEN if kind == "seen" else NEW).sound) for text in said]


def word_error_rate(hears: Hears, spoken: list[Utterance]) -> float:
    """Wrong, missing and added words in a hundred."""
    errors = [word_errors(hears(wide(each.sound)), each.said) for each in spoken]
    return 100 * sum(wrong for wrong, _ in errors) / sum(words for _, words in errors)


def hearing(engine: Engine) -> Hears:
    """What an engine makes of a sound."""

    def hears(sound: Wave) -> str:
        (found,) = engine.hear([sound], [Told(hint="", most_tokens=40)])
        return str(engine.tokenizer.decode(list(found.best.tokens)))

    return hears


def main() -> int:
    """Score it by kind."""
    packed = Path(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        whole = unpack(packed, Path(folder) / "taught.en.pt")
        hears = hearing(WhisperEngine(str(whole), "en", None))
        rates = {
            kind: round(word_error_rate(hears, utterances(kind)), 1)
            for kind in ("seen", "new voice", "new sentence", "numbers", "strange")
        }
    card = {
        "what": "a fixture for tests, taught with synthetic speech; no recogniser for people",
        "made_by": f"python -m tests.checkpoint.train --cpu-minutes {sys.argv[2]}",
        "seed": TAUGHT_WITH,
        "megabytes": round(packed.stat().st_size / 1e6, 1),
        "word_error_rate_percent": rates,
    }
    packed.with_suffix(".json").write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(card, indent=1))  # a command
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

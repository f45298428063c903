"""From sound to text through the real Whisper, on both of its backends, with a checkpoint that knows some words.

It was taught with synthetic speech by `tests/checkpoint`; the card beside it tells how much of it comes out right.
"""

from __future__ import annotations

import asyncio
import json
import os
from pathlib import Path

import numpy as np
import pytest

from tests.checkpoint.learner import Learner, word_errors
from tests.checkpoint.packed import pack, unpack
from tests.checkpoint.score import hearing, utterances, word_error_rate
from tests.checkpoint.sentences import Taught
from tests.checkpoint.sentences import taught as all_taught
from tests.checkpoint.speakers import wide
from tests.checkpoint.train import learn
from voice_gateway.frames import RATE, encode
from voice_gateway.hearing.ctranslate2_recogniser import ctranslate2_job
from voice_gateway.hearing.recognition import Awaited
from voice_gateway.hearing.whisper_engine import WhisperEngine
from voice_gateway.hearing.whisper_recogniser import WhisperSpeechToText, whisper_job
from voice_gateway.workers.gathered import GatheredPool
from voice_gateway.workers.pool import WorkerPool

CARD = json.loads((Path(__file__).resolve().parents[2] / "data" / "speech_checkpoint.json").read_text())
TOLD = CARD["word_error_rate_percent"]
ALLOWANCE = 15
"""Points above what the card says: fewer utterances are heard here."""


@pytest.fixture(params=["whisper", "faster-whisper"])
async def recogniser(request, taught, taught_folder):
    job = whisper_job(taught, 1) if request.param == "whisper" else ctranslate2_job(taught_folder, 1)
    pool = GatheredPool(WorkerPool(job), most=4)
    await pool.start()
    yield WhisperSpeechToText(pool, "taught")
    await pool.close()


async def test_what_is_said_comes_out_as_text_several_callers_at_once(recogniser):
    spoken = utterances("seen", count=12, seed=3)
    heard = await asyncio.gather(*(recogniser.recognise(each.sound, Awaited()) for each in spoken))
    errors = [word_errors(found.text, each.said) for found, each in zip(heard, spoken, strict=True)]
    rate = 100 * sum(wrong for wrong, _ in errors) / sum(words for _, words in errors)
    assert rate <= TOLD["seen"] + ALLOWANCE
    assert all(0 < found.confidence <= 1 for found in heard if found.text)


async def test_a_line_on_which_nobody_speaks_holds_no_words(recogniser):
    hiss = encode(np.random.default_rng(3).normal(0, 15, 2 * RATE).astype(np.int16))
    assert (await recogniser.recognise(hiss, Awaited())).text == ""


def test_a_window_cut_to_the_utterance_hears_about_as_well(taught):
    spoken = utterances("seen", count=12, seed=5)
    whole = word_error_rate(hearing(WhisperEngine(str(taught), "en", None)), spoken)
    cut = word_error_rate(hearing(WhisperEngine(str(taught), "en", 1.0)), spoken)
    assert cut <= whole + ALLOWANCE


def test_the_script_that_made_it_learns_and_writes_what_whisper_loads(tmp_path):
    known = all_taught()
    learner = Learner(Taught(known.seen[:6], (), known.prompts[:1]), seed=1)
    first, last = learn(learner, cpu_s=float(os.environ.get("CHECKPOINT_CPU_S", "8")))
    assert last < first
    pack(learner.model, learner.tokens, tmp_path / "small.pt")
    engine = WhisperEngine(str(unpack(tmp_path / "small.pt", tmp_path / "small.en.pt")), "en", 0.5)
    (one,) = utterances("seen", count=1)
    assert isinstance(hearing(engine)(wide(one.sound)), str)

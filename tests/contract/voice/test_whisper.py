"""The path from sound to text through the real Whisper, with a checkpoint of its own format and no knowledge.

Its weights are random, so what it says is nonsense: that is the point of trusting so little. What is proved is
that checkpoint, worker, sound, prompt and answer fit together.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from conversation.expects import parse_expects
from voice_gateway.errors import RecognitionUnavailable
from voice_gateway.frames import SILENCE
from voice_gateway.hearing.recognition import Awaited
from voice_gateway.hearing.whisper_recogniser import WhisperSpeechToText, whisper_job
from voice_gateway.hearing.whisper_words import prompt_for, trusted
from voice_gateway.workers.pool import WorkerFailed, WorkerPool


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory) -> Path:
    import torch
    from whisper.model import ModelDimensions, Whisper

    torch.manual_seed(7)
    dims = ModelDimensions(
        n_mels=80,
        n_audio_ctx=1500,
        n_audio_state=32,
        n_audio_head=2,
        n_audio_layer=1,
        n_vocab=51864,
        n_text_ctx=448,
        n_text_state=32,
        n_text_head=2,
        n_text_layer=1,
    )
    file = tmp_path_factory.mktemp("whisper") / "nonsense.en.pt"
    torch.save({"dims": dims.__dict__, "model_state_dict": Whisper(dims).state_dict()}, file)
    return file


async def test_a_checkpoint_is_loaded_and_answers_with_words_or_none_and_a_confidence(checkpoint):
    pool = WorkerPool(whisper_job(checkpoint, 1))
    await pool.start()
    recogniser = WhisperSpeechToText(pool, checkpoint.stem)
    awaited = Awaited(expects=parse_expects("zip"), choices=("My bill", "No signal"))
    heard = await asyncio.gather(*(recogniser.recognise(SILENCE * 60, awaited) for _ in range(2)))
    await pool.close()
    assert recogniser.is_free
    assert "nonsense.en" in recogniser.name
    assert heard[0] == heard[1]
    assert all(each.confidence is None or 0 <= each.confidence <= 1 for each in heard)


async def test_a_checkpoint_that_is_none_is_told_at_start(tmp_path):
    (tmp_path / "broken.pt").write_bytes(b"not a checkpoint")
    pool = WorkerPool(whisper_job(tmp_path / "broken.pt", 1))
    with pytest.raises(WorkerFailed):
        await pool.start()


async def test_without_workers_nothing_is_recognised_and_that_is_said(checkpoint):
    job = whisper_job(checkpoint, 1)
    pool = WorkerPool(type(job)(name=job.name, module=job.module, answer_within_s=0.2))
    with pytest.raises(RecognitionUnavailable):
        await WhisperSpeechToText(pool, "x").recognise(SILENCE, Awaited())


def test_the_hint_holds_the_trades_words_the_choices_and_the_form_of_the_answer():
    hint = prompt_for(Awaited(expects=parse_expects("zip"), choices=("My bill",)), "en")
    assert all(part in hint for part in ("eSIM", "My bill", "ZIP code is 55101"))


@pytest.mark.parametrize(
    ("text", "no_speech", "logprob", "compression", "believed"),
    [
        (" Why is my bill higher?", 0.02, -0.3, 1.1, True),
        (" Thank you.", 0.01, -0.2, 0.8, True),
        (" Thank you.", 0.5, -0.4, 0.8, False),
        (" Thanks for watching!", 0.4, -0.3, 0.9, False),
        (" my bill", 0.9, -1.4, 0.8, False),
        (" no no no no no no no no no no", 0.1, -0.2, 3.5, False),
        (" ...", 0.0, -0.1, 0.5, False),
    ],
)
def test_words_that_whisper_is_known_to_make_up_are_not_believed(
    text, no_speech, logprob, compression, believed
):
    assert bool(trusted(text, no_speech=no_speech, logprob=logprob, compression=compression)) is believed

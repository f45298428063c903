"""How sure the recogniser says it is, against how often it is right; writes a calibration beside the weights.

    make bench NAME=calibration ARGS="models/whisper/base.en.pt my-recordings"

Recordings are `x.wav` (any rate, 16 bits, one channel) with `x.txt` beside each: a hundred or more, of your
own lines. Without arguments the tests' checkpoint is measured on synthetic speech, and nothing is written.
Half of the recordings fit it, the other half tell what it is worth.
"""

from __future__ import annotations

import sys
import tempfile
import wave
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from bench.report import Metric, report
from tests.checkpoint.learner import letters_of
from tests.checkpoint.packed import unpack
from tests.checkpoint.score import utterances
from tests.checkpoint.speakers import wide
from voice_gateway.hearing.calibration import Calibration, error, fitted
from voice_gateway.hearing.free_speech import MODEL_RATE, Told, sureness
from voice_gateway.hearing.whisper_encoding import Wave
from voice_gateway.hearing.whisper_engine import WhisperEngine
from voice_gateway.resampling import resampled

CHECKPOINT = Path(__file__).resolve().parent.parent / "tests" / "data" / "speech_checkpoint.pt"
KINDS = ("seen", "new voice", "new sentence", "numbers", "strange")


def main() -> int:
    """Measure, and keep what was asked for."""
    if len(sys.argv) == 3:
        weights = Path(sys.argv[1])
        calibration, rows = _calibrated(weights, _recorded(Path(sys.argv[2])))
        status = report("calibration", rows, notes=[f"kept: {calibration.keep_beside(weights)}"])
    else:
        with tempfile.TemporaryDirectory() as folder:
            spoken = [
                (wide(each.sound), each.said)
                for kind in KINDS
                for each in utterances(kind, count=30, seed=11)
            ]
            _, rows = _calibrated(unpack(CHECKPOINT, Path(folder) / "taught.en.pt"), spoken)
        status = report("calibration", rows, notes=["the tests' checkpoint, synthetic speech"])
    return status


def _calibrated(weights: Path, spoken: Sequence[tuple[Wave, str]]) -> tuple[Calibration, list[Metric]]:
    engine = WhisperEngine(str(weights), "en", None)
    engine.looks_twice = False
    sure, right = [], []
    for sound, said in spoken:
        (found,) = engine.hear([sound], [Told(hint="", most_tokens=60)])
        sure.append(sureness(found.best))
        right.append(letters_of(engine.tokenizer.decode(list(found.best.tokens))) == letters_of(said))
    fit = fitted(sure[::2], right[::2])
    before, after = error(sure[1::2], right[1::2]), error([fit.of(each) for each in sure[1::2]], right[1::2])
    rows = [
        Metric(metric="utterances", unit="", ours=len(spoken)),
        Metric(metric="wholly right", unit="%", ours=round(100 * sum(right) / len(right), 1)),
        Metric(
            metric="told and true share apart (calibrated; peer: taken at its word)",
            unit="%",
            ours=round(100 * after, 1),
            peer=round(100 * before, 1),
            target="<= peer",
            met=after <= before,
        ),
    ]
    return fitted(sure, right), rows


def _recorded(folder: Path) -> list[tuple[Wave, str]]:
    found = []
    for file in sorted(folder.glob("*.wav")):
        with wave.open(str(file)) as recording:
            samples = np.frombuffer(recording.readframes(recording.getnframes()), dtype=np.int16)
            sound = resampled(samples, recording.getframerate(), MODEL_RATE).astype(np.float32) / np.float32(
                32_768
            )
        found.append((sound, file.with_suffix(".txt").read_text(encoding="utf-8").strip()))
    return found


if __name__ == "__main__":
    sys.exit(main())

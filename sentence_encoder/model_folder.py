"""What an exported model folder holds, and how it proves to be whole.

EncoderUnavailable   the folder is absent, broken or of another format: export it again
"""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from sentence_encoder.processor import Precision

FORMAT = 1
DIMENSION = 384
"""Length of a vector."""
MANIFEST = "encoder.json"
TOKENIZER = "tokenizer.json"
MODEL_FILES = {Precision.FP32: "model.onnx", Precision.INT8: "model_int8.onnx"}
REMEDY = "run `make setup`, which exports it"


class EncoderUnavailable(Exception):
    """The sentence model cannot be used; the message names the folder and the remedy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What the exporter wrote about the folder."""

    max_tokens: int
    """Longer sentences are cut here; includes the two marker tokens."""
    digests: dict[str, str]
    """File name to SHA-256."""

    def file_for(self, wanted: Precision) -> tuple[Precision, str]:
        """The model file to load: the wanted precision if it was exported, 32-bit floats otherwise."""
        precision = wanted if MODEL_FILES[wanted] in self.digests else Precision.FP32
        return precision, MODEL_FILES[precision]

    def fingerprint(self, precision: Precision) -> str:
        """Changes whenever vectors may: another model, tokenizer, length limit or precision."""
        parts = (
            str(FORMAT),
            str(self.max_tokens),
            precision.value,
            self.digests[TOKENIZER],
            self.digests[MODEL_FILES[precision]],
        )
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def digest(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_manifest(folder: Path, *, model: str, max_tokens: int) -> None:
    """Record the model and tokenizer files that lie in `folder`."""
    names = [TOKENIZER, *(name for name in MODEL_FILES.values() if (folder / name).exists())]
    content = {
        "format": FORMAT,
        "model": model,
        "dimension": DIMENSION,
        "max_tokens": max_tokens,
        "files": {name: digest(folder / name) for name in names},
    }
    (folder / MANIFEST).write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def read_manifest(folder: Path) -> Manifest:
    """Raises EncoderUnavailable when the folder was not exported, or by another version of the exporter."""
    try:
        content: object = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise EncoderUnavailable(f"no sentence model in {folder}: {REMEDY}") from error
    except (OSError, ValueError) as error:
        raise EncoderUnavailable(f"{folder / MANIFEST} cannot be read ({error}): {REMEDY}") from error
    match content:
        case {"format": 1, "dimension": 384, "max_tokens": int(max_tokens), "files": dict(files)}:
            digests = {str(name): str(value) for name, value in files.items()}
        case _:
            raise EncoderUnavailable(f"{folder / MANIFEST} is of another format: {REMEDY}")
    missing = {TOKENIZER, MODEL_FILES[Precision.FP32]} - digests.keys()
    if missing:
        raise EncoderUnavailable(f"{folder / MANIFEST} names no {', '.join(sorted(missing))}: {REMEDY}")
    return Manifest(max_tokens=max_tokens, digests=digests)


def checked_file(folder: Path, name: str, manifest: Manifest) -> Path:
    """The file's path, once its content is the one that was exported; raises EncoderUnavailable otherwise."""
    path = folder / name
    try:
        found = digest(path)
    except OSError as error:
        raise EncoderUnavailable(f"{path} cannot be read ({error.strerror}): {REMEDY}") from error
    if found != manifest.digests[name]:
        raise EncoderUnavailable(f"{path} is not the file that was exported: {REMEDY}")
    return path

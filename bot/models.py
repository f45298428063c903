"""Which trained model a process loads."""

from __future__ import annotations

import json
import tarfile
from pathlib import Path

from bot.project import Project

METADATA = "metadata.json"
"""Rasa's own record inside a model, with the moment it was trained (`trained_at`, ISO 8601)."""


class ModelMissing(RuntimeError):
    """There is no trained model; the message has the remedy."""


def name_of(project: Project, encoder: str) -> str:
    """File name of the model that these sources make with the encoder of this fingerprint."""
    return f"assistant-{project.fingerprint(encoder)}.tar.gz"


def models_in(folder: Path) -> list[Path]:
    """All models in `folder`, or the file itself.

    Raises:
        ModelMissing: with the command that makes one.
    """
    found = [folder] if folder.is_file() else sorted(folder.glob("*.tar.gz"))
    if not found:
        raise ModelMissing(f"no trained model in {folder}: run `python -m bot.train`")
    return found


def model_in(folder: Path, project: Project, encoder: str) -> Path:
    """The model of today's sources, else the one trained last; or the file itself.

    What a file system says of a file's age is not asked: a copied or restored folder gives each a new one.

    Raises:
        ModelMissing: with the command that makes one.
    """
    found = models_in(folder)
    current = folder / name_of(project, encoder) if len(found) > 1 else found[0]
    return current if current in found else max(found, key=trained_at)


def trained_at(path: Path) -> tuple[str, str]:
    """When a model was trained, as it says itself (ISO 8601), and its name; empty when it does not say."""
    try:
        with tarfile.open(path) as archive:
            for member in archive:
                if Path(member.name).name == METADATA:
                    content = archive.extractfile(member)
                    if content is not None:
                        return str(json.load(content)["trained_at"]), path.name
    except (OSError, tarfile.TarError, ValueError, KeyError):
        # Whoever loads it will say what is wrong with it.
        return "", path.name
    return "", path.name

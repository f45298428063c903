"""Which of several models is started, whatever the file system says of their age."""

import io
import json
import os
import tarfile

import pytest

from bot.models import ModelMissing, model_in, models_in, name_of
from bot.project import Project

ENCODER = "an encoder's fingerprint"


@pytest.fixture
def project(tmp_path):
    (tmp_path / "bot" / "domain").mkdir(parents=True)
    (tmp_path / "bot" / "domain" / "general.yml").write_text("intents: [greet]\n", encoding="utf-8")
    return Project(root=tmp_path)


@pytest.fixture
def models(tmp_path):
    folder = tmp_path / "models"
    folder.mkdir()
    return folder


def trained(folder, name, when, *, copied=0):
    content = json.dumps({"trained_at": when}).encode()
    member = tarfile.TarInfo("metadata.json")
    member.size = len(content)
    with tarfile.open(folder / name, "w:gz") as archive:
        archive.addfile(member, io.BytesIO(content))
    os.utime(folder / name, (copied, copied))
    return folder / name


def test_the_model_of_these_sources_is_taken_although_another_was_trained_and_copied_later(project, models):
    current = trained(models, name_of(project, ENCODER), "2026-01-01T10:00:00", copied=1)
    trained(models, "assistant-ffff.tar.gz", "2026-01-02T10:00:00", copied=2)
    assert model_in(models, project, ENCODER) == current


def test_without_one_of_these_sources_the_one_trained_last_is_taken(project, models):
    trained(models, "assistant-aaaa.tar.gz", "2026-01-01T10:00:00", copied=9)
    last = trained(models, "assistant-0000.tar.gz", "2026-01-02T10:00:00", copied=1)
    assert model_in(models, project, ENCODER) == last


def test_a_broken_model_is_never_preferred(project, models):
    (models / "assistant-ffff.tar.gz").write_bytes(b"half a download")
    whole = trained(models, "assistant-0000.tar.gz", "2026-01-02T10:00:00")
    assert model_in(models, project, ENCODER) == whole


def test_a_file_is_itself_and_an_empty_folder_says_what_to_do(project, models):
    with pytest.raises(ModelMissing, match=r"python -m bot\.train"):
        models_in(models)
    only = trained(models, "assistant-0000.tar.gz", "2026-01-02T10:00:00")
    assert model_in(only, project, ENCODER) == only

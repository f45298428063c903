import numpy as np
import pytest

from sentence_encoder import SentenceEncoder
from sentence_encoder.export import PROBES, ExportRefused, compare, export, main


def test_an_export_loads_and_gives_the_published_models_vectors(folder, encoder, tmp_path):
    cosines = export(tmp_path / "fresh")
    assert min(cosines.values()) >= 0.97
    fresh = SentenceEncoder.load(tmp_path / "fresh")
    assert ((fresh.encode(PROBES) * encoder.encode(PROBES)).sum(axis=1) > 0.999).all()
    assert [path.name for path in tmp_path.iterdir()] == ["fresh"]


def test_a_model_that_says_something_else_is_refused(folder, encoder):
    someone_elses = np.roll(encoder.encode(PROBES), 1, axis=0)
    with pytest.raises(ExportRefused, match="differs from the original"):
        compare(folder, someone_elses)


def test_a_whole_folder_is_not_exported_again(own_folder, capsys):
    before = {path: path.stat().st_mtime_ns for path in own_folder.iterdir()}
    assert main(["--into", str(own_folder)]) == 0
    assert "is whole" in capsys.readouterr().out
    assert {path: path.stat().st_mtime_ns for path in own_folder.iterdir()} == before


def test_a_broken_folder_is_exported_anew(own_folder, encoder):
    (own_folder / "tokenizer.json").write_text("{}")
    assert main(["--into", str(own_folder)]) == 0
    assert SentenceEncoder.load(own_folder).encode(["hello"]) @ encoder.encode(["hello"]).T > 0.999

import json

import numpy as np
import pytest

from sentence_encoder import EncoderUnavailable, SentenceEncoder
from sentence_encoder.processor import Precision, fitting_precision

BILL = "Why is my bill higher this month?"
SENTENCES = [
    BILL,
    "ok",
    "",
    "no signal at all since yesterday evening, I restarted the phone twice",
    "ñandú 📱",
]


def test_each_sentence_becomes_one_unit_vector(encoder):
    vectors = encoder.encode(SENTENCES)
    assert vectors.shape == (len(SENTENCES), 384)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_no_sentences_give_no_rows(encoder):
    assert encoder.encode([]).shape == (0, 384)


def test_a_sentence_keeps_its_vector_whatever_stands_beside_it(encoder):
    together = encoder.encode(SENTENCES)
    alone = np.concatenate([encoder.encode([sentence]) for sentence in SENTENCES])
    assert np.array_equal(together, alone)


def test_sentences_of_one_meaning_lie_nearer_than_others(encoder):
    bill, same, other = encoder.encode([BILL, "My invoice went up, why?", "My phone has no signal"])
    assert bill @ same > bill @ other + 0.2


def test_a_text_longer_than_the_model_reads_is_cut(encoder):
    long, longer = encoder.encode(["bill " * 300, "bill " * 3000])
    assert np.array_equal(long, longer)


def test_the_two_precisions_agree_and_have_their_own_fingerprints(folder):
    exact = SentenceEncoder.load(folder, precision=Precision.FP32)
    chosen = SentenceEncoder.load(folder)
    assert ((exact.encode(SENTENCES) * chosen.encode(SENTENCES)).sum(axis=1) > 0.95).all()
    assert (exact.fingerprint == chosen.fingerprint) is (exact.precision is chosen.precision)


def test_the_fingerprint_is_the_same_at_every_start(folder, encoder):
    assert SentenceEncoder.load(folder).fingerprint == encoder.fingerprint


def test_the_fingerprint_changes_with_the_length_limit(own_folder, encoder):
    manifest = json.loads((own_folder / "encoder.json").read_text())
    (own_folder / "encoder.json").write_text(json.dumps(manifest | {"max_tokens": 64}))
    assert SentenceEncoder.load(own_folder).fingerprint != encoder.fingerprint


def test_without_an_8_bit_file_the_exact_model_is_used(own_folder):
    manifest = json.loads((own_folder / "encoder.json").read_text())
    manifest["files"].pop("model_int8.onnx")
    (own_folder / "encoder.json").write_text(json.dumps(manifest))
    assert SentenceEncoder.load(own_folder, precision=Precision.INT8).precision is Precision.FP32


def test_an_absent_folder_is_refused_with_the_remedy(tmp_path):
    with pytest.raises(EncoderUnavailable, match="make setup"):
        SentenceEncoder.load(tmp_path / "nowhere")


@pytest.mark.parametrize("name", ["tokenizer.json", "model.onnx"])
def test_a_changed_file_is_refused_by_its_name(own_folder, name):
    with (own_folder / name).open("ab") as file:
        file.write(b" ")
    with pytest.raises(EncoderUnavailable, match=f"{name} is not the file that was exported"):
        SentenceEncoder.load(own_folder, precision=Precision.FP32)


def test_a_lost_model_file_is_refused_by_its_name(own_folder):
    (own_folder / "model.onnx").unlink()
    with pytest.raises(EncoderUnavailable, match=r"model\.onnx cannot be read"):
        SentenceEncoder.load(own_folder, precision=Precision.FP32)


@pytest.mark.parametrize(
    "content", ["", "[]", '{"format": 99}', '{"format": 1, "dimension": 384, "max_tokens": 9}']
)
def test_a_manifest_of_another_shape_is_refused(own_folder, content):
    (own_folder / "encoder.json").write_text(content)
    with pytest.raises(EncoderUnavailable, match=r"encoder\.json"):
        SentenceEncoder.load(own_folder)


@pytest.mark.parametrize(
    ("flags", "expected"),
    [
        ("fpu avx2 avx512_vnni", Precision.INT8),
        ("fpu avx_vnni", Precision.INT8),
        ("fpu avx2 avx512f", Precision.FP32),
        ("", Precision.FP32),
    ],
)
def test_8_bit_integers_are_chosen_only_where_the_processor_multiplies_them_exactly(
    tmp_path, flags, expected
):
    cpu_info = tmp_path / "cpuinfo"
    cpu_info.write_text(f"processor\t: 0\nflags\t\t: {flags}\n")
    assert fitting_precision(cpu_info) is expected


def test_an_unknown_processor_computes_with_floats(tmp_path):
    assert fitting_precision(tmp_path / "nothing") is Precision.FP32

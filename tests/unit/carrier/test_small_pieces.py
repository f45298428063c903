"""Names, hashes, PDFs and the paths under /demo."""

import re

import pytest

from carrier.demo.controls import _is_loopback
from carrier.demo.hashing import fingerprint, hash_secret, is_signed, matches, sign
from carrier.demo.names import name_key, phone_digits
from carrier.demo.pdf import LINES_ON_PAGE, text_pdf


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("Zoë Marlow-Thistle", "zoemarlowthistle"),
        ("ZOE  MARLOW THISTLE", "zoemarlowthistle"),
        ("Mei\N{NON-BREAKING HYPHEN}Lin Straße", "meilinstrasse"),
    ],
)
def test_names_compare_by_their_letters(written: str, key: str) -> None:
    assert name_key(written) == key


@pytest.mark.parametrize("written", ["555-123-0101", "(555) 123.0101", "+1 555 123 0101", "15551230101"])
def test_numbers_compare_by_their_digits(written: str) -> None:
    assert phone_digits(written) == "5551230101"


def test_a_secret_matches_only_itself() -> None:
    kept = hash_secret("4071", b"salt" * 4)
    assert "4071" not in kept
    assert matches("4071", kept)
    assert not matches("4072", kept)
    assert hash_secret("4071", b"tlas" * 4) != kept


def test_fingerprints_of_secrets_differ_by_place() -> None:
    assert fingerprint(b"1", secret_under="a") != fingerprint(b"1", secret_under="b")
    assert fingerprint(b"1", secret_under=None) == fingerprint(b"1", secret_under=None)


def test_a_signature_holds_for_its_parts_only() -> None:
    signature = sign(b"key", "bill", "10")
    assert is_signed(b"key", signature, "bill", "10")
    assert not is_signed(b"key", signature, "bill1", "0")
    assert not is_signed(b"key", "ü", "bill", "10")


@pytest.mark.parametrize("count", [0, 1, LINES_ON_PAGE, LINES_ON_PAGE + 1, 200])
def test_a_pdf_has_every_line_and_a_true_table_of_offsets(count: int) -> None:
    lines = [f"Line {number} (of) \\ Zoë" for number in range(count)]
    file = text_pdf(lines)
    start = int(re.findall(rb"startxref\n(\d+)", file)[0])
    table = file[start:]
    offsets = [int(offset) for offset in re.findall(rb"(\d{10}) 00000 n", table)]
    assert table.startswith(b"xref\n0 %d\n" % (len(offsets) + 1))
    for number, offset in enumerate(offsets, start=1):
        assert file[offset:].startswith(b"%d 0 obj" % number)
    pages = max(1, -(-count // LINES_ON_PAGE))
    assert b"/Count %d" % pages in file
    assert file.count(b"Tj") == count
    for length, stream in re.findall(rb"/Length (\d+) >>\nstream\n(.*?)\nendstream", file, re.DOTALL):
        assert len(stream) == int(length)


@pytest.mark.parametrize(
    ("remote", "allowed"),
    [("127.0.0.1", True), ("::1", True), ("192.168.1.4", False), (None, False), ("unix", False)],
)
def test_only_this_machine_plays_the_customers_phone(remote: str | None, allowed: bool) -> None:
    assert _is_loopback(remote) is allowed

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.front_matter import FrontMatterError, read_mapping, split


def test_fields_and_body_are_kept_with_their_lines():
    matter = split("---\ntitle: One\nquestions:\n  - a\n  - b\n---\n\nText.\n")
    assert matter.values == {"title": "One", "questions": ["a", "b"]}
    assert matter.lines["title"] == 2
    assert matter.lines["questions[1]"] == 5
    assert matter.body.strip() == "Text."
    assert matter.body_line == 7


def test_words_stay_words_whatever_yaml_would_make_of_them():
    values, _ = read_mapping("a: no\nb: 2026-07-20\nc: 012\nd: null\ne: 1e5\n")
    assert values == {"a": "no", "b": "2026-07-20", "c": "012", "d": "null", "e": "1e5"}


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("title: x\n", 1, "three dashes"),
        ("---\ntitle: x\n", 1, "not closed"),
        ("---\ntitle: x\nlist: [a, b\n---\n", 3, "bracket `[`"),
        ("---\nquestions: [oops\nowner: x\nlinks: []\n---\n", 2, "bracket `[`"),
        ("---\nx: {a: b\nowner: x\n---\n", 2, "bracket `{`"),
        ('---\nq:\n  - a\n  - "oops\n  - b\nowner: x\n---\n', 4, "not closed"),
        ('---\nq:\n  - "oops\n  - "b"\nowner: x\n---\n', 3, "not closed"),
        ("---\ntitle: 'A\nq:\n  - i don't know\n---\n", 2, "not closed"),
        ("---\nq:\n  - 'it's broken'\n  - b\n---\n", 3, "after its closing quotation mark"),
        ("---\na: b\ntitle: My bill: why\nowner: x\n---\n", 3, "colon"),
        ("---\na: b\n owner: x\n---\n", 3, "too far to the right"),
        ("---\nq:\n\t- a\n---\n", 3, "tab"),
        ("---\ntitle: x\n\towner: x\n---\n", 3, "tab"),
        ("---\nq:\n  - a\n - b\n---\n", 4, "begin at the same place"),
        ("---\ntitle: x\nowner me\nreview_by: x\n---\n", 3, "needs a colon"),
        ("---\na: b\ntitle: @home\n---\n", 3, "begins with `@`"),
        ('---\ntitle: "a\\q"\n---\n', 2, "backslash"),
        ("---\nb: c\nlinks: [a,\n---\n", 3, "bracket `[`"),
        ("---\nx: [a,\n  {b c: d}, @e]\n---\n", 3, "quotation marks"),
        ("---\na: ]\n---\n", 2, "quotation marks"),
        ("---\ntitle: x\ntitle: y\n---\n", 3, "twice"),
        ("---\n- a\n- b\n---\n", 2, "name: value"),
        ("---\ntitle: &x y\nagain: *x\n---\n", 2, "aliases"),
        ("---\n? [a, b]\n: c\n---\n", 2, "plain text"),
        ("---\nb: c\na: \x07\n---\n", 3, "not allowed"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_line(text, line, says):
    with pytest.raises(FrontMatterError) as refused:
        split(text)
    assert says in refused.value.message
    assert refused.value.line == line


def test_aliases_cannot_blow_a_file_up():
    bomb = "---\na: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n---\n"
    with pytest.raises(FrontMatterError):
        split(bomb)


def test_deep_nesting_is_refused():
    with pytest.raises(FrontMatterError):
        split("---\na: " + "[" * 5_000 + "]" * 5_000 + "\n---\n")


@given(st.text(max_size=400))
def test_no_text_crashes_the_reader(text):
    for whole in ("---\n" + text + "\n---\nbody", text):
        try:
            found = split(whole).body_line
        except FrontMatterError as error:
            found = error.line
        assert found >= 1

"""Whatever stands in an article's file: never a crash, always file and line, and no script reaches a browser."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge_base import Answer, Library
from knowledge_base.parse import parse
from knowledge_base.plain_text import read, safe_url, speakable
from tests.unit.knowledge_base.test_retriever import NOW as AT
from tests.unit.knowledge_base.test_retriever import OPEN, MiniLmRetriever

FIELDS = [
    "title",
    "questions",
    "tests",
    "not_for",
    "links",
    "markets",
    "valid_from",
    "guide",
    "quick_replies",
]
PIECES = [
    "---", "---\n", "title:", "questions:", "  - a", "- {text: a, intent: b}", "links: [", "}", "&a *a", "!!python",
    "# H", "## Spoken", "```yaml", "```", "<script>alert(1)</script>", "<img src=x onerror=a>", "[a](javascript:b)",
    "[a](https://b.example)", "{{a.b}}", "{{", "\t", "\x00", "\ufeff", "\u202e", "| a |", "1. a", "> a", "\\", "guide: true",
    "## step\n```yaml\nask: b\n```", "valid_from: 2026-13-45", "markets: 7", ": :", "'", '"',
]  # fmt: skip
pieces = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=12)), max_size=25).map("\n".join)
values = st.recursive(
    st.text(max_size=10),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)
SCRIPT = re.compile(
    r"<\s*/?\s*(script|img|svg|iframe|a|style)\b|javascript:|data:text|onerror\s*=", re.IGNORECASE
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(body=pieces, front=pieces, whole=st.booleans())
def test_any_text_is_read_or_refused_with_its_line(body, front, whole):
    text = f"{front}\n{body}" if whole else f"---\ntitle: T\n{front}\n---\n{body}"
    found = parse(text, file="general/a.md", topic="general", slug="a")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    for problem in found.problems:
        assert problem.file == "general/a.md"
        assert 1 <= problem.line <= lines + 1  # a missing answer belongs below the last line
        assert problem.message
    assert found.article is not None or found.problems


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(fields=st.dictionaries(st.sampled_from(FIELDS), values, max_size=5))
def test_any_fields_are_read_or_refused_with_their_line(fields):
    import yaml

    text = f"---\n{yaml.safe_dump(fields, allow_unicode=True)}---\nThe answer.\n"
    found = parse(text, file="general/a.md", topic="general", slug="a")
    assert found.article is not None or found.problems
    assert all(problem.line >= 1 for problem in found.problems)


@settings(max_examples=150, deadline=None)
@given(pieces)
def test_no_link_but_a_safe_one_comes_out_of_markdown(markdown):
    reading = read(markdown)
    assert all(safe_url(link.url) for link, _ in reading.links)
    for block in reading.blocks:
        speakable(block.text)


HOSTILE = [
    "<script>alert(1)</script>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<a href='javascript:alert(1)'>pay</a>",
    "<svg/onload=alert(1)>",
    "<iframe srcdoc='<script>a</script>'></iframe>",
    "[pay](javascript:alert(1))",
    "[pay](JaVaScRiPt:alert(1))",
    "[pay](data:text/html,<script>a</script>)",
    "[pay](&#106;avascript:alert(1))",
    "[pay](https://user@evil.example)",
    "[pay](vbscript:a)",
    "<style>*{background:url(javascript:a)}</style>",
    "![x](javascript:alert(1))",
    "<https://ok.example/><script>",
]


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("channel", ["web_chat", "voice"])
def test_no_script_reaches_a_browser(encoder, write, article, hostile, channel):
    body = f"You pay by phone {hostile} and it is quick.\n\n## More\n{hostile}\n"
    write("payments/pay", article("Paying", ["how do i pay my bill", "pay by card"], body))
    folder = write("network/signal", article("No signal", ["no signal here", "no bars"]))
    retriever = MiniLmRetriever(encoder, Library.load(folder), thresholds=OPEN)
    decision = retriever.search("how do i pay my bill", market=None, channel=channel, at=AT)
    assert isinstance(decision, Answer)
    told = decision.match
    for words in (told.passage, told.spoken, told.title, *(link.title for link in told.links)):
        assert not SCRIPT.search(words), words
    assert all(link.url.startswith(("https://", "tel:")) and "@" not in link.url for link in told.links)

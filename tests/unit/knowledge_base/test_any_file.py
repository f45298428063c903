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


TAG = re.compile(r"<[a-z/!?]", re.IGNORECASE)
"""What HTML takes for the beginning of a tag."""
MARKUP = [
    "<", ">", "<<", "</", "<!--", "-->", "<![CDATA[", "script", "<script>", "</script>", "<svg", "onload=a", "<img src=x ",
    "javascript:", "[a](", ")", "![", "](", "&lt;", "&#60;", "&#x3c;script&#x3e;", "&#106;avascript:", "`", "```", "\n\n",
    "<a href=", "'", '"', "https://b.example", "{{a.b}}", "\u200b", "\x00", "\u202e", " word ", "## Spoken\n", "- ",
]  # fmt: skip
markup = st.lists(st.sampled_from(MARKUP), max_size=14).map("".join)


def told_texts(article) -> list[str]:
    """Every word of an article that a page may show."""
    told = [
        article.title,
        article.spoken or "",
        *(block for passage in article.passages for block in passage.blocks),
    ]
    told += [passage.heading for passage in article.passages]
    told += [words for reply in article.quick_replies for words in (reply.title, reply.text)]
    return told + [link.title for link in article.links]


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(body=markup, field=st.sampled_from(["title", "spoken", "quick_replies", "links"]), words=markup)
def test_no_markup_in_any_field_comes_out_as_a_tag_or_an_unsafe_link(body, field, words):
    import yaml

    given_fields = {
        "title": {"title": words},
        "spoken": {"title": "T", "spoken": words},
        "quick_replies": {"title": "T", "quick_replies": [words, {"title": words, "text": words}]},
        "links": {
            "title": "T",
            "links": [{"title": words, "url": "https://b.example/"}, {"title": "a", "url": words}],
        },
    }[field]
    front = yaml.safe_dump(given_fields, allow_unicode=True)
    article = parse(f"---\n{front}---\nAn answer. {body}\n", file="g/a.md", topic="general", slug="a").article
    if article is None:
        return
    assert not [words for words in told_texts(article) if TAG.search(words)]
    assert all(safe_url(link.url) for link in article.links)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(content=st.one_of(st.binary(max_size=200), pieces.map(lambda text: text.encode("utf-8", "replace"))))
@pytest.mark.parametrize("name", ["general/a.md", "known_gaps.yml"])
def test_any_bytes_leave_the_other_articles_served(tmp_path, article, name, content):
    folder = tmp_path / "articles"
    (folder / "general").mkdir(parents=True, exist_ok=True)
    (folder / "general" / "good.md").write_text(article("Good", ["a question"]))
    (folder / name).write_bytes(content)
    library = Library.load(folder)
    assert "good" in library.articles
    for problem in library.problems:
        assert problem.file == name
        assert 1 <= problem.line <= len(content.splitlines()) + 2


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

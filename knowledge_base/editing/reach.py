"""Articles that their own questions do not lead to."""

from collections.abc import Iterator

from knowledge_base.article import Article, Audience
from knowledge_base.editing.asking import ask
from knowledge_base.library import Library
from knowledge_base.problems import Problem, Severity
from knowledge_base.retriever import Answer, DidYouMean, Retriever


def unreachable(library: Library, retriever: Retriever) -> Iterator[Problem]:
    """Articles to which none of their held-out questions leads: others, or a gap, stand before them."""
    for article in library.articles.values():
        if article.audience is Audience.AGENTS or not article.tests:
            continue
        if not any(_leads_to(article, text, retriever) for text in article.tests):
            yield Problem(
                file=article.file,
                line=article.line_of("tests"),
                code="unreachable",
                message=f"none of its tests leads here, for example `{article.tests[0]}`; add questions",
                severity=Severity.WARNING,
            )


def _leads_to(article: Article, question: str, retriever: Retriever) -> bool:
    match ask(retriever, question, market=article.markets[0] if article.markets else None):
        case Answer(match=match):
            return match.slug == article.slug
        case DidYouMean(matches=matches):
            return article.slug in [match.slug for match in matches]
    return False

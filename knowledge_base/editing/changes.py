"""Which known questions change their answer between two states of the articles."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from knowledge_base.editing.asking import ask, told
from knowledge_base.library import Library
from knowledge_base.retriever import Answer, Decision, DidYouMean, HonestNo, Person, Retriever

Step = Callable[[int, int], None]
"""Called with how many are done, of how many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One question that is answered otherwise now."""

    question: str
    before: str
    """`answer stores`, `did_you_mean a, b`, `honest_no`, `person policy`."""
    after: str
    belongs_to: str | None
    """The article that lists the question now, or did before."""
    only_words: bool
    """Same article, other words."""
    only_sure: bool
    """The same article is the closest; it is only surer of it, or less sure, than it was."""
    better: bool | None
    """True when it now reaches its article and did not; False the other way round; None undecided."""


def known_questions(*libraries: Library, more: Iterable[str] = ()) -> dict[str, str | None]:
    """Every question and test of the libraries, the newest owner first, and more from outside."""
    found: dict[str, str | None] = {}
    for library in libraries:
        for article in library.articles.values():
            for text in (*article.questions, *article.tests):
                found.setdefault(text, article.slug)
    for text in more:
        found.setdefault(text, None)
    return found


def changes(
    questions: dict[str, str | None], old: Retriever, new: Retriever, *, step: Step | None = None
) -> tuple[Change, ...]:
    """Every question whose decision differs; losses first, then gains, then the rest."""
    found: list[Change] = []
    for n, (question, owner) in enumerate(questions.items(), 1):
        before, after = ask(old, question), ask(new, question)
        if step:
            step(n, len(questions))
        if _same(before, after):
            continue
        found.append(
            Change(
                question=question,
                before=_name(before),
                after=_name(after),
                belongs_to=owner,
                only_words=told(before) == told(after),
                only_sure=told(before)[0] != told(after)[0] and _closest(before) == _closest(after) != "",
                better=_better(owner, before, after),
            )
        )
    return tuple(sorted(found, key=_order))


def _order(change: Change) -> tuple[int, str]:
    return ({False: 0, True: 1, None: 3 if change.only_words else 2}[change.better], change.question)


def _same(before: Decision, after: Decision) -> bool:
    if told(before) != told(after):
        return False
    if isinstance(before, Answer) and isinstance(after, Answer):
        return (before.match.passage, before.match.spoken) == (after.match.passage, after.match.spoken)
    return True


def _closest(decision: Decision) -> str:
    """Slug of the article that came closest; empty where nothing was looked at."""
    match decision:
        case Answer(match=match):
            return match.slug
        case DidYouMean(matches=matches) | HonestNo(near=matches):
            return matches[0].slug if matches else ""
        case Person():
            return ""


def _better(owner: str | None, before: Decision, after: Decision) -> bool | None:
    if owner is None:
        return None
    was, now = _reach(owner, told(before)), _reach(owner, told(after))
    return None if was == now else now > was


def _reach(owner: str, decision: tuple[str, Sequence[str]]) -> int:
    kind, slugs = decision
    if kind == "answer":
        return 3 if owner in slugs else 0
    return 2 if kind == "did_you_mean" and owner in slugs else 1


def _name(decision: Decision) -> str:
    kind, which = told(decision)
    return f"{kind} {', '.join(which)}".strip()

"""Asks the retriever as the assistant would, at this moment unless told otherwise."""

from datetime import UTC, datetime

from knowledge_base.retriever import Answer, Decision, DidYouMean, HonestNo, Person, Retriever


def ask(
    retriever: Retriever,
    question: str,
    *,
    market: str | None = None,
    channel: str = "web_chat",
    at: datetime | None = None,
) -> Decision:
    """The decision."""
    return retriever.search(question, market=market, channel=channel, at=at or datetime.now(UTC))


def told(decision: Decision) -> tuple[str, tuple[str, ...]]:
    """A decision as what and which: `answer`, `did_you_mean`, `honest_no` or `person`, and slugs (or why)."""
    match decision:
        case Answer(match=match):
            return "answer", (match.slug,)
        case DidYouMean(matches=matches):
            return "did_you_mean", tuple(match.slug for match in matches)
        case HonestNo(gap=gap):
            return "honest_no", (gap,) if gap else ()
        case Person(reason=reason):
            return "person", (reason,)

"""What the care team knows: articles and guides, and the retriever that answers from them."""

import knowledge_base.one_thread  # noqa: F401 - before numpy
from knowledge_base.article import Article, Audience, Link, Passage, QuickReply
from knowledge_base.guides import (
    Choice,
    Guide,
    NextStep,
    Solved,
    Step,
    StepResult,
    Target,
    ToGuide,
    ToTeam,
    Understands,
    UsedUp,
    Where,
    next_step,
)
from knowledge_base.library import Gap, Library
from knowledge_base.placeholders import (
    ChainedPlaceholders,
    FilePlaceholders,
    MappingPlaceholders,
    PlaceholderSource,
    PlanNumbers,
    WatchedPlaceholders,
    plan_values,
)
from knowledge_base.problems import Problem, Severity
from knowledge_base.retriever import (
    Answer,
    Decision,
    DidYouMean,
    HonestNo,
    Match,
    Person,
    Retriever,
)

__all__ = [
    "Answer",
    "Article",
    "Audience",
    "ChainedPlaceholders",
    "Choice",
    "Decision",
    "DidYouMean",
    "FilePlaceholders",
    "Gap",
    "Guide",
    "HonestNo",
    "Library",
    "Link",
    "MappingPlaceholders",
    "Match",
    "NextStep",
    "Passage",
    "Person",
    "PlaceholderSource",
    "PlanNumbers",
    "Problem",
    "QuickReply",
    "Retriever",
    "Severity",
    "Solved",
    "Step",
    "StepResult",
    "Target",
    "ToGuide",
    "ToTeam",
    "Understands",
    "UsedUp",
    "WatchedPlaceholders",
    "Where",
    "next_step",
    "plan_values",
]

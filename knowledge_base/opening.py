"""Opens everything a question needs, articles and sentence model, in one call for processes that answer."""

from pathlib import Path

from knowledge_base.library import Library
from knowledge_base.minilm import PLACEHOLDERS_FILE, MiniLmRetriever
from knowledge_base.placeholders import ChainedPlaceholders, PlaceholderSource, WatchedPlaceholders
from knowledge_base.problems import LibraryUnavailable
from sentence_encoder import EncoderUnavailable, SentenceEncoder

ARTICLES = Path(__file__).with_name("articles")


def open_retriever(
    *,
    articles: Path = ARTICLES,
    library: Library | None = None,
    encoder: Path,
    cache: Path | None = None,
    carrier_values: PlaceholderSource,
) -> MiniLmRetriever:
    """The retriever over a folder of articles; the carrier's own numbers come from `carrier_values`.

    `library` is the folder as it was read already.

    Raises LibraryUnavailable when articles or sentence model cannot be read; the message has the remedy.
    """
    try:
        model = SentenceEncoder.load(encoder)
    except EncoderUnavailable as error:
        raise LibraryUnavailable(str(error)) from error
    house = WatchedPlaceholders(PLACEHOLDERS_FILE)
    return MiniLmRetriever(
        model,
        library or Library.load(articles),
        placeholders=ChainedPlaceholders((house, carrier_values)),
        cache=cache,
    )

"""What went wrong without costing an answer, into the log of whichever process runs."""


def warn(event: str, **values: object) -> None:
    """Log a warning; the logger is fetched only now, so that no start waits for it."""
    import structlog

    structlog.get_logger("knowledge_base").warning(event, **values)

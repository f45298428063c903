"""What is wrong with a file of the knowledge base, and where: shown to editors, never raised."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a problem costs."""

    BROKEN = "broken"
    """The file cannot be served; its last good version stays in use."""
    ERROR = "error"
    """The file is served, but `check` refuses it."""
    WARNING = "warning"
    """Worth a look; `check` passes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing to put right, with the file and the line an editor has to open."""

    file: str
    line: int
    """1-based; 1 when the file as a whole is meant."""
    code: str
    message: str
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.severity}: {self.message} [{self.code}]"


class KnowledgeBaseError(Exception):
    """Root of this package's failures.

    KnowledgeBaseError
    ├── LibraryUnavailable    the folder cannot be read: check the path
    └── WordsUnavailable      a words file is missing or broken: restore it
    """


class LibraryUnavailable(KnowledgeBaseError):
    """The folder of articles cannot be read."""


class WordsUnavailable(KnowledgeBaseError):
    """A words or placeholder file is missing or broken."""

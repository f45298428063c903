"""What customers asked and agents flagged: read from the export, and again when the file is another one."""

from pathlib import Path

from knowledge_base.editing.asked import QuestionsUnreadable, outcomes, read_asked
from knowledge_base.editing.gaps import Flag, flags

NEVER_READ = (0, 0)


class Customers:
    """The newest export, as far as it could be read."""

    def __init__(self, export: Path | None) -> None:
        """`export` is a file of `python -m front_door export-questions`; None: nothing is known."""
        self._export = export
        self._stamp = NEVER_READ
        self.outcomes: dict[str, dict[str, int]] = {}
        """Per slug, how often what came of it."""
        self.flags: tuple[Flag, ...] = ()
        """What agents told the editors, newest first."""
        self.why_not = ""
        """Why the newest export cannot be read; what was read before stays."""
        self.refresh()

    def refresh(self) -> bool:
        """Take up the file when it is another one; True when it is."""
        if self._export is None:
            return False
        try:
            seen = self._export.stat()
            stamp = (seen.st_mtime_ns, seen.st_size)
        except OSError:
            stamp = NEVER_READ
        if stamp == self._stamp:
            return False
        self._stamp = stamp
        try:
            asked = read_asked(self._export)
        except QuestionsUnreadable as why:
            self.why_not = str(why)
            return True
        self.outcomes, self.flags, self.why_not = outcomes(asked), flags(asked), ""
        return True

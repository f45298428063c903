"""What is wrong with a text that is no YAML, for somebody who writes articles and has never seen code."""

from dataclasses import dataclass
from itertools import pairwise

import yaml

_LOADER: type = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_OPENING = (yaml.FlowSequenceStartToken, yaml.FlowMappingStartToken)
_CLOSING = (yaml.FlowSequenceEndToken, yaml.FlowMappingEndToken)
_PARTNER = {"[": "]", "{": "}"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """The line to open (0-based in the text) and what to do there."""

    line: int
    message: str


def mistake(error: yaml.MarkedYAMLError, text: str) -> Mistake:
    """What the error says of the text it was raised for, in plain words, where it was made."""
    context, problem = error.context or "", error.problem or ""
    stopped = error.problem_mark or error.context_mark
    began = error.context_mark or error.problem_mark
    if not (stopped and began):
        return Mistake(line=0, message=f"cannot be read ({problem})")
    rows = text.split("\n")
    if "quoted scalar" in context:
        return _in_quotes(problem, began.line, stopped.line)
    if "flow " in context:
        return _in_brackets(text, stopped, rows)
    if "simple key" in context:
        return Mistake(line=began.line, message="this line needs a colon after its name, or a dash before it")
    if "mapping values" in problem:
        return _colon(stopped, rows)
    if "block collection" in context or "block mapping" in context:
        return _beside(text, stopped)
    return _odd_beginning(problem, stopped, rows)


def _odd_beginning(problem: str, stopped: yaml.Mark, rows: list[str]) -> Mistake:
    if "tab" in problem or _at(stopped, rows) == "\t":
        said = "this line holds a tab: use spaces instead"
    elif "start any token" in problem:
        said = f"text that begins with `{_at(stopped, rows)}` must stand in quotation marks"
    else:
        said = f"cannot be read here, try quotation marks ({problem})"
    return Mistake(line=stopped.line, message=said)


def _in_quotes(problem: str, began: int, stopped: int) -> Mistake:
    if "escape" in problem:
        return Mistake(line=stopped, message="a backslash cannot stand in quotation marks: take it out")
    return Mistake(line=began, message=_not_closed())


def _not_closed() -> str:
    return "the quotation mark opened in this line is not closed"


def _in_brackets(text: str, stopped: yaml.Mark, rows: list[str]) -> Mistake:
    began = _open_bracket(text, stopped) or stopped
    opening = _at(began, rows)
    closing = _PARTNER.get(opening, "]")
    inside = rows[began.line : stopped.line + 1]
    if inside and closing in "\n".join([inside[0][began.column :], *inside[1:]]):
        said = f"what stands between `{opening}` and `{closing}` must be in quotation marks"
        return Mistake(line=stopped.line, message=said)
    return Mistake(line=began.line, message=f"the bracket `{opening}` opened in this line is not closed")


def _open_bracket(text: str, stopped: yaml.Mark) -> yaml.Mark | None:
    """The last bracket that is open where the reader stopped."""
    opened: list[yaml.Mark] = []
    try:
        for token in yaml.scan(text, Loader=_LOADER):
            if (token.start_mark.line, token.start_mark.column) >= (stopped.line, stopped.column):
                break
            if isinstance(token, _OPENING):
                opened.append(token.start_mark)
            elif isinstance(token, _CLOSING) and opened:
                opened.pop()
    except (yaml.YAMLError, ValueError):
        pass  # what was opened before is known all the same
    return opened[-1] if opened else None


def _colon(stopped: yaml.Mark, rows: list[str]) -> Mistake:
    row = rows[stopped.line] if stopped.line < len(rows) else ""
    if row.startswith(" ") and ":" not in row[: stopped.column] and not row.lstrip().startswith("- "):
        said = "this line begins too far to the right, or its text holds a colon and needs quotation marks"
    else:
        said = "the text holds a colon: put the whole text in quotation marks"
    return Mistake(line=stopped.line, message=said)


def _beside(text: str, stopped: yaml.Mark) -> Mistake:
    """A line out of place; often because of a quotation mark that was closed too late or too early."""
    before = _quoted_just_before(text, stopped)
    if before and before.start_mark.line < before.end_mark.line:
        return Mistake(line=before.start_mark.line, message=_not_closed())
    if before:
        said = "the text goes on after its closing quotation mark: put all of it in quotation marks, or none"
    else:
        said = "this line does not begin below its neighbours: lines of one list begin at the same place"
    return Mistake(line=stopped.line, message=said)


def _quoted_just_before(text: str, stopped: yaml.Mark) -> yaml.ScalarToken | None:
    """The quoted text after which the reader stopped, when that is what came last."""
    place = (stopped.line, stopped.column)
    try:
        for token, following in pairwise(yaml.scan(text, Loader=_LOADER)):
            if (following.start_mark.line, following.start_mark.column) >= place:
                return token if isinstance(token, yaml.ScalarToken) and token.style in ("'", '"') else None
    except (yaml.YAMLError, ValueError):
        return None
    return None


def _at(mark: yaml.Mark, rows: list[str]) -> str:
    row = rows[mark.line] if mark.line < len(rows) else ""
    return row[mark.column : mark.column + 1]

"""Reads the steps of a guide: one `## step-id` section each, with one small YAML block."""

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge_base.fields import Fields
from knowledge_base.front_matter import FrontMatter, FrontMatterError, read_mapping
from knowledge_base.guide_fields import read_step
from knowledge_base.guides import GUIDE_PREFIX, Goal, Guide, Step, StepResult, Target
from knowledge_base.plain_text import clean, tokens
from knowledge_base.problems import Problem, Severity

STEP_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Section:
    name: str
    line: int
    yaml: str | None
    yaml_line: int


def is_step(heading: str) -> bool:
    """Whether a heading of a guide names a step; any other is an ordinary heading."""
    return STEP_ID.fullmatch(heading) is not None


def parse_guide(
    matter: FrontMatter,
    *,
    slug: str,
    title: str,
    file: str,
    problems: list[Problem],
    goal: Goal | None = None,
) -> Guide | None:
    """Read every step; None when the guide cannot be walked. What is wrong goes to `problems`."""
    before = len(problems)
    steps: list[Step] = []
    for section in _sections(matter):
        if section.name.lower() == "spoken" or (section.yaml is None and not is_step(section.name)):
            continue
        step = _step(section, slug=slug, file=file, problems=problems)
        if step:
            steps.append(step)
    guide = Guide(slug=slug, title=title, steps=tuple(steps), goal=goal)
    problems.extend(_walk_problems(guide, file, matter.body_line))
    broken = any(problem.severity is Severity.BROKEN for problem in problems[before:])
    return None if broken else guide


def _sections(matter: FrontMatter) -> Iterator[_Section]:
    stream = tokens(matter.body)
    name: str | None = None
    line, yaml_line = 0, 0
    block: str | None = None
    for n, token in enumerate(stream):
        at = matter.body_line + (token.map[0] if token.map else 0)
        if token.type == "heading_open":
            if name is not None:
                yield _Section(name=name, line=line, yaml=block, yaml_line=yaml_line)
            name, line, block = clean(stream[n + 1].content), at, None
        elif token.type == "fence" and name is not None and block is None:
            block, yaml_line = textwrap.dedent(token.content), at + 1
    if name is not None:
        yield _Section(name=name, line=line, yaml=block, yaml_line=yaml_line)


def _step(section: _Section, *, slug: str, file: str, problems: list[Problem]) -> Step | None:
    def broken(line: int, code: str, message: str) -> None:
        problems.append(Problem(file=file, line=line, code=code, message=message, severity=Severity.BROKEN))

    if not is_step(section.name):
        broken(section.line, "step_id", f"`{section.name[:40]}` is no step id: small letters, digits, dashes")
        return None
    if section.yaml is None:
        broken(section.line, "step_block", f"the step `{section.name}` has no block of fields")
        return None
    try:
        values, lines = read_mapping(section.yaml, first_line=section.yaml_line)
    except FrontMatterError as error:
        broken(error.line, "step_block", error.message)
        return None
    fields = Fields(values, file=file, lines={"": section.line, **lines}, problems=problems)
    return read_step(fields, name=section.name, line=section.line, slug=slug)


def _walk_problems(guide: Guide, file: str, line: int) -> Iterator[Problem]:
    def broken(at: int, code: str, message: str) -> Problem:
        return Problem(file=file, line=at, code=code, message=message, severity=Severity.BROKEN)

    if not guide.steps:
        yield broken(
            line, "no_steps", "a guide needs at least one step: a heading `## step-id` with its block"
        )
        return
    ids = [step.id for step in guide.steps]
    for step in guide.steps:
        if ids.count(step.id) > 1:
            yield broken(step.line, "step_twice", f"the step `{step.id}` stands here twice")
        for message in _target_problems(step, ids):
            yield broken(step.line, "step_target", message)
        asks_goal = step.fix or step.on_worked == Target.VERIFY
        if asks_goal and guide.goal is None:
            message = f"the step `{step.id}` needs the guide's `goal`: what is asked after it"
            yield broken(step.line, "no_goal", message)
    for step in _unreachable(guide):
        yield Problem(
            file=file,
            line=step.line,
            code="step_unreachable",
            message=f"nothing leads to the step `{step.id}`",
        )


def _target_problems(step: Step, ids: list[str]) -> Iterator[str]:
    for result in StepResult:
        target = step.target(result)
        if target not in ids and target not in set(Target) and not target.startswith(GUIDE_PREFIX):
            yield f"`on_{result}` leads to `{target}`, which is no step"
        elif target == Target.VERIFY and not (step.check and result is StepResult.WORKED):
            yield f"`on_{result}: verify` is for what a `check` put right"


def _unreachable(guide: Guide) -> list[Step]:
    reached: set[str] = set()
    waiting = [0]
    while waiting:
        index = waiting.pop()
        if index >= len(guide.steps) or guide.steps[index].id in reached:
            continue
        step = guide.steps[index]
        reached.add(step.id)
        for result in _possible(step):
            target = step.target(result)
            if target in (Target.NEXT, Target.VERIFY):
                waiting.append(index + 1)
            waiting.extend(n for n, other in enumerate(guide.steps) if other.id == target)
    return [step for step in guide.steps if step.id not in reached]


def _possible(step: Step) -> set[StepResult]:
    """The results this step can really have: those of its choices, any of a check, and a skip."""
    found = {choice.result for choice in step.choices}
    if step.check or step.fix:
        found |= set(StepResult)
    if step.skip_if:
        found.add(StepResult.SKIPPED)
    return found


def unknown_checks(guide: Guide, registered: frozenset[str]) -> list[tuple[Step, str]]:
    """Steps whose `check` nobody has registered."""
    return [(step, step.check) for step in guide.steps if step.check and step.check not in registered]

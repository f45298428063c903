"""The fields of a guide's step, and of its goal, read and checked."""

from difflib import get_close_matches

from knowledge_base.fields import Fields
from knowledge_base.guides import Choice, Condition, Goal, Step, StepResult, Target, Understands, Where
from knowledge_base.phone_parts import PhonePart, phone_parts
from knowledge_base.plain_text import speakable
from knowledge_base.problems import Severity

KNOWN = (
    "title",
    "ask",
    "tell",
    "spoken",
    "understands",
    "choices",
    "asks",
    "check",
    "part",
    "good",
    "look",
    "fix",
    "spoken_fix",
    "yes",
    "no",
    "cuts_off",
    "verify",
    "skip_if",
    "where",
    "on_worked",
    "on_failed",
    "on_skipped",
    "on_unknown",
)
_DEFAULT_RESULTS = {
    "yes": StepResult.WORKED,
    "no": StepResult.FAILED,
    "done": StepResult.WORKED,
    "not_done": StepResult.FAILED,
}
_FIXED_IDS = {Understands.YES_NO: ("yes", "no"), Understands.DONE_OR_NOT: ("done", "not_done")}


def read_goal(fields: Fields) -> Goal | None:
    """The field `goal` of a guide's front matter; what is wrong with it goes to the fields' problems."""
    inner = fields.mapping("goal")
    if inner is None:
        return None
    inner.refuse_unknown(("part", "states", "ask", "spoken", "insist"))
    part = _part(inner, required=True)
    ask = inner.text("ask", required=True)
    states = _states(inner, "states", part)
    if part and not states:
        inner.note("states", "goal_states", "`states` must say which states mean solved", Severity.BROKEN)
    return Goal(
        part=inner.text("part"),
        states=states,
        ask=ask,
        spoken=inner.text("spoken") or speakable(ask),
        insist=inner.flag("insist"),
    )


def read_step(fields: Fields, *, name: str, line: int, slug: str) -> Step:
    """One step; what is wrong with it goes to the fields' problems."""
    fields.refuse_unknown(KNOWN)
    ask, tell, check = fields.optional("ask"), fields.optional("tell"), fields.optional("check")
    look, fix = fields.optional("look"), fields.optional("fix")
    if ask and tell:
        fields.note("ask", "ask_and_tell", "a step has either `ask` or `tell`, not both", Severity.BROKEN)
    if (look or fix) and (ask or tell or check):
        message = "a step with `look` or `fix` has no `ask`, `tell` or `check`"
        fields.note("look" if look else "fix", "look_and_ask", message, Severity.BROKEN)
    if not (ask or tell or check or look or fix):
        message = f"the step `{name}` neither asks, tells, looks, fixes nor checks"
        fields.note("", "step_empty", message, Severity.BROKEN)
    part = _part(fields, required=bool(look))
    good = _states(fields, "good", part)
    if look and part and not good:
        fields.note("good", "good", "`good` must say with which states nothing is wrong", Severity.BROKEN)
    understands = _understands(fields) if ask or tell else Understands.NOTHING
    if look or fix:
        understands = Understands.STATE if look else Understands.DONE_OR_NOT
    choices = _seen_choices(fields, part, good) if look else _choices(fields, understands)
    decided = {*good, *(choice.id for choice in choices)}
    where = fields.mapping("where")
    if where:
        where.refuse_unknown(("iphone", "android"))
    return Step(
        id=name,
        title=fields.text("title") or name.replace("-", " ").capitalize(),
        ask=ask,
        tell=tell,
        look=look,
        fix=fix,
        spoken=fields.text("spoken") or speakable(ask or tell or look or fix or ""),
        spoken_fix=fields.text("spoken_fix")
        or (fields.text("spoken") if not look else "")
        or speakable(fix or ""),
        part=fields.optional("part"),
        good=good,
        yes_means=_state(fields, "yes", part),
        no_means=_state(fields, "no", part),
        cuts_off=fields.flag("cuts_off"),
        verified=fields.flag("verify") if fields.has("verify") else True,
        understands=understands,
        choices=choices,
        partly=tuple(state for state in part.states if state not in decided) if look and part else (),
        asks=fields.text("asks") or (fields.text("part") if look else "") or f"{slug}.{name}",
        check=check,
        skip_if=tuple(_condition(text) for text in fields.texts("skip_if")),
        where=Where(iphone=where.text("iphone"), android=where.text("android")) if where else Where(),
        on_worked=fields.text("on_worked") or Target.SOLVED,
        on_failed=fields.text("on_failed") or Target.NEXT,
        on_skipped=fields.text("on_skipped") or Target.NEXT,
        on_unknown=fields.text("on_unknown") or Target.NEXT,
        line=line,
    )


def _part(fields: Fields, *, required: bool) -> PhonePart | None:
    name = fields.text("part", required=required)
    part = phone_parts().get(name)
    if name and part is None:
        close = get_close_matches(name, phone_parts(), n=1)
        hint = f"; did you mean `{close[0]}`?" if close else ""
        message = f"`{name}` is no part of a phone in phone_parts.yml{hint}"
        fields.note("part", "unknown_part", message, Severity.BROKEN)
    return part


def _states(fields: Fields, name: str, part: PhonePart | None) -> tuple[str, ...]:
    told = fields.texts(name)
    for state in told:
        _known_state(fields, name, state, part)
    return told


def _state(fields: Fields, name: str, part: PhonePart | None) -> str | None:
    told = fields.optional(name)
    if told:
        _known_state(fields, name, told, part)
    return told


def _known_state(fields: Fields, name: str, state: str, part: PhonePart | None) -> None:
    if part is not None and state not in part.states:
        allowed = ", ".join(part.states)
        message = f"`{state}` is no state of `{part.name}`: {allowed}"
        fields.note(name, "unknown_state", message, Severity.BROKEN)


def _seen_choices(fields: Fields, part: PhonePart | None, good: tuple[str, ...]) -> tuple[Choice, ...]:
    """What may be seen, each a state of the part."""
    given: list[Choice] = []
    for _, inner in fields.mappings("choices"):
        inner.refuse_unknown(("id", "title"))
        state = inner.text("id", required=True)
        _known_state(inner, "id", state, part)
        result = StepResult.SKIPPED if state in good else StepResult.FAILED
        given.append(Choice(id=state, title=inner.text("title", required=True), result=result))
    if len(given) < 2:
        message = "a step with `look` needs at least two `choices`, each a state of its `part`"
        fields.note("choices", "choices", message, Severity.BROKEN)
    return tuple(given)


def _understands(fields: Fields) -> Understands:
    told = fields.text("understands") or Understands.YES_NO
    try:
        return Understands(told)
    except ValueError:
        allowed = ", ".join(Understands)
        fields.note("understands", "understands", f"`understands` must be one of {allowed}", Severity.BROKEN)
        return Understands.YES_NO


def _choices(fields: Fields, understands: Understands) -> tuple[Choice, ...]:
    given = [_choice(inner) for _, inner in fields.mappings("choices")]
    fixed = _FIXED_IDS.get(understands)
    ids = [choice.id for choice in given]
    if len(set(ids)) != len(ids):
        fields.note("choices", "choices", "two choices have the same id", Severity.BROKEN)
    if fixed is None:
        if understands is Understands.CHOICE and len(given) < 2:
            fields.note("choices", "choices", "a choice needs at least two `choices`", Severity.BROKEN)
        return tuple(given)
    if not given:
        return tuple(
            Choice(id=name, title=name.replace("_", " ").capitalize(), result=_DEFAULT_RESULTS[name])
            for name in fixed
        )
    if set(ids) != set(fixed):
        fields.note("choices", "choices", f"the choices here must be {' and '.join(fixed)}", Severity.BROKEN)
    return tuple(given)


def _choice(fields: Fields) -> Choice:
    fields.refuse_unknown(("id", "title", "result"))
    name = fields.text("id", required=True)
    result = fields.text("result")
    try:
        read = StepResult(result) if result else _DEFAULT_RESULTS.get(name)
    except ValueError:
        read = None
    if read is None:
        allowed = ", ".join(StepResult)
        fields.note("result", "choice_result", f"each choice needs a `result`: {allowed}", Severity.BROKEN)
    return Choice(id=name, title=fields.text("title", required=True), result=read or StepResult.UNKNOWN)


def _condition(text: str) -> Condition:
    fact, equals, value = text.partition("=")
    return Condition(fact=fact.strip(), value=value.strip() if equals else None)

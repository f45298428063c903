"""The forms of the domain: who understands an answer, and who asks for which slot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from actions import detail_questions
from actions.billing import payments
from actions.detail_questions import Answerer
from actions.guides import guides
from actions.identity import identity, identity_form, people, proving
from actions.identity.gate import Handler
from actions.turns import details
from actions.turns.pauses import patient


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What a form needs: who understands an answer, and who asks for which slot."""

    answer: Answerer
    asks: Mapping[str, Handler]
    alike: tuple[frozenset[str], ...] = ()
    """Wishes that mean the same as an answer here."""


_FORMS: Mapping[str, Form] = {
    identity.FORM: Form(
        answer=identity_form.answer,
        asks={
            "phone_number": identity_form.ask_number,
            "heard_right": identity_form.ask_heard_right,
            "pin": proving.ask,
            "full_name": people.ask_name,
            "date_of_birth": people.ask_birth_date,
        },
        alike=(frozenset({"cannot_identify", "dont_know"}),),
    ),
    guides.FORM: Form(
        answer=guides.answer,
        asks={"step_answer": guides.ask_step},
        alike=(
            frozenset({"affirm", "step_worked", "thank"}),
            frozenset({"deny", "step_failed", "already_done", "report_no_signal", "report_no_data"}),
            frozenset({"ask_where", "dont_know"}),
        ),
    ),
    payments.FORM: Form(
        answer=payments.answer_confirm,
        asks={"confirm_payment": payments.ask_confirm},
        alike=(frozenset({"affirm", "pay_bill"}), frozenset({"deny", "never_mind"})),
    ),
    details.FORM: Form(answer=detail_questions.answer, asks={"detail": detail_questions.ask}),
}

FORMS: Mapping[str, Form] = {
    name: replace(form, asks={slot: patient(ask) for slot, ask in form.asks.items()})
    for name, form in _FORMS.items()
}
"""Forms by name, as the domain lists them."""

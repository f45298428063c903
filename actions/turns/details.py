"""One form for every single question beside identity, payment and guides: what is asked stands in a slot."""

from __future__ import annotations

from actions.turns.outcome import Outcome

FORM = "detail_form"
GIVEN = "given"


def ask_for(what: str, pending: str) -> Outcome:
    """Open the form for one question; once it is answered, `pending` goes on in the same turn."""
    return Outcome(slots={"asking": what, "detail": None, "pending_action": pending}, follow=FORM)

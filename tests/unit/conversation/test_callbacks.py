"""How a callback stands, whatever happens to it and in whatever order it is told."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from conversation import callbacks as cb
from conversation.payloads.callbacks import (
    CallbackBooked,
    CallbackCalling,
    CallbackCancelled,
    CallbackDue,
    CallbackExpired,
    CallbackMissed,
    CallbackMoved,
    CallbackTried,
    TryOutcome,
)

AT = datetime(2026, 7, 20, 15, 30, tzinfo=UTC)
moments = st.integers(0, 40).map(lambda quarters: AT + timedelta(minutes=15 * quarters))
ids = st.sampled_from(["one", "two"])


def booked(callback_id, at):
    return CallbackBooked(
        callback_id=callback_id,
        at=at,
        number="+15551230101",
        time_zone="America/Chicago",
        team_id="t",
        team="T",
        places=3,
    )


happenings = st.one_of(
    st.builds(booked, ids, moments),
    st.builds(lambda name, at: CallbackMoved(callback_id=name, at=at, places=3), ids, moments),
    st.builds(
        lambda name, outcome, at: CallbackTried(callback_id=name, outcome=outcome, next_at=at, expires_at=AT),
        ids,
        st.sampled_from(list(TryOutcome)),
        st.none() | moments,
    ),
    st.builds(lambda name, at: CallbackMissed(callback_id=name, due_at=at), ids, moments),
    *(
        st.builds(kind, callback_id=ids)
        for kind in (CallbackCancelled, CallbackDue, CallbackCalling, CallbackExpired)
    ),
)


def fold(events, before=None):
    for event in events:
        before = cb.after(before, event)
    return before


@given(st.lists(happenings, max_size=12))
def test_folding_at_once_or_in_two_parts_gives_the_same(events):
    for cut in range(len(events) + 1):
        assert fold(events[cut:], fold(events[:cut])) == fold(events)


@given(st.lists(happenings, max_size=12), moments)
def test_whatever_happened_a_new_booking_stands_as_it_was_told(events, at):
    stands = fold([*events, booked("three", at)])
    assert (stands.standing, stands.at, stands.due_at, stands.tries) == (cb.Standing.BOOKED, at, at, 0)


@given(st.lists(happenings, max_size=12), st.lists(happenings, max_size=6))
def test_what_is_told_of_an_older_call_changes_nothing(events, older):
    stands = fold([*events, booked("three", AT)])
    assert fold([event for event in older if not isinstance(event, CallbackBooked)], stands) == stands


@given(st.lists(happenings, max_size=8), st.sampled_from(list(TryOutcome)), st.none() | moments)
def test_a_call_ends_the_waiting_or_is_counted_and_followed_by_another(events, outcome, again):
    before = fold([*events, booked("three", AT)])
    stands = cb.after(before, CallbackTried(callback_id="three", outcome=outcome, next_at=again))
    if outcome is TryOutcome.REACHED:
        assert (stands.standing, stands.tries) == (cb.Standing.REACHED, 0)
    elif again is None:
        assert (stands.standing, stands.tries) == (cb.Standing.NOT_REACHED, 1)
    else:
        assert (stands.standing, stands.due_at, stands.at) == (cb.Standing.BOOKED, again, AT)

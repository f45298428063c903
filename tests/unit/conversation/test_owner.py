import pytest

from conversation.owner import LEGAL_MOVES, IllegalMove, Owner, check_move


@pytest.mark.parametrize("before", Owner)
@pytest.mark.parametrize("after", Owner)
def test_only_the_drawn_arrows_may_be_walked(before, after):
    if (before, after) in LEGAL_MOVES:
        check_move(before, after)
    else:
        with pytest.raises(IllegalMove):
            check_move(before, after)


def test_a_closed_conversation_stays_closed():
    assert not [move for move in LEGAL_MOVES if move[0] is Owner.CLOSED]


def test_the_assistant_can_never_take_a_conversation_from_an_agent_by_itself():
    assert (Owner.ASSISTANT, Owner.AGENT) not in LEGAL_MOVES
    assert (Owner.ASSISTANT, Owner.PARKED) not in LEGAL_MOVES


def test_a_person_can_be_reached_from_everywhere_but_the_end():
    reach = {Owner.AGENT, Owner.QUEUE}
    for owner in set(Owner) - {Owner.CLOSED}:
        assert owner in reach or any(after in reach for before, after in LEGAL_MOVES if before is owner)

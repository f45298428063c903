"""Whether an agent can take a case, and which of several should."""

from __future__ import annotations

from desk.routing.cases import Case, FloorAgent
from desk.routing.floor import Floor
from desk.routing.seats import Seat
from desk.teams.skills import Needs

Rank = tuple[bool, int, int, int, float, str]


def fits(agent: FloorAgent, needs: Needs) -> bool:
    """Skill at the level, tier and language; an empty language asks for none."""
    return (
        (not needs.language or needs.language in agent.languages)
        and agent.tier >= needs.tier
        and agent.skills.get(needs.skill, 1) >= needs.level
    )


def rank(seat: Seat, needs: Needs, floor: Floor, missed: frozenset[str]) -> Rank:
    """Smaller is better.

    Who did not take this case up comes last; then who holds least; then who knows least beyond what is
    needed, so that scarce skills stay free; then a team with many free; then who has been free for longest.
    """
    agent = seat.agent
    beyond = (len(agent.languages) - 1) * 2 + (agent.tier - needs.tier) if needs.language else 0
    return (
        agent.agent_id in missed,
        -seat.free_units,
        beyond,
        -floor.free_count(agent.team_id),
        seat.free_since,
        agent.agent_id,
    )


def free_for(case: Case, needs: Needs, team_id: str, floor: Floor) -> list[Seat]:
    """Agents of a team who could take the case now."""
    takes = floor.room.takes[case.channel]
    return [seat for seat in floor.free_in(team_id) if seat.free_units >= takes and fits(seat.agent, needs)]

"""Agents and teams as customers see them."""

from __future__ import annotations

from collections.abc import Callable

from conversation.server_frames import AgentFace, TeamFaces
from desk.agents import portrait_path
from desk.teams.directory import Directory


def faces(directory: Directory) -> Callable[[str, str | None], AgentFace]:
    """Agents as customers see them: with portrait, and title where it is known."""

    def face(agent_id: str, name: str | None) -> AgentFace:
        known = directory.agents.get(agent_id)
        return AgentFace(
            name=name or (known.name if known else agent_id),
            photo=portrait_path(agent_id),
            title=known.title if known else None,
        )

    return face


FACES = 6
"""Of a team, shown to who waits for it."""


def team_faces(directory: Directory) -> Callable[[str], TeamFaces | None]:
    """Teams as waiting customers see them."""

    def of(name: str) -> TeamFaces | None:
        team = directory.team_called(name)
        if team is None:
            return None
        shown = [
            AgentFace(name=each.name, photo=portrait_path(each.agent_id), title=each.title)
            for each in team.agents[:FACES]
        ]
        return TeamFaces(name=team.name, people=len(team.agents), faces=shown)

    return of

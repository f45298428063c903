"""What depends on nothing of the front door's own but storage and clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from desk.teams.directory import Directory, read_directory
from front_door.assistants.assistant import Assistant
from front_door.assistants.assistant_pool import AssistantPool
from front_door.assistants.rasa_assistant import RasaAssistant
from front_door.channels.callback_links import CallbackLinks
from front_door.conversations.callback_slots import CallbackSlots
from front_door.conversations.current_continuity import CurrentContinuity
from front_door.conversations.hub import Hub
from front_door.conversations.meters import Meters
from front_door.conversations.recorder import Recorder
from front_door.conversations.sentences import Sentences
from front_door.conversations.tasks import Tasks
from front_door.conversations.wait import CareTeam
from front_door.conversations.waiting_line import WaitingLine
from front_door.desk_console.presence import Presence
from front_door.desks.staffing import Staffing
from front_door.handoffs.back_office import BackOffice
from front_door.ledger.sqlite_callbacks import SqliteCallbacks
from front_door.ledger.sqlite_ledger import SqliteLedger
from front_door.ledger.sqlite_store import SqliteStore
from front_door.settings import FrontDoorSettings
from runtime.kept_key import kept_key

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseParts:
    """What depends on nothing of ours but storage and clock."""

    settings: FrontDoorSettings
    clock: Clock
    store: SqliteStore
    ledger: SqliteLedger
    hub: Hub
    recorder: Recorder
    tasks: Tasks
    meters: Meters
    presence: Presence
    staffing: Staffing
    continuity: CurrentContinuity
    line: WaitingLine
    care_team: CareTeam
    assistant: Assistant
    back_office: BackOffice
    sentences: Sentences
    directory: Directory
    team_name: str
    callback_slots: CallbackSlots
    callback_links: CallbackLinks


def build_base(settings: FrontDoorSettings, assistant: Assistant | None, clock: Clock) -> BaseParts:
    """Nothing is opened yet; a test gives its own assistant."""
    store = SqliteStore(settings.ledger_database, synchronous=settings.ledger_synchronous)
    ledger = SqliteLedger(store, clock=clock)
    hub = Hub()
    line = WaitingLine(hub)
    presence = Presence()
    staffing = Staffing(presence, clock=clock)
    directory = read_directory(settings.organisation)
    continuity = CurrentContinuity(market_of=_market_ids(directory), clock=clock)
    team = directory.general
    return BaseParts(
        settings=settings,
        clock=clock,
        store=store,
        ledger=ledger,
        hub=hub,
        recorder=Recorder(ledger, hub),
        tasks=Tasks(),
        meters=Meters(),
        presence=presence,
        staffing=staffing,
        line=line,
        continuity=continuity,
        care_team=CareTeam(
            staffing,
            team.hours,
            waiting=lambda: len(line),
            clock=clock,
            is_paused=lambda: continuity.pauses_queue,
        ),
        assistant=assistant or _assistants(settings),
        back_office=BackOffice(settings.backoffice_url, token=settings.backoffice_token),
        sentences=Sentences(settings.carrier_name),
        directory=directory,
        team_name=team.name,
        callback_slots=CallbackSlots(directory, SqliteCallbacks(store), clock=clock),
        callback_links=CallbackLinks(
            kept_key(settings.ledger_database.with_suffix(".link-key")), base_url=settings.public_url
        ),
    )


def _assistants(settings: FrontDoorSettings) -> Assistant:
    members: dict[str, Assistant] = {
        url: RasaAssistant(url, token=settings.internal_token, time_limit_s=settings.assistant_patience_s)
        for url in settings.assistant_urls
    }
    return AssistantPool(members)


def _market_ids(directory: Directory) -> Callable[[str], str | None]:
    def market_of(zip_code: str) -> str | None:
        market = directory.markets.at(zip_code)
        return market.market_id if market else None

    return market_of

"""The front door put together: every part made once, handed to those that need it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from conversation.protocol import AgentFace, TeamFaces
from conversation.sealing import Sealer
from desk.agents import portrait_path
from desk.teams.directory import Directory, read_directory
from front_door import VERSION
from front_door.assistants.assistant import Assistant
from front_door.assistants.assistant_pool import AssistantPool
from front_door.assistants.rasa_assistant import RasaAssistant
from front_door.channels.callback_links import CallbackLinks
from front_door.conversations.agent_side import AgentSide
from front_door.conversations.answering import Answering
from front_door.conversations.asking import Asking, Patience
from front_door.conversations.callback_booking import CallbackBooking
from front_door.conversations.callback_refusals import CallRefusals
from front_door.conversations.callback_slots import CallbackSlots
from front_door.conversations.callback_work import CallbackWork, bells_of
from front_door.conversations.callbacks import Callbacks
from front_door.conversations.conversations import Conversations
from front_door.conversations.current_continuity import CurrentContinuity
from front_door.conversations.customer_turns import CustomerTurns
from front_door.conversations.customer_wishes import CustomerWishes
from front_door.conversations.handing_off import HandingOff
from front_door.conversations.history import Histories
from front_door.conversations.hub import Hub
from front_door.conversations.late_secrets import LateSecrets
from front_door.conversations.lead_side import LeadSide
from front_door.conversations.meters import Meters
from front_door.conversations.openings import Openings
from front_door.conversations.packets import Packets
from front_door.conversations.phone_calls import PhoneCalls
from front_door.conversations.recorder import Recorder
from front_door.conversations.remembered_doors import RememberedDoors
from front_door.conversations.sentences import Sentences
from front_door.conversations.situation import Situations
from front_door.conversations.tasks import Tasks
from front_door.conversations.threads import Threads
from front_door.conversations.timers import Alarm, Bell
from front_door.conversations.wait import CareTeam
from front_door.conversations.waiting_line import WaitingLine
from front_door.desk_console.presence import Presence
from front_door.desks import other_desk
from front_door.desks.other_desk import OtherDesk
from front_door.desks.signatures import WebhookSecrets
from front_door.desks.sqlite_progress import SqliteDeskProgress
from front_door.desks.staffing import Staffing
from front_door.handoffs.back_office import BackOffice
from front_door.handoffs.handoff_body import handoff_body
from front_door.handoffs.handoff_outbox import HandoffDelivery
from front_door.handoffs.sqlite_outbox import SqliteHandoffOutbox
from front_door.ledger.callback_store import TimerKind
from front_door.ledger.sqlite_callbacks import SqliteCallbacks, SqliteTimers
from front_door.ledger.sqlite_ledger import SqliteLedger, utc_now
from front_door.ledger.sqlite_store import SqliteStore
from front_door.ledger.sqlite_tokens import SqliteResumeTokens, SqliteUsedIdentities
from front_door.routing.outages import OutageNotices
from front_door.settings import FrontDoorSettings
from runtime.kept_key import kept_key

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Everything that the application routes to, starts and stops."""

    settings: FrontDoorSettings
    clock: Clock
    store: SqliteStore
    ledger: SqliteLedger
    tokens: SqliteResumeTokens
    used_identities: SqliteUsedIdentities
    outbox: SqliteHandoffOutbox
    hub: Hub
    recorder: Recorder
    tasks: Tasks
    meters: Meters
    presence: Presence
    line: WaitingLine
    care_team: CareTeam
    assistant: Assistant
    back_office: BackOffice
    answering: Answering
    late_secrets: LateSecrets
    conversations: Conversations
    threads: Threads
    delivery: HandoffDelivery
    alarm: Alarm
    bells: Mapping[TimerKind, Bell]
    """What the alarm rings."""
    callback_slots: CallbackSlots
    callback_links: CallbackLinks
    directory: Directory
    other_desk: OtherDesk | None
    continuity: CurrentContinuity
    lead: LeadSide
    outages: OutageNotices
    team_name: str
    producers: dict[str, str]
    """What makes answers and packets, with the version seen last."""


def build_parts(
    settings: FrontDoorSettings, *, assistant: Assistant | None = None, clock: Clock = utc_now
) -> Parts:
    """Put it together; nothing is opened yet. A test gives its own assistant."""
    base = _base(settings, assistant or _assistants(settings), clock)
    return _with_conversations(base)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Base:
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


def _base(settings: FrontDoorSettings, assistant: Assistant, clock: Clock) -> _Base:
    store = SqliteStore(settings.ledger_database, synchronous=settings.ledger_synchronous)
    ledger = SqliteLedger(store, clock=clock)
    hub = Hub()
    line = WaitingLine(hub)
    presence = Presence()
    staffing = Staffing(presence, clock=clock)
    directory = read_directory(settings.organisation)
    continuity = CurrentContinuity(market_of=_market_ids(directory), clock=clock)
    team = directory.general
    return _Base(
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
        assistant=assistant,
        back_office=BackOffice(settings.backoffice_url, token=settings.backoffice_token),
        sentences=Sentences(settings.carrier_name),
        directory=directory,
        team_name=team.name,
        callback_slots=CallbackSlots(directory, SqliteCallbacks(store), clock=clock),
        callback_links=CallbackLinks(
            kept_key(settings.ledger_database.with_suffix(".link-key")), base_url=settings.public_url
        ),
    )


def _with_conversations(base: _Base) -> Parts:
    histories = Histories(base.ledger)
    handing_off = HandingOff(base.sentences, base.care_team, base.line, base.continuity)
    booking = CallbackBooking(
        slots=base.callback_slots,
        sentences=base.sentences,
        handing_off=handing_off,
        links=base.callback_links,
        clock=base.clock,
    )
    refusals = CallRefusals(base.recorder, booking, SqliteCallbacks(base.store))
    doors = RememberedDoors(base.ledger, base.back_office)
    answering = Answering(
        recorder=base.recorder,
        booking=booking,
        refusals=refusals,
        asking=Asking(
            base.assistant, base.ledger, patience=Patience(total_s=base.settings.assistant_patience_s)
        ),
        situations=Situations(base.care_team, histories, clock=base.clock),
        handing_off=handing_off,
        doors=doors,
        sentences=base.sentences,
        tasks=base.tasks,
        meters=base.meters,
        clock=base.clock,
    )
    producers = {"front_door": VERSION}
    packets = Packets(
        recorder=base.recorder,
        histories=histories,
        care_team=base.care_team,
        line=base.line,
        team=base.team_name,
        producers=producers,
        clock=base.clock,
    )
    agents = AgentSide(recorder=base.recorder, sentences=base.sentences, answering=answering)
    late_secrets = LateSecrets(base.recorder, base.assistant, base.tasks)
    work = CallbackWork(
        recorder=base.recorder,
        booking=booking,
        refusals=refusals,
        sentences=base.sentences,
        handing_off=handing_off,
        policy=base.directory.callbacks,
        links=base.callback_links,
        clock=base.clock,
    )
    openings = Openings(base.recorder, base.sentences, base.care_team, doors=doors, handing_off=handing_off)
    customers = _CustomerParts(
        openings=openings,
        handing_off=handing_off,
        answering=answering,
        booking=booking,
        refusals=refusals,
    )
    conversations = _conversations(base, customers, packets, agents, late_secrets, work)
    outbox = SqliteHandoffOutbox(base.store)
    bells = bells_of(work)
    return Parts(
        settings=base.settings,
        clock=base.clock,
        store=base.store,
        ledger=base.ledger,
        tokens=SqliteResumeTokens(base.store, clock=base.clock),
        used_identities=SqliteUsedIdentities(base.store, clock=base.clock),
        outbox=outbox,
        hub=base.hub,
        recorder=base.recorder,
        tasks=base.tasks,
        meters=base.meters,
        presence=base.presence,
        line=base.line,
        care_team=base.care_team,
        assistant=base.assistant,
        back_office=base.back_office,
        answering=answering,
        late_secrets=late_secrets,
        conversations=conversations,
        threads=Threads(
            recorder=base.recorder, openings=openings, faces=faces(base.directory), clock=base.clock
        ),
        delivery=_delivery(base, outbox, packets),
        alarm=Alarm(SqliteTimers(base.store), bells, clock=base.clock),
        bells=bells,
        callback_slots=base.callback_slots,
        callback_links=base.callback_links,
        directory=base.directory,
        other_desk=_other_desk(base, conversations),
        continuity=base.continuity,
        lead=LeadSide(recorder=base.recorder, sentences=base.sentences),
        outages=OutageNotices(
            recorder=base.recorder,
            sentences=base.sentences,
            continuity=base.continuity,
            clock=base.clock,
        ),
        team_name=base.team_name,
        producers=producers,
    )


def _other_desk(base: _Base, conversations: Conversations) -> OtherDesk | None:
    settings = base.settings
    if not settings.desk_webhook_url:
        return None
    around = other_desk.Surroundings(
        ledger=base.ledger,
        hub=base.hub,
        conversations=conversations,
        progress=SqliteDeskProgress(base.store),
        directory=base.directory,
        staffing=base.staffing,
        clock=base.clock,
    )
    return OtherDesk(settings.desk_webhook_url, WebhookSecrets.read(settings.desk_webhook_secret), around)


@dataclass(frozen=True, slots=True, kw_only=True)
class _CustomerParts:
    """What a customer's turns and wishes go through."""

    openings: Openings
    handing_off: HandingOff
    answering: Answering
    booking: CallbackBooking
    refusals: CallRefusals


def _conversations(
    base: _Base,
    customers: _CustomerParts,
    packets: Packets,
    agents: AgentSide,
    late_secrets: LateSecrets,
    work: CallbackWork,
) -> Conversations:
    handing_off, answering = customers.handing_off, customers.answering
    return Conversations(
        calls=PhoneCalls(base.recorder, clock=base.clock),
        recorder=base.recorder,
        openings=customers.openings,
        turns=CustomerTurns(
            recorder=base.recorder,
            openings=customers.openings,
            answering=answering,
            handing_off=handing_off,
            sentences=base.sentences,
            sealer=Sealer(base.settings.seal_key or Sealer.new_key()),
            late_secrets=late_secrets,
            meters=base.meters,
        ),
        wishes=CustomerWishes(
            recorder=base.recorder,
            handing_off=handing_off,
            booking=customers.booking,
            sentences=base.sentences,
            answering=answering,
        ),
        callbacks=Callbacks(
            recorder=base.recorder,
            booking=customers.booking,
            refusals=customers.refusals,
            answering=answering,
        ),
        callback_work=work,
        agents=agents,
        answering=answering,
        packets=packets,
    )


def _delivery(base: _Base, outbox: SqliteHandoffOutbox, packets: Packets) -> HandoffDelivery:
    async def make_body(conversation_id: str) -> tuple[str, str]:
        state = (await base.recorder.live(conversation_id)).state
        return state.sender, handoff_body(await packets.packet(conversation_id))

    return HandoffDelivery(
        outbox=outbox,
        back_office=base.back_office,
        recorder=base.recorder,
        make_body=make_body,
        clock=base.clock,
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

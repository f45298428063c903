"""The front door put together: every part made once, handed to those that need it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from conversation.sealing import Sealer
from desk.teams.directory import Directory
from front_door import VERSION
from front_door.assistants.assistant import Assistant
from front_door.base_parts import BaseParts, Clock, build_base
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
from front_door.faces import faces
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
    return _with_conversations(build_base(settings, assistant, clock))


def _with_conversations(base: BaseParts) -> Parts:
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


def _other_desk(base: BaseParts, conversations: Conversations) -> OtherDesk | None:
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
    base: BaseParts,
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


def _delivery(base: BaseParts, outbox: SqliteHandoffOutbox, packets: Packets) -> HandoffDelivery:
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

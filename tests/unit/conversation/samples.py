"""Test data: at least one sample, with every optional field filled, for each shape."""

from __future__ import annotations

from datetime import UTC, datetime

from conversation import (
    care,
    client_frames,
    context_packet,
    desk_protocol,
    desk_requests,
    desk_views,
    events,
    facts,
    gateway_protocol,
    handoff,
    server_frames,
)
from conversation.owner import Owner
from conversation.payloads import callbacks, calls, customer, findings, owners, routed, turns
from conversation.payloads.routed import RoutedCandidate, RoutedLook
from conversation.shape import Shape

AT = datetime(2026, 7, 20, 15, 30, tzinfo=UTC)
CONVERSATION = "5d0f8f2e-6a4e-4b7d-9f3a-2f1f0c9f7c11"

CHOICE = care.Choice(id="/affirm", title="Yes")
LINK = care.Link(title="Coverage", url="https://meadowlark.example/coverage")
ROW = care.TableRow(label="Plan", before="$40.00", after="$45.00", difference="+$5.00")
TABLE = care.TableCard(title="July", columns=["June", "July"], rows=[ROW], total=ROW)
STEP_CARD = care.StepCard(
    title="Airplane mode", place=1, of=5, where="Settings", guide="no-signal", step="airplane-mode"
)
AMOUNT = care.AmountCard(title="Due", value="$82.14", detail="July 28")
STEP_TAKEN = care.StepTaken(guide="no-signal", step="airplane", title="Airplane mode", result="failed")
PROMISE = care.Promise(what="A text when the outage ends", due_at=AT, matter="dispute_charge")
LEARNT = facts.LearntFact(name="area", value="55401", confidence=0.9, expires_at=AT)
IN_FORCE = facts.FactInForce(
    name="area",
    label="Area",
    value="55401",
    status="stated",
    source="customer",
    turn=3,
    at=AT,
    confidence=0.9,
    expires_at=AT,
)
REQUEST = handoff.HandoffRequest(reason="policy", note="Wants a credit")
AUTHOR = events.Author(role="agent", id="a1", name="Wren Alder")
ISSUED = turns.IssuedChoice(id="c7-1", title="Yes", payload="/affirm")
REDACTION = turns.Redaction(kind="card_number", count=1)
CANDIDATE = RoutedCandidate(agent_id="a1", team="upper_midwest", free_s=9.0, holding=1)
LOOK = RoutedLook(rule="home_team", fit=2, free=1, predicted_s=12.0)
DESK_FACT = owners.LearntAtDesk(name="device", value="Old phone")
FACE = server_frames.AgentFace(name="Wren Alder", photo="/desk/portraits/wren.svg", title="Team of Experts")
AGENT_CARD = desk_views.AgentCard(
    agent_id="a1",
    name="Wren Alder",
    team="Prairie",
    photo="/p.svg",
    state="away",
    holding=2,
    because="missed_offer",
    shift_ends_at=AT,
    winds_down=True,
    lead=True,
)
INBOX_ITEM = desk_views.InboxItem(
    conversation_id=CONVERSATION,
    reference="K7Q-2PD-9XM",
    owner="queue",
    channel="web_chat",
    customer="Juniper Finch",
    verification_level=2,
    wants="no bars",
    reason="policy",
    mood="negative",
    agent_id="a1",
    waiting_since=AT,
    last_at=AT,
    last_words="hello",
    unread=1,
    number_left=True,
    callback_at=AT,
    callback="due",
    overdue=True,
    team="Prairie",
    market="Iowa",
    offered_to="a1",
    why=["Home team: 1 of 2 who fit had room; Wren was the first of them."],
)
LINE = desk_views.TranscriptItem(
    seq=4,
    public_seq=2,
    at=AT,
    role="customer",
    name="Juniper",
    kind="turn",
    text="hello",
    confidence=0.8,
    mood="neutral",
    client_id="c1",
    choices=["Yes"],
    card=AMOUNT,
)
CODE = desk_views.WrapUpCode(code="billing_explained", label="Bill explained")
ARTICLE = desk_views.SuggestedArticle(
    slug="stores",
    title="Stores",
    topic="general",
    answer="Most stores are open every day.",
    whole="Most stores are open every day.\nFind a store: https://meadowlark.example/stores",
    probability=0.9,
    agents_only=True,
    notice=True,
    guide=True,
    valid_until=AT.date(),
    review_by=AT.date(),
    owner="care-content",
    turn=2,
    seen=3,
)
EARLIER = desk_views.EarlierConversation(
    conversation_id=CONVERSATION,
    reference="K7Q-2PD-9XM",
    opened_at=AT,
    owner="closed",
    matter="No signal",
    outcome="Settled",
)
STEP_TRIED = context_packet.StepTried(
    guide="no-signal", step="airplane", title="Airplane mode", result="failed", turn=5
)
MOOD_AT = context_packet.MoodAtTurn(turn=3, mood="negative")
CONTACT = context_packet.EarlierContact(reference="K7Q", at=AT, matter="No signal", outcome="Settled")
GROUPS: dict[str, Shape] = {
    "envelope": context_packet.Envelope(revision=9, made_at=AT, producers={"front_door": "1"}, cut=["shown"]),
    "conversation": context_packet.ConversationGroup(
        conversation_id=CONVERSATION,
        reference="K7Q",
        channels=["web_chat", "voice"],
        language="en",
        time_zone="America/Chicago",
        opened_at=AT,
        owner="queue",
        follows="x",
    ),
    "customer": context_packet.CustomerGroup(
        customer_id="C1",
        name="Juniper Finch",
        phone_number="555-010-1234",
        line="L1",
        number_left="555",
        prefers="team",
    ),
    "verification": context_packet.VerificationGroup(
        level=2, method="pin", at=AT, expires_at=AT, tried=["a wrong PIN"]
    ),
    "consent": context_packet.ConsentGroup(
        told_automated_at=AT, recording="given", recording_asked_at=AT, recording_wording="1"
    ),
    "handoff": context_packet.HandoffGroup(
        reason="policy", note="n", trigger="dispute_charge", at=AT, turn=4
    ),
    "intent": context_packet.IntentGroup(
        name="ask_bill", label="Bill", confidence=0.8, runner_up="pay_bill", turn=3
    ),
    "issue": context_packet.IssueGroup(words="why is it more", turn=3),
    "account": context_packet.AccountSnapshot(at=AT, values={"Plan": "Prairie 10"}),
    "mood": context_packet.MoodGroup(now="neutral", trend="rising", per_turn=[MOOD_AT]),
    "next_question": context_packet.NextQuestion(fact="device", text="What phone do you have?"),
    "history": context_packet.ContactHistory(contacts=[CONTACT], repeat=True),
    "routing": context_packet.RoutingGroup(
        team="Prairie", market="Iowa", rule="home_team", reasons=["ZIP 554"]
    ),
    "waiting": context_packet.WaitingGroup(since=AT, told_minutes=3),
    "callback": context_packet.CallbackGroup(
        number="555-010-1234",
        at=AT,
        time_zone="America/Chicago",
        standing="booked",
        tries=1,
        consent="2026-11",
    ),
}
SHOWN_ARTICLE = context_packet.ShownArticle(article="billing/due-date", rejected=True, turn=4)
PROMISE_MADE = context_packet.PromiseMade(what="A call", due_at=AT, matter="dispute_charge", at=AT, turn=4)
SUMMARY = context_packet.SummaryLine(text="Wants: the bill", turns=[3])
TRANSCRIPT_LINE = context_packet.TranscriptLine(
    turn=3, author="customer", text="hi", at=AT, confidence=0.5, heard="h"
)
PACKET = context_packet.ContextPacket(
    **GROUPS,
    facts=[IN_FORCE],
    superseded=[IN_FORCE],
    steps=[STEP_TRIED],
    shown=[SHOWN_ARTICLE],
    network="normal",
    transcript=[TRANSCRIPT_LINE],
    summary=[SUMMARY],
    do_not_ask=["Area"],
    open_questions=["Device"],
    promises=[PROMISE_MADE],
    notes=["a note"],
    redactions=[REDACTION],
    fill_rate=0.5,
)

EVENTS: list[Shape] = [
    calls.Phoned(moment="agent_left", call_ref="c-1", why="dropped", agent_id="a1", agent_name="Wren Alder"),
    customer.Opened(
        channel="web_chat",
        language="en-US",
        time_zone="America/Chicago",
        reference="K7Q",
        sender="s",
        follows="x",
        assistant_version="v",
        claimed_number="+15551230101",
        browser="b" * 64,
    ),
    turns.Turn(
        turn_id="t1",
        client_id="c1",
        text="hi",
        choice_id="c7-1",
        payload="/affirm",
        confidence=0.4,
        alternatives=["high"],
        interrupted=True,
        dtmf=True,
        sealed="gAAA",
        redactions=[REDACTION],
        mood="negative",
        language="es",
        cut=True,
    ),
    turns.Reply(
        turn_id="t1",
        client_id="c1",
        last=False,
        text="Hello",
        spoken="Hello there",
        choices=[ISSUED],
        expects="secret:4",
        asks="verification",
        links=[LINK],
        card=STEP_CARD,
        voiced=True,
        confidence=0.8,
    ),
    findings.Understood(
        turn_id="t1",
        turn=3,
        intent="ask_bill",
        confidence=0.9,
        runner_up="pay_bill",
        runner_up_confidence=0.05,
        active_loop="identity_form",
    ),
    findings.Fact(
        name="area", value="55401", status="stated", source="customer", turn=3, confidence=0.9, expires_at=AT
    ),
    findings.Step(guide="no-signal", step="airplane", title="Airplane mode", result="failed", turn=5),
    findings.Shown(article="a", turn=3),
    findings.Rejected(article="a", turn=4),
    findings.Promised(what="A call", due_at=AT, matter="dispute_charge", turn=4),
    findings.Verified(customer_id="C1", line_id="L1", level=2, method="pin", expires_at=AT),
    owners.OwnerChanged(
        before=Owner.QUEUE,
        after=Owner.AGENT,
        why="claim",
        agent_id="a1",
        agent_name="Wren",
        team="P",
        note="n",
    ),
    routed.Routed(
        team="Upper Midwest team",
        market="Minnesota",
        rule="home_team",
        agent_id="a1",
        agent_name="Maya",
        waited_s=1.0,
        ahead=2,
        predicted_s=0.0,
        candidates=[CANDIDATE],
        looked=[LOOK],
        reasons=["Home team: 1 of 2 who fit had room; Maya was the first of them."],
    ),
    owners.HandedOff(reason="policy", note="n", trigger="dispute_charge", turn=4),
    owners.HandoffDelivered(handoff_id="H1", queue="billing", wait_minutes=3),
    owners.HandedBack(learnt=[DESK_FACT], note="n"),
    owners.Resolved(code="done", note="n"),
    owners.Noted(text="n"),
    owners.Flagged(article="stores", note="Closed on Sundays since May"),
    customer.Preferred(door="team", lasting=True, remembered=True),
    customer.NumberLeft(number="555-010-1234"),
    customer.Rated(score=4, comment="fine"),
    turns.Heard(reply=4, words="Your bill"),
    turns.Seen(up_to=4),
    turns.Redacted(target=4, redactions=[REDACTION]),
    turns.Failed(turn_id="t1", code="timeout"),
    customer.ChannelChanged(channel="voice"),
    callbacks.CallbackBooked(
        callback_id="cb1",
        at=AT,
        number="+15551230101",
        time_zone="America/Chicago",
        team_id="upper_midwest",
        team="Upper Midwest team",
        places=3,
        waiting_since=AT,
        by="assistant",
    ),
    callbacks.CallbackMoved(callback_id="cb1", at=AT, places=3, by="link"),
    callbacks.CallbackCancelled(callback_id="cb1", by="link"),
    callbacks.CallbackDue(callback_id="cb1"),
    callbacks.CallbackCalling(callback_id="cb1"),
    callbacks.CallbackTried(callback_id="cb1", outcome="no_answer", next_at=AT, expires_at=AT),
    callbacks.CallbackMissed(callback_id="cb1", due_at=AT),
    callbacks.CallbackExpired(callback_id="cb1"),
    callbacks.CallConsent(number="+15551230101", given=True, wording="2026-11"),
    callbacks.PromiseDue(due_at=AT),
    calls.CallJoined(call_id="CA1", number="+15551230101", attested=True),
    calls.CallEnded(call_id="CA1"),
    calls.RecordingConsent(given=True, wording="1"),
]
TURN_FRAME = server_frames.TurnFrame(seq=3, client_id="c1", text="hi", choice_id="c7-1", at=AT)
THREAD_LINE = server_frames.ConversationLine(
    reference="K7Q-2PD-9XM",
    opened_at=AT,
    changed_at=AT,
    matter="No signal",
    owner="parked",
    agent=FACE,
    unread=2,
    last_words="I called the depot",
    here=True,
)
CLIENT_FRAMES: list[Shape] = [
    client_frames.Hello(
        after=3,
        resume_token="r",
        channel="web_chat",
        locale="en",
        time_zone="UTC",
        signed_identity="j",
        claimed_number="+15551230101",
        browser="k" * 43,
        call_ticket="t",
        call_id="CA1",
        number_attested=True,
    ),
    client_frames.CustomerTurn(
        client_id="c1",
        text="hi",
        language="es",
        choice_id="c7-1",
        confidence=0.5,
        alternatives=["high"],
        interrupted=True,
        dtmf=True,
    ),
    client_frames.Heard(seq=4, words="Your"),
    client_frames.AgentTurn(client_id="c2", agent_id="a1", text="Good morning", confidence=0.9),
    client_frames.Typing(),
    client_frames.Seen(seq=4),
    client_frames.Prefer(door="team", lasting=True),
    client_frames.ListConversations(),
    client_frames.ReadConversation(reference="K7Q-2PD-9XM", after=4),
    client_frames.Reopen(reference="K7Q-2PD-9XM"),
    client_frames.Rate(score=5, comment="good"),
    client_frames.BookCallback(at=AT, number="555-010-1234"),
    client_frames.AskSlots(),
    client_frames.CancelCallback(),
    client_frames.RefuseCalls(),
    client_frames.LeaveNumber(number="555-010-1234"),
    client_frames.Consent(given=True, wording="1"),
    client_frames.StartCall(),
    client_frames.End(),
]
SERVER_FRAMES: list[Shape] = [
    server_frames.Slots(
        team="Prairie", time_zone="America/Chicago", at=[AT], number="+15551230101", consent="You agree."
    ),
    server_frames.CallbackNotice(
        standing="booked",
        at=AT,
        number="+15551230101",
        team="Prairie",
        time_zone="America/Chicago",
        tries=1,
        links=[LINK],
    ),
    server_frames.Welcome(
        conversation_id=CONVERSATION,
        reference="K7Q",
        resume_token="r",
        head=3,
        owner="agent",
        agent=FACE,
        team="Prairie",
        signed_in_as="Juniper",
        choices=[CHOICE],
        follows="x",
        calls=True,
        door="team",
        browser="k" * 43,
        elsewhere=2,
        redial="whole",
        recording="given",
    ),
    server_frames.Ack(client_id="c1", seq=3),
    TURN_FRAME,
    server_frames.ReplyFrame(
        seq=4,
        author="agent",
        agent=FACE,
        client_id="c1",
        last=False,
        text="Hi",
        spoken="Hi",
        choices=[CHOICE],
        expects="phone",
        links=[LINK],
        card=TABLE,
        at=AT,
    ),
    server_frames.StateChanged(seq=5, owner="agent", agent=FACE, at=AT),
    server_frames.Waiting(place=1, minutes=3, callback_offered=True, number_offered=True),
    server_frames.TypingNotice(author="assistant", doing="Looking"),
    server_frames.SeenNotice(seq=4),
    server_frames.CallReady(url="ws://127.0.0.1:8081/call", ticket="t"),
    server_frames.DoorKept(door="team"),
    server_frames.AnsweredElsewhere(count=2),
    server_frames.TeamFaces(name="Prairie", people=36, faces=[FACE]),
    server_frames.ConversationList(items=[THREAD_LINE], locked=1),
    server_frames.Past(reference="K7Q-2PD-9XM", owner="closed", frames=[TURN_FRAME], more=True),
    server_frames.Blanked(seq=3, text="[card_number]"),
    server_frames.Problem(code="slow_down", text="t", client_id="c1", retry_after=1.5),
]
AGENT_FRAMES: list[Shape] = [
    desk_requests.JoinCall(request_id="r", conversation_id="c"),
    desk_requests.HangUpCall(request_id="r", conversation_id="c"),
    desk_requests.Presence(state="away"),
    desk_requests.Claim(request_id="r", conversation_id="c"),
    desk_requests.Open(request_id="r", conversation_id="c"),
    desk_requests.Shut(conversation_id="c"),
    desk_requests.AgentReply(request_id="r", conversation_id="c", client_id="k", text="hi"),
    desk_requests.AgentTyping(conversation_id="c"),
    desk_requests.AgentSeen(conversation_id="c", seq=3),
    desk_requests.Note(request_id="r", conversation_id="c", text="n"),
    desk_requests.Transfer(request_id="r", conversation_id="c", to="agent", agent_id="a2", note="n"),
    desk_requests.HandOver(request_id="r", to="agent", agent_id="a2", note="n"),
    desk_requests.HandBack(request_id="r", conversation_id="c", learnt=[DESK_FACT], note="n"),
    desk_requests.Resolve(request_id="r", conversation_id="c", code="done", note="n"),
    desk_requests.CallBack(request_id="r", conversation_id="c"),
    desk_requests.CallOutcome(request_id="r", conversation_id="c", outcome="no_answer"),
    desk_requests.Park(request_id="r", conversation_id="c", promise="a call", due_at=AT),
    desk_requests.Draft(conversation_id="c", text="What is your number?"),
    desk_requests.Search(request_id="r", query="555"),
    desk_requests.ShowAccount(request_id="r", conversation_id="c"),
    desk_requests.ShowEarlier(request_id="r", conversation_id="c"),
    desk_requests.Suggest(request_id="r", conversation_id="c", query="stores"),
    desk_requests.FlagArticle(request_id="r", conversation_id="c", article="stores", note="n"),
]
CALL = desk_views.CallView(call_ref="c-1", agent_id="a1", transcribed=True)
DESK_FRAMES: list[Shape] = [
    desk_protocol.CallChanged(conversation_id="c", call=CALL, why="began"),
    desk_protocol.VoiceReady(
        request_id="r", conversation_id="c", url="wss://voice.example/agent", ticket="t"
    ),
    desk_protocol.DeskWelcome(
        agent=AGENT_CARD,
        agents=[AGENT_CARD],
        wrap_up_codes=[CODE],
        fact_labels={"area": "Area"},
        inbox=[INBOX_ITEM],
    ),
    desk_protocol.InboxChanged(item=INBOX_ITEM),
    desk_protocol.InboxRemoved(conversation_id="c"),
    desk_protocol.AgentsChanged(agents=[AGENT_CARD]),
    desk_protocol.ConversationView(
        request_id="r",
        conversation_id="c",
        owner="agent",
        agent_id="a1",
        packet=PACKET,
        call=CALL,
        transcript=[LINE],
    ),
    desk_protocol.TranscriptGrew(conversation_id="c", item=LINE),
    desk_protocol.PacketChanged(conversation_id="c", owner="agent", agent_id="a1", packet=PACKET),
    desk_protocol.CustomerTyping(conversation_id="c"),
    desk_protocol.CustomerSeen(conversation_id="c", seq=2),
    desk_protocol.AlreadyKnown(conversation_id="c", label="Area", value="55401", turn=3),
    desk_protocol.Account(
        request_id="r", conversation_id="c", account={"customer": {"id": 1}}, problem="late"
    ),
    desk_protocol.Earlier(request_id="r", conversation_id="c", conversations=[EARLIER]),
    desk_protocol.Suggestions(request_id="r", conversation_id="c", articles=[ARTICLE], problem="late"),
    desk_protocol.SearchResults(request_id="r", items=[INBOX_ITEM]),
    desk_protocol.Dial(
        request_id="r", conversation_id="c", number="+15551230101", shown="555-123-0101", placed=True
    ),
    desk_protocol.Done(request_id="r", conversation_id="c"),
    desk_protocol.Refused(request_id="r", code="already_claimed", text="t", by="Wren"),
]
ABILITIES = gateway_protocol.Abilities(
    places_calls=True, room=4, draining=True, takes_down_speech=True, recogniser="base.en"
)
ON_LINE = gateway_protocol.CallOnLine(
    call_ref="c-1", conversation_id=CONVERSATION, role="customer", agent_id="a1"
)
GATEWAY_FRAMES: list[Shape] = [
    gateway_protocol.Hello(gateway_id="g1", abilities=ABILITIES, calls=[ON_LINE]),
    gateway_protocol.AbilitiesChanged(abilities=ABILITIES),
    gateway_protocol.CallBegan(call=ON_LINE),
    gateway_protocol.CallChanged(call_ref="c-1", state="ended", why="caller_left"),
    gateway_protocol.RedeemTicket(request_id="q1", ticket="t"),
    gateway_protocol.AgentJoined(call_ref="c-1", agent_id="a1"),
    gateway_protocol.AgentLeft(call_ref="c-1", agent_id="a1", why="dropped"),
    gateway_protocol.Done(request_id="r"),
    gateway_protocol.Refused(request_id="r", code="no_room", text="t"),
]
CONTROL_FRAMES: list[Shape] = [
    gateway_protocol.Welcome(),
    gateway_protocol.PlaceCall(
        request_id="r",
        call_ref="out-1",
        number="+15551230101",
        role="customer",
        call_ticket="t",
        agent_id="a1",
        agent_name="Wren Alder",
        ring_s=25.0,
        words="Hello",
    ),
    gateway_protocol.BridgeCalls(request_id="r", call_ref="c-1", with_ref="out-1"),
    gateway_protocol.TransferCall(request_id="r", call_ref="c-1", number="+15551230101"),
    gateway_protocol.HangUp(request_id="r", call_ref="c-1"),
    gateway_protocol.Drain(request_id="r"),
    gateway_protocol.AgentAdmitted(
        request_id="q1", call_ref="c-1", conversation_id=CONVERSATION, agent_id="a1", agent_name="Wren Alder"
    ),
    gateway_protocol.Refused(request_id="q1", code="ticket_refused", text="t"),
]
CALLBACK_WISH = care.CallbackWish(do="book", at=AT, number="+15551230101")
CARE = care.Care(
    callback=CALLBACK_WISH,
    asks="area",
    expects="zip",
    choices=[CHOICE],
    facts=[LEARNT],
    steps=[STEP_TAKEN],
    shown=["a"],
    rejected=["b"],
    promises=[PROMISE],
    mood="neutral",
    handoff=REQUEST,
    prefers="team",
    spoken="s",
    links=[LINK],
    card=TABLE,
)
PARTS: list[Shape] = [
    THREAD_LINE,
    CHOICE,
    LINK,
    ROW,
    TABLE,
    STEP_CARD,
    AMOUNT,
    STEP_TAKEN,
    PROMISE,
    CALLBACK_WISH,
    LEARNT,
    IN_FORCE,
    REQUEST,
    AUTHOR,
    ISSUED,
    REDACTION,
    DESK_FACT,
    CANDIDATE,
    LOOK,
    FACE,
    AGENT_CARD,
    INBOX_ITEM,
    LINE,
    CODE,
    EARLIER,
    ARTICLE,
    ABILITIES,
    CALL,
    ON_LINE,
    STEP_TRIED,
    MOOD_AT,
    CONTACT,
    SHOWN_ARTICLE,
    PROMISE_MADE,
    SUMMARY,
    TRANSCRIPT_LINE,
    PACKET,
    CARE,
    *GROUPS.values(),
    events.NewEvent(author=AUTHOR, payload=EVENTS[1]),
    events.Event(conversation_id=CONVERSATION, seq=4, public_seq=2, at=AT, author=AUTHOR, payload=EVENTS[1]),
]

SAMPLES: list[Shape] = [
    *EVENTS,
    *CLIENT_FRAMES,
    *SERVER_FRAMES,
    *AGENT_FRAMES,
    *DESK_FRAMES,
    *GATEWAY_FRAMES,
    *CONTROL_FRAMES,
    *PARTS,
]

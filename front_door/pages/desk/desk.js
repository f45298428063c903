/** What the desk knows: agents, inbox, the open conversation; kept in step with the front door. */

import { setClock } from "./times.js";
import { tabMemory } from "./preferences.js";
import { UnsentReplies } from "./replies.js";
import { BECAUSE } from "./words.js";
import { VoiceCall } from "./voice-call.js";
import { Wire } from "./wire.js";

const TYPING_MS = 5_000;

/**
 * Events: `change` (something shown changed), `arrived` (detail: an inbox item that calls for attention),
 * `connection`, `dial_over` (a dialled call has ended; detail: the `dial`), `signed_out`, `told` (detail: `{text, tone}`
 * for the person at the desk).
 */
export class Desk extends EventTarget {
  me = null;
  agents = new Map();
  codes = [];
  labels = {};
  inbox = new Map();
  /** The open conversation, or null. */
  view = null;
  selected = null;
  ready = false;
  results = null;
  /** The call that was dialled for me: once the customer answers my voice joins. */
  dialled = null;
  #replies = new UnsentReplies();
  #offered = new Set();
  #typingTimer = 0;

  constructor() {
    super();
    this.wire = new Wire();
    this.voice = new VoiceCall((frame) => this.wire.request(frame));
    this.voice.addEventListener("change", () => this.#changed("view"));
    this.wire.addEventListener("frame", (event) => this.#take(event.detail));
    this.wire.addEventListener("state", () => this.#changed("connection"));
    this.wire.addEventListener("signed_out", () => this.dispatchEvent(new CustomEvent("signed_out")));
  }

  start() {
    this.wire.start();
  }

  end() {
    this.voice.leave();
    this.wire.end();
  }

  get connection() {
    return this.wire.state;
  }

  get isMine() {
    return this.view?.owner === "agent" && this.view.agent_id === this.me?.agent_id;
  }

  /** Whether somebody who waits is my team's, or was offered to me: then the row stays where it is. */
  isForMe(item) {
    if (item.offered_to === this.me.agent_id) this.#offered.add(item.conversation_id);
    return !item.team || item.team === this.me.team || this.#offered.has(item.conversation_id);
  }

  agentName(agentId) {
    return agentId === this.me?.agent_id ? "you" : (this.agents.get(agentId)?.name ?? "a colleague");
  }

  tell(text, tone = "info") {
    this.dispatchEvent(new CustomEvent("told", { detail: { text, tone } }));
  }

  // -- looking ---------------------------------------------------------------------------------------

  /** Open a conversation; the one before is shut. */
  async open(conversationId, { quiet = false } = {}) {
    if (this.selected && this.selected !== conversationId) {
      this.wire.send({ type: "shut", conversation_id: this.selected });
    }
    this.selected = conversationId;
    if (this.view?.conversation_id !== conversationId) this.view = emptyView(conversationId);
    this.#changed(quiet ? "view" : "opened");
    try {
      await this.wire.request({ type: "open", conversation_id: conversationId });
    } catch (problem) {
      if (this.selected !== conversationId) return;
      this.view = { ...emptyView(conversationId), loading: false, problem: problem.message };
      this.#changed("view");
    }
  }

  close() {
    if (this.selected) this.wire.send({ type: "shut", conversation_id: this.selected });
    this.selected = null;
    this.view = null;
    this.#changed("opened");
  }

  async search(query) {
    if (!query.trim()) {
      this.results = null;
      return this.#changed("inbox");
    }
    const { items } = await this.wire.request({ type: "search", query });
    this.results = { query, items };
    return this.#changed("inbox");
  }

  /** Account or earlier conversations of the open conversation, read once until asked again. */
  async look(what, { again = false } = {}) {
    const view = this.view;
    if (!view || (view[what] && !again)) return;
    view[what] = { loading: true };
    this.#changed("customer");
    try {
      const answer = await this.wire.request({ type: what, conversation_id: view.conversation_id });
      view[what] = what === "account" ? { account: answer.account, problem: answer.problem } : answer;
    } catch (problem) {
      view[what] = { problem: problem.message, code: problem.code };
    }
    this.#changed("customer");
  }

  // -- doing -----------------------------------------------------------------------------------------

  /** A move on the open conversation; rejects with Refused or ConnectionLost. */
  move(type, values = {}) {
    return this.wire.request({ type, conversation_id: this.view.conversation_id, ...values });
  }

  async claim(conversationId = this.selected) {
    try {
      await this.wire.request({ type: "claim", conversation_id: conversationId });
    } catch (problem) {
      this.tell(problem.message, "warn");
    }
  }

  /** The customer's call is over, joined or not. */
  async endCall() {
    try {
      await this.wire.request({ type: "hang_up_call", conversation_id: this.selected });
    } catch (problem) {
      this.tell(problem.message, "warn");
    }
  }

  /** A gateway dials: my voice joins once the customer answers. */
  rang(dial) {
    this.dialled = dial;
    this.#changed("view");
  }

  /** Whether the phone of this conversation's customer rings for me. */
  get rings() {
    const { view, dialled } = this;
    return Boolean(dialled) && dialled.conversation_id === view?.conversation_id && !view.call && view.packet?.callback?.standing === "calling";
  }

  /** The phone rings no longer; nothing is on record as a try in vain, and it can be called again. */
  async stopRinging() {
    await this.endCall();
    this.dialled = null;
    this.#changed("view");
  }

  /** Send a reply; it stands in the transcript at once and is said again until it is confirmed. */
  reply(text) {
    const view = this.view;
    const clientId = crypto.randomUUID();
    this.#send({ client_id: clientId, conversation_id: view.conversation_id, text, at: new Date().toISOString() });
  }

  retry(clientId) {
    const reply = this.#replies.get(clientId);
    if (reply) this.#send({ ...reply, problem: null });
  }

  /** Take back a reply that was refused; its text. */
  takeBack(clientId) {
    const reply = this.#replies.get(clientId);
    this.#replies.remove(clientId);
    this.#changed("view");
    return reply?.text ?? "";
  }

  /** Replies of the open conversation that are not confirmed yet. */
  get pending() {
    return this.#replies.of(this.selected);
  }

  typing() {
    if (this.isMine) this.wire.send({ type: "typing", conversation_id: this.selected });
  }

  draft(text) {
    if (this.view) this.wire.send({ type: "draft", conversation_id: this.selected, text });
  }

  seen() {
    const last = this.view?.transcript.findLast((item) => item.public_seq)?.public_seq ?? 0;
    if (!this.isMine || document.hidden || last <= (this.view.told_seen ?? 0)) return;
    if (this.wire.send({ type: "seen", conversation_id: this.selected, seq: last })) this.view.told_seen = last;
  }

  present(state) {
    tabMemory.set("presence", state);
    this.wire.send({ type: "presence", state });
  }

  /** Everything I hold, to the queue or to a colleague. */
  handOver(to, note) {
    const whom = to === "queue" ? { to } : { to: "agent", agent_id: to };
    return this.wire.request({ type: "hand_over", ...whom, note });
  }

  async #send(reply) {
    this.#replies.put(reply);
    this.#changed("view");
    const { client_id, conversation_id, text } = reply;
    try {
      await this.wire.request({ type: "reply", client_id, conversation_id, text });
      this.#replies.remove(client_id);
    } catch (problem) {
      this.#replies.put({ ...reply, problem: problem.message });
    }
    this.#changed("view");
  }

  // -- frames ----------------------------------------------------------------------------------------

  #take(frame) {
    const handler = this[`on_${frame.type}`];
    if (handler) handler.call(this, frame);
  }

  on_welcome(frame) {
    const first = !this.ready;
    this.me = frame.agent;
    this.agents = new Map(frame.agents.map((agent) => [agent.agent_id, agent]));
    this.codes = frame.wrap_up_codes;
    this.labels = frame.fact_labels;
    this.inbox = new Map(frame.inbox.map((item) => [item.conversation_id, item]));
    this.ready = true;
    for (const item of frame.inbox) setClock(item.last_at);
    const chosen = tabMemory.get("presence");
    if (chosen && chosen !== frame.agent.state) this.wire.send({ type: "presence", state: chosen });
    if (first) for (const reply of this.#replies.recall()) this.#send(reply);
    else if (this.selected) this.open(this.selected, { quiet: true });
    this.#changed("welcome");
  }

  on_agents_changed({ agents }) {
    this.agents = new Map(agents.map((agent) => [agent.agent_id, agent]));
    const before = this.me;
    this.me = this.agents.get(this.me?.agent_id) ?? this.me;
    if (this.me.because && this.me.because !== before?.because) {
      tabMemory.set("presence", "away");
      this.tell(BECAUSE[this.me.because], "warn");
    }
    this.#changed("agents");
  }

  on_inbox_changed({ item }) {
    const before = this.inbox.get(item.conversation_id);
    this.inbox.set(item.conversation_id, item);
    setClock(item.last_at);
    if (item.conversation_id === this.selected && this.isMine && !document.hidden) this.seen();
    if (this.#callsForAttention(before, item)) this.dispatchEvent(new CustomEvent("arrived", { detail: item }));
    this.#changed("inbox");
  }

  #callsForAttention(before, item) {
    if (item.owner === "queue") return before?.owner !== "queue";
    if (item.owner !== "agent" || item.agent_id !== this.me.agent_id) return false;
    return item.unread > (before?.unread ?? 0) || before?.agent_id !== item.agent_id;
  }

  on_inbox_removed({ conversation_id: conversationId }) {
    this.inbox.delete(conversationId);
    this.#changed("inbox");
  }

  on_conversation(frame) {
    if (frame.conversation_id !== this.selected) return;
    const before = this.view?.conversation_id === frame.conversation_id ? this.view : emptyView(this.selected);
    this.view = { ...before, ...frame, agent_id: frame.agent_id ?? null, call: frame.call ?? null, loading: false, problem: null };
    this.seen();
    this.#changed("view");
  }

  on_call({ conversation_id: conversationId, call = null, why }) {
    if (conversationId !== this.selected || this.view.loading) return;
    Object.assign(this.view, { call, call_over: call ? null : why });
    if (this.isMine && this.dialled?.conversation_id === conversationId) {
      if (call) this.voice.join(conversationId);
      else {
        this.dispatchEvent(new CustomEvent("dial_over", { detail: this.dialled }));
        this.dialled = null;
      }
    }
    this.#changed("view");
  }

  on_transcript({ conversation_id: conversationId, item }) {
    if (conversationId !== this.selected || this.view.loading) return;
    setClock(item.at);
    if (this.view.transcript.some((line) => line.seq === item.seq)) return;
    this.view.transcript = [...this.view.transcript, item];
    if (item.client_id) this.#replies.remove(item.client_id);
    if (item.role === "customer") this.view.typing = false;
    this.seen();
    this.#changed("view");
  }

  on_packet({ conversation_id: conversationId, owner, agent_id: agentId = null, packet }) {
    if (conversationId !== this.selected || this.view.loading) return;
    Object.assign(this.view, { owner, agent_id: agentId, packet });
    this.seen();
    this.#changed("view");
  }

  on_typing({ conversation_id: conversationId }) {
    if (conversationId !== this.selected) return;
    this.view.typing = true;
    clearTimeout(this.#typingTimer);
    this.#typingTimer = setTimeout(() => {
      if (this.view) this.view.typing = false;
      this.#changed("view");
    }, TYPING_MS);
    this.#changed("view");
  }

  on_seen({ conversation_id: conversationId, seq }) {
    if (conversationId !== this.selected) return;
    this.view.customer_seen = Math.max(seq, this.view.customer_seen ?? 0);
    this.#changed("view");
  }

  on_already_known({ conversation_id: conversationId, label, value, turn = null }) {
    if (conversationId !== this.selected) return;
    this.view.warning = label ? { label, value, turn } : null;
    this.#changed("view");
  }

  on_refused({ text }) {
    this.tell(text, "warn");
  }

  #changed(what) {
    this.dispatchEvent(new CustomEvent("change", { detail: what }));
  }
}

const emptyView = (conversationId) => ({
  conversation_id: conversationId,
  loading: true,
  problem: null,
  owner: null,
  agent_id: null,
  packet: null,
  call: null,
  call_over: null,
  transcript: [],
  typing: false,
  warning: null,
  customer_seen: 0,
});

/** The conversation in the middle: whose it is, what can be done with it, what was said. */

import { callPanel } from "./call-panel.js";
import "./composer.js";
import { h, icon, keycap, morphChildren } from "./dom.js";
import { nothingOpen } from "./inbox-list.js";
import { ago } from "./times.js";
import { transcriptLines } from "./transcript.js";
import { CHANNELS, MAY_CALL, OWNERS, UNKNOWN } from "./words.js";

const AT_END_PX = 48;

/** What can be done, by who holds the conversation; keys are those of the keyboard help. */
const MOVES = [
  { name: "claim", label: "Claim", key: "C", when: (desk) => ["queue", "parked"].includes(desk.view.owner), primary: true },
  { name: "call_back", label: "Call", key: "L", when: (desk) => desk.isMine && !desk.rings && MAY_CALL.has(desk.view.packet?.callback?.standing), primary: true },
  { name: "transfer", label: "Transfer", key: "T", when: (desk) => desk.isMine },
  { name: "hand_back", label: "Hand back", key: "B", when: (desk) => desk.isMine },
  { name: "park", label: "Park", key: "P", when: (desk) => desk.isMine },
  { name: "note", label: "Note", key: "N", when: (desk) => desk.view.owner !== "closed" },
  { name: "resolve", label: "Resolve", key: "E", when: (desk) => desk.isMine, primary: true },
];

/** The move of this name, if it is offered now. */
export const offered = (desk, name) => desk.view?.packet && MOVES.find((move) => move.name === name && move.when(desk));

class DeskConversation extends HTMLElement {
  /** The desk, given by the app. */
  desk = null;
  #shown = null;
  #lastSeq = 0;
  #firstNew = null;
  #atEnd = true;

  #resized = new ResizeObserver(() => this.#atEnd && this.#log && this.#toEnd());

  connectedCallback() {
    this.addEventListener("show-turn", (event) => this.showTurn(event.detail));
    this.addEventListener("take-back", (event) => this.composer.insert(this.desk.takeBack(event.detail)));
  }

  /** How loud somebody is, shown without drawing anything anew. */
  level({ who, level, speaks }) {
    const shown = this.querySelector(`.call-level[data-who="${who}"]`);
    if (!shown) return;
    shown.querySelector("meter").value = level;
    shown.dataset.speaks = String(speaks);
  }

  disconnectedCallback() {
    this.#resized.disconnect();
  }

  get composer() {
    return this.querySelector("desk-composer");
  }

  get #log() {
    return this.querySelector(".log");
  }

  update() {
    const { desk } = this;
    if (!desk.view) {
      this.#shown = null;
      morphChildren(this, [desk.ready ? nothingOpen(desk) : null]);
      return;
    }
    if (desk.view.problem) return this.#cannotShow();
    const fresh = this.#shown !== desk.selected;
    this.#markNew(fresh);
    morphChildren(this, [this.#head(), desk.view.packet ? callPanel(desk) : null, this.#body(), this.#foot()]);
    const composer = this.composer;
    composer.desk = desk;
    composer.update();
    this.#settle(fresh);
    return undefined;
  }

  /** Scroll to a turn and show which one it is. */
  showTurn(turn) {
    const target = this.querySelector(`#turn-${turn}`);
    if (!target) return;
    target.scrollIntoView({ block: "center" });
    target.focus({ preventScroll: true });
    target.classList.remove("found");
    requestAnimationFrame(() => target.classList.add("found"));
  }

  /** Everything up to here has been before the agent's eyes. */
  #markNew(fresh) {
    const { transcript, loading } = this.desk.view;
    const last = transcript.at(-1)?.seq ?? 0;
    if (fresh || (last > this.#lastSeq && this.#atEnd && !document.hidden)) this.#firstNew = null;
    else if (last > this.#lastSeq && this.#firstNew === null) {
      this.#firstNew = transcript.find((item) => item.seq > this.#lastSeq && item.role !== "agent")?.seq ?? null;
    }
    if (!loading) this.#lastSeq = last;
  }

  #settle(fresh) {
    this.#resized.observe(this.#log);
    if (fresh && !this.desk.view.loading) this.#shown = this.desk.selected;
    if (fresh || this.#atEnd) this.#toEnd();
  }

  #toEnd() {
    const log = this.#log;
    log.scrollTop = log.scrollHeight;
    this.#atEnd = true;
  }

  #scrolled() {
    const log = this.#log;
    this.#atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < AT_END_PX;
    if (this.#atEnd && this.#firstNew !== null && !document.hidden) {
      const button = this.querySelector(".to-new");
      if (button) this.update();
    }
  }

  #head() {
    const { view } = this.desk;
    const packet = view.packet;
    const channel = CHANNELS[packet?.conversation.channels.at(-1) ?? "web_chat"];
    return h("header", { class: "talk-head", key: "head" },
      h("button", { class: "icon-button only-narrow", type: "button", "aria-label": "Back to the inbox", onclick: () => this.#go("inbox") }, icon("back")),
      h("div", { class: "talk-title" },
        h("h2", { tabindex: "-1" }, packet ? (packet.customer.name ?? UNKNOWN) : "Loading"),
        packet ? h("p", {},
          h("span", { class: `owner owner-${view.owner}` }, this.#owner()),
          h("span", {}, packet.conversation.reference),
          h("span", {}, channel.word),
          h("span", {}, "opened ", ago(packet.conversation.opened_at, "ago"))) : null),
      h("div", { class: "moves", role: "toolbar", "aria-label": "What to do with this conversation" }, MOVES.filter((move) => packet && move.when(this.desk)).map((move) => this.#button(move))));
  }

  #owner() {
    const { view } = this.desk;
    if (view.owner === "agent") return this.desk.isMine ? "Yours" : `Held by ${this.desk.agentName(view.agent_id)}`;
    return OWNERS[view.owner];
  }

  #button(move) {
    return h("button", { class: `button small${move.primary ? " primary" : ""}`, type: "button", key: move.name, "aria-keyshortcuts": move.key, onclick: () => this.dispatchEvent(new CustomEvent("move", { bubbles: true, detail: move.name })) },
      move.label, keycap(move.key));
  }

  #body() {
    const { view } = this.desk;
    return h("div", { class: "talk-body", key: "body" },
      h("div", { class: "log", key: "log", role: "log", "aria-label": "Transcript", tabindex: "0", onscroll: () => this.#scrolled() },
        view.loading ? h("p", { class: "quiet centred", key: "loading" }, "Loading the conversation") : null,
        h("ol", { class: "lines", key: "lines", role: "list" }, view.loading ? [] : transcriptLines(this.desk, this.#firstNew))),
      this.#firstNew !== null && !this.#atEnd
        ? h("button", { class: "button to-new", type: "button", key: "to-new", onclick: () => this.#showNew() }, icon("down"), "New messages")
        : null);
  }

  #showNew() {
    this.querySelector(".new-marker")?.scrollIntoView({ block: "start" });
    this.#scrolled();
  }

  #foot() {
    const { view } = this.desk;
    return h("footer", { class: "talk-foot", key: "foot" },
      h("p", { class: "typing", role: "status", key: "typing" }, view.typing ? "The customer is typing" : ""),
      view.packet && !this.desk.isMine ? this.#notMine() : null,
      h("desk-composer", { key: "composer", "data-own": true }));
  }

  #notMine() {
    const { view } = this.desk;
    if (view.owner === "closed") return h("p", { class: "hint", key: "hint" }, "This conversation is closed. If the customer writes again, a new one opens and is linked to it.");
    if (view.owner === "assistant") return h("p", { class: "hint", key: "hint" }, "The assistant holds this conversation. You can read along and leave a note.");
    if (view.owner === "agent") return h("p", { class: "hint", key: "hint" }, `${this.desk.agentName(view.agent_id)} holds this conversation. You can read along and leave a note.`);
    return h("div", { class: "hint claim-hint", key: "hint" }, h("span", {}, "Reading along. Claim it to answer."),
      h("button", { class: "button primary", type: "button", onclick: () => this.dispatchEvent(new CustomEvent("move", { bubbles: true, detail: "claim" })) }, "Claim", keycap("C")));
  }

  #cannotShow() {
    morphChildren(this, [h("div", { class: "empty", key: "problem" }, icon("warn"), h("h2", {}, "This conversation cannot be shown"), h("p", {}, this.desk.view.problem),
      h("button", { class: "button", type: "button", onclick: () => this.desk.open(this.desk.selected) }, "Try again"))]);
  }

  #go(pane) {
    this.dispatchEvent(new CustomEvent("go", { bubbles: true, detail: pane }));
  }
}

customElements.define("desk-conversation", DeskConversation);

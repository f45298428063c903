/** The desk's frame: header, three columns, keys, messages; it passes changes on to the columns. */

import { chime, count, notify } from "./alerts.js";
import { offered } from "./conversation.js";
import "./customer.js";
import { Desk } from "./desk.js";
import { openCall, openHelp, openMe, openMove } from "./dialogs.js";
import { h, icon, keycap, morphChildren } from "./dom.js";
import "./inbox-list.js";
import "./lead.js";
import { preference, prefer, tabMemory } from "./preferences.js";
import { signOut } from "./session.js";
import { rememberedTheme, rememberTheme } from "/theme.js";
import { timeOfDay } from "./times.js";
import { CONNECTIONS, STATES } from "./words.js";

const PANES = [["inbox", "Inbox"], ["talk", "Conversation"], ["customer", "Customer"]];
const SIGNED_OUT = "You are signed out.";
const SIGNED_OUT_ELSEWHERE = "You were signed out. Sign in to go on; what you had typed is kept.";
const TOLD_MS = 6_000;
const NEXT_THEME = { null: "dark", dark: "light", light: null };
const THEME_WORDS = { null: "as your device", dark: "dark", light: "light" };

class DeskApp extends HTMLElement {
  #desk = new Desk();
  #pane = "inbox";
  #told = null;
  #toldTimer = 0;
  #leaving = false;
  #stop = new AbortController();
  /** The team is shown in place of the columns. */
  #leading = false;

  connectedCallback() {
    morphChildren(this, [
      h("header", { class: "top", key: "top" }),
      h("div", { class: "banner", key: "banner", role: "status" }),
      h("main", { class: "columns", key: "columns" },
        h("nav", { class: "column inbox", "aria-label": "Inbox" }, h("desk-inbox", {})),
        h("section", { class: "column talk", "aria-label": "Conversation" }, h("desk-conversation", {})),
        h("aside", { class: "column customer", "aria-label": "Customer" }, h("desk-customer", {}))),
      h("nav", { class: "panes", key: "panes", "aria-label": "Columns" }),
      h("div", { class: "told", key: "told", role: "status" }),
    ]);
    for (const column of [this.inbox, this.talk, this.customer]) column.desk = this.#desk;
    this.#listen();
    this.#update("connection");
    this.#desk.start();
  }

  disconnectedCallback() {
    this.#stop.abort();
    this.#desk.end();
  }

  get inbox() { return this.querySelector("desk-inbox"); }
  get talk() { return this.querySelector("desk-conversation"); }
  get customer() { return this.querySelector("desk-customer"); }

  #listen() {
    const { signal } = this.#stop;
    const desk = this.#desk;
    desk.addEventListener("change", (event) => this.#update(event.detail));
    desk.addEventListener("arrived", (event) => notify(event.detail, (id) => this.#open(id)));
    desk.addEventListener("told", (event) => this.#tell(event.detail));
    desk.addEventListener("dial_over", (event) => openCall(desk, event.detail));
    desk.voice.addEventListener("level", (event) => this.talk.level(event.detail));
    desk.addEventListener("signed_out", () => this.#left(this.#leaving ? SIGNED_OUT : SIGNED_OUT_ELSEWHERE));
    this.addEventListener("open-conversation", (event) => this.#open(event.detail));
    this.addEventListener("leave-lead", () => this.#lead(false));
    this.addEventListener("clear-search", () => this.#clearSearch());
    this.addEventListener("move", (event) => this.#move(event.detail));
    this.addEventListener("go", (event) => this.#show(event.detail));
    this.addEventListener("insert", (event) => this.#insert(event.detail));
    this.customer.addEventListener("show-turn", (event) => this.#showTurn(event.detail));
    document.addEventListener("keydown", (event) => this.#key(event), { signal });
    document.addEventListener("visibilitychange", () => desk.seen(), { signal });
    window.addEventListener("hashchange", () => this.#fromAddress(), { signal });
  }

  #update(what) {
    if (what === "opened") this.customer.opened();
    if (what === "welcome" && !this.#desk.selected) this.#fromAddress();
    this.inbox.update();
    this.talk.update();
    this.customer.update();
    this.querySelector("desk-lead")?.update();
    this.#header();
    this.#banner();
    this.#panes();
    const items = [...this.#desk.inbox.values()];
    const mine = items.filter((item) => item.owner === "agent" && item.agent_id === this.#desk.me?.agent_id);
    count(items.filter((item) => item.owner === "queue").length, mine.reduce((sum, item) => sum + item.unread, 0));
  }

  // -- header ----------------------------------------------------------------------------------------

  #header() {
    const { me, connection } = this.#desk;
    morphChildren(this.querySelector(".top"), [
      h("div", { class: "brand" }, h("img", { src: "/desk/icon.svg", alt: "", width: "24", height: "24" }), h("h1", {}, "Desk"), me ? h("span", { class: "quiet brand-team" }, me.team) : null),
      h("form", { class: "search", role: "search", onsubmit: (event) => this.#search(event) },
        icon("search"),
        h("label", { class: "hidden", for: "search" }, "Search by phone number, name or reference"),
        h("input", { id: "search", type: "search", placeholder: "Number, name or reference", autocomplete: "off", "aria-keyshortcuts": "/", onkeydown: (event) => event.key === "Escape" && this.#clearSearch() }),
        keycap("/")),
      h("div", { class: "top-right" },
        h("span", { class: `connection ${connection}` }, h("i", { "aria-hidden": "true" }), CONNECTIONS[connection]),
        this.#inCall(),
        me?.lead ? h("button", { class: "button small team-button", type: "button", key: "lead", "aria-pressed": String(this.#leading), "aria-keyshortcuts": "W", onclick: () => this.#lead(!this.#leading) }, "Team", keycap("W")) : null,
        me ? this.#presence(me) : null,
        this.#tool("sound", preference("sound") ? "bell" : "bell_off", "Sound", { "aria-pressed": String(preference("sound")), title: preference("sound") ? "Sound is on" : "Sound is off", onclick: () => this.#sound() }),
        this.#tool("theme", "theme", `Colours: ${THEME_WORDS[rememberedTheme()]}`, { title: `Colours: ${THEME_WORDS[rememberedTheme()]}`, onclick: () => this.#theme() }),
        this.#tool("help", "help", "Keys", { title: "Keys", "aria-keyshortcuts": "?", onclick: openHelp }),
        me ? h("button", { class: "me", type: "button", "aria-label": `${me.name}: sign out`, title: me.name, onclick: () => openMe(this.#desk, (how) => this.#leave(how)) }, h("img", { src: me.photo, alt: "", width: "32", height: "32", class: "face" })) : null),
    ]);
  }

  /** Back to the call that goes on, from wherever one looks. */
  #inCall() {
    const { voice, selected } = this.#desk;
    if (!voice.on || voice.conversationId === selected) return null;
    return h("button", { class: "button small in-call", type: "button", key: "in-call", onclick: () => this.#open(voice.conversationId) }, icon("phone"), "Back to the call");
  }

  #presence(me) {
    const takes = me.state === "available";
    const ends = me.shift_ends_at ? `. Shift until ${timeOfDay(me.shift_ends_at)}` : "";
    const title = me.winds_down && takes ? "Your shift ends soon: nothing new is passed to you" : takes ? "Customers may be passed to you" : "Nothing new is passed to you";
    return h("button", { class: `presence ${me.state}`, type: "button", title: `${title}${ends}`, "aria-label": `${STATES[me.state]}: switch to ${takes ? "away" : "available"}`, onclick: () => this.#desk.present(takes ? "away" : "available") },
      h("i", { "aria-hidden": "true" }), STATES[me.state],
      me.winds_down ? h("span", { class: "quiet shift-end" }, `until ${timeOfDay(me.shift_ends_at)}`) : null);
  }

  #tool(key, shape, label, attributes) {
    return h("button", { class: "icon-button", type: "button", key, "aria-label": label, ...attributes }, icon(shape));
  }

  #banner() {
    const words = {
      offline: "You are offline. What you write is kept here and sent when the connection is back.",
      reconnecting: "The connection broke. Coming back; what you write is kept.",
    }[this.#desk.connection];
    morphChildren(this.querySelector(".banner"), words ? [h("p", {}, icon("offline"), words)] : []);
  }

  #panes() {
    const waiting = [...this.#desk.inbox.values()].filter((item) => item.owner === "queue").length;
    this.dataset.pane = this.#pane;
    morphChildren(this.querySelector(".panes"), PANES.map(([name, title]) =>
      h("button", { type: "button", key: name, "aria-current": name === this.#pane ? "true" : null, disabled: name !== "inbox" && !this.#desk.selected, onclick: () => this.#show(name) },
        title, name === "inbox" && waiting ? h("span", { class: "badge" }, String(waiting), h("span", { class: "hidden" }, " waiting")) : null)));
  }

  #tell({ text, tone }) {
    this.#told = h("p", { class: `told-${tone}` }, icon(tone === "warn" ? "warn" : "check"), h("span", {}, text));
    this.querySelector(".told").replaceChildren(this.#told);
    clearTimeout(this.#toldTimer);
    this.#toldTimer = setTimeout(() => this.querySelector(".told")?.replaceChildren(), TOLD_MS);
  }

  #sound() {
    prefer("sound", !preference("sound"));
    chime();
    this.#header();
  }

  #theme() {
    rememberTheme(NEXT_THEME[rememberedTheme()]);
    this.#header();
  }

  async #leave(how) {
    this.#leaving = true;
    try {
      await signOut(how);
      tabMemory.set("presence", "");
      this.#left(SIGNED_OUT);
    } catch (problem) {
      this.#leaving = false;
      this.#tell({ text: problem.message, tone: "warn" });
    }
  }

  #left(reason) {
    this.dispatchEvent(new CustomEvent("signed-out", { detail: reason }));
  }

  // -- going about -----------------------------------------------------------------------------------

  /** Show the team, or the columns again. */
  #lead(shown) {
    if (shown === this.#leading || (shown && !this.#desk.me?.lead)) return;
    this.#leading = shown;
    this.querySelector(".columns").hidden = shown;
    this.querySelector(".panes").hidden = shown;
    if (shown) {
      const view = h("desk-lead", { role: "main", "aria-label": "Team" });
      view.desk = this.#desk;
      this.querySelector(".columns").after(view);
      view.querySelector("h2")?.focus();
    } else this.querySelector("desk-lead")?.remove();
    this.#header();
  }

  #open(conversationId) {
    this.#lead(false);
    this.#show("talk");
    if (this.#desk.selected === conversationId && this.#desk.view?.packet) return;
    history.replaceState(null, "", `#${conversationId}`);
    this.#desk.open(conversationId);
  }

  #fromAddress() {
    const conversationId = decodeURIComponent(location.hash.slice(1));
    if (conversationId && conversationId !== this.#desk.selected) this.#open(conversationId);
  }

  #show(pane) {
    this.#pane = pane;
    this.#panes();
  }

  #showTurn(turn) {
    this.#show("talk");
    this.talk.showTurn(turn);
  }

  #insert(text) {
    this.#show("talk");
    this.talk.composer.insert(text);
  }

  async #search(event) {
    event.preventDefault();
    this.#show("inbox");
    try {
      await this.#desk.search(this.querySelector("#search").value);
    } catch (problem) {
      this.#tell({ text: problem.message, tone: "warn" });
    }
  }

  #clearSearch() {
    this.querySelector("#search").value = "";
    this.#desk.search("");
  }

  #move(name) {
    if (name === "claim" && !this.#desk.selected) return this.#takeFirst();
    if (!offered(this.#desk, name)) return;
    if (name === "claim") this.#claim();
    else if (name === "call_back") this.#call();
    else openMove(this.#desk, name);
  }

  /** With nothing open, whoever stands first in the queue is taken. */
  #takeFirst() {
    const first = this.#leading ? null : this.inbox.rows().find((item) => item.owner === "queue");
    if (!first) return;
    this.#open(first.conversation_id);
    this.#claim();
  }

  async #claim() {
    const { view } = this.#desk;
    await this.#desk.claim();
    if (view?.call && view === this.#desk.view) this.#desk.voice.join(view.conversation_id);
    if (document.activeElement === document.body) this.talk.querySelector("h2")?.focus();
  }

  async #call() {
    try {
      const dial = await this.#desk.wire.request({ type: "call_back", conversation_id: this.#desk.selected });
      if (!dial.placed) openCall(this.#desk, dial);
      else {
        this.#desk.rang(dial);
        this.#tell({ text: "The customer's phone rings. Your voice joins when they answer; who does not is saved by itself.", tone: "info" });
      }
    } catch (problem) {
      this.#tell({ text: problem.message, tone: "warn" });
    }
  }

  #step(by) {
    const rows = this.inbox.rows();
    if (!rows.length) return;
    const place = rows.findIndex((item) => item.conversation_id === this.#desk.selected);
    const next = place < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, place + by));
    this.#open(rows[next].conversation_id);
    this.inbox.querySelector(`[data-key="${rows[next].conversation_id}"] .row`)?.focus();
  }

  #key(event) {
    const typing = event.target.closest?.("input, textarea, select, dialog");
    if (typing || event.ctrlKey || event.metaKey || event.altKey || !preference("keys")) return;
    const moves = { c: "claim", t: "transfer", b: "hand_back", p: "park", n: "note", e: "resolve", l: "call_back" };
    const others = {
      j: () => this.#step(1),
      k: () => this.#step(-1),
      r: () => this.#reply(),
      x: () => this.#tab("context"),
      a: () => this.#tab("account"),
      h: () => this.#tab("earlier"),
      s: () => this.#tab("articles"),
      v: () => this.#voice("talk"),
      m: () => this.#voice("mute"),
      o: () => this.#voice("hold"),
      g: () => this.#voice("hangUp"),
      w: () => this.#lead(!this.#leading),
      "/": () => this.querySelector("#search").focus(),
      "?": openHelp,
    };
    const key = event.key.toLowerCase();
    const act = moves[key] ? () => this.#move(moves[key]) : others[key];
    if (!act || (event.shiftKey && key !== "?")) return;
    event.preventDefault();
    act();
  }

  /** In a call the keys are the call's; V without one joins that of the open conversation. */
  #voice(what) {
    const { voice, view, isMine } = this.#desk;
    if (what !== "talk") voice[what]();
    else if (voice.on) voice.leave();
    else if (view?.call && isMine) voice.join(view.conversation_id);
  }

  #reply() {
    this.#show("talk");
    this.talk.composer?.focus();
  }

  #tab(name) {
    if (!this.#desk.view) return;
    this.#show("customer");
    this.customer.show(name, { focus: true });
  }
}

customElements.define("desk-app", DeskApp);

/** The inbox: who waits for my team or was offered to me, who waits for others, what is mine, what is parked, what colleagues hold; or what a search found. */

import { h, icon, keycap, morphChildren } from "./dom.js";
import { ask, mayAsk } from "./alerts.js";
import { preference, prefer } from "./preferences.js";
import { ago, exactly, timeOfDay } from "./times.js";
import { CALLS, CALLS_TO_MAKE, CHANNELS, MOODS, OWNERS, REASONS, UNKNOWN } from "./words.js";

const SECTIONS = [
  { name: "calls", title: "Calls to make" },
  { name: "waiting", title: "Waiting", empty: "Nobody is waiting. New conversations appear here by themselves." },
  { name: "elsewhere", title: "Other teams" },
  { name: "mine", title: "Mine", empty: "You hold no conversation." },
  { name: "parked", title: "Parked" },
  { name: "colleagues", title: "With colleagues" },
];

class DeskInbox extends HTMLElement {
  /** The desk, given by the app. */
  desk = null;

  /** Rows in the order shown, folded sections left out: what j and k walk through. */
  rows() {
    if (this.desk.results) return this.desk.results.items;
    const groups = this.#groups();
    return SECTIONS.filter(({ name }) => !preference("collapsed").includes(name)).flatMap(({ name }) => groups[name]);
  }

  update() {
    if (!this.desk.ready) {
      morphChildren(this, [skeleton()]);
      return;
    }
    const content = this.desk.results ? this.#found() : this.#sections();
    morphChildren(this, [mayAsk() ? this.#permission() : null, ...content]);
  }

  #groups() {
    const groups = { calls: [], waiting: [], elsewhere: [], mine: [], parked: [], colleagues: [] };
    for (const item of this.desk.inbox.values()) groups[this.#sectionOf(item)].push(item);
    const since = (item) => item.waiting_since ?? item.last_at;
    const overdueFirst = (a, b) => Number(b.overdue) - Number(a.overdue);
    groups.calls.sort((a, b) => overdueFirst(a, b) || a.callback_at.localeCompare(b.callback_at));
    groups.waiting.sort((a, b) => overdueFirst(a, b) || since(a).localeCompare(since(b)));
    groups.elsewhere.sort((a, b) => since(a).localeCompare(since(b)));
    groups.mine.sort((a, b) => a.reference.localeCompare(b.reference));
    const due = (item) => item.callback_at ?? item.last_at;
    groups.parked.sort((a, b) => due(a).localeCompare(due(b)));
    groups.colleagues.sort((a, b) => (a.agent_id ?? "").localeCompare(b.agent_id ?? "") || a.reference.localeCompare(b.reference));
    return groups;
  }

  #sectionOf(item) {
    if (item.owner === "queue" && CALLS_TO_MAKE.has(item.callback) && this.desk.isForMe(item)) return "calls";
    if (item.owner === "queue") return this.desk.isForMe(item) ? "waiting" : "elsewhere";
    if (item.owner === "parked") return "parked";
    return item.agent_id === this.desk.me.agent_id ? "mine" : "colleagues";
  }

  #sections() {
    const groups = this.#groups();
    return SECTIONS.filter(({ name, empty }) => groups[name].length || empty).map(({ name, title, empty }) => {
      const folded = preference("collapsed").includes(name);
      return h("section", { class: "inbox-section", key: name, "aria-labelledby": `inbox-${name}` },
        h("h2", { id: `inbox-${name}` },
          h("button", { class: "fold", type: "button", "aria-expanded": String(!folded), "aria-controls": `list-${name}`, onclick: () => this.#fold(name) },
            icon(folded ? "right" : "down"), h("span", {}, title), h("span", { class: "count" }, String(groups[name].length)))),
        h("ul", { id: `list-${name}`, role: "list", hidden: folded }, groups[name].map((item) => this.#row(item))),
        !groups[name].length && !folded ? h("p", { class: "empty-line" }, empty) : null);
    });
  }

  #found() {
    const { query, items } = this.desk.results;
    return [h("section", { class: "inbox-section", key: "found", "aria-labelledby": "inbox-found" },
      h("h2", { id: "inbox-found" }, h("span", {}, "Found"), h("span", { class: "count" }, String(items.length)),
        h("button", { class: "text-button", type: "button", onclick: () => this.dispatchEvent(new CustomEvent("clear-search", { bubbles: true })) }, "Clear")),
      h("ul", { role: "list" }, items.map((item) => this.#row(item))),
      items.length ? null : h("p", { class: "empty-line" }, `Nothing found for “${query}”. Search by phone number, name or reference.`))];
  }

  #row(item) {
    const current = item.conversation_id === this.desk.selected;
    const mood = MOODS[item.mood];
    const channel = CHANNELS[item.channel];
    const name = item.customer ?? UNKNOWN;
    return h("li", { key: item.conversation_id },
      h("button", { class: `row${item.unread ? " unread" : ""}`, type: "button", "aria-current": current ? "true" : null, onclick: () => this.#open(item) },
        h("span", { class: "row-top" },
          h("span", { class: "row-name" }, h("span", { class: "glyph", title: channel.word }, icon(channel.icon), h("span", { class: "hidden" }, `${channel.word}: `)), name),
          item.unread ? h("span", { class: "badge" }, String(item.unread), h("span", { class: "hidden" }, " unread")) : null,
          this.#time(item)),
        h("span", { class: "row-words" }, this.#words(item)),
        h("span", { class: "row-signs" },
          item.owner === "queue" && item.offered_to === this.desk.me.agent_id ? h("span", { class: "sign offered", title: item.why.join(" ") }, icon("right"), "Offered to you") : null,
          item.owner === "queue" && item.team && item.team !== this.desk.me.team ? h("span", { class: "sign" }, item.market ?? item.team) : null,
          item.owner === "queue" || item.owner === "parked" ? h("span", { class: "sign strong" }, REASONS[item.reason] ?? OWNERS[item.owner]) : null,
          item.owner === "agent" && item.agent_id !== this.desk.me.agent_id ? h("span", { class: "sign strong" }, this.desk.agentName(item.agent_id)) : null,
          item.owner === "assistant" || item.owner === "closed" ? h("span", { class: "sign strong" }, OWNERS[item.owner]) : null,
          item.mood === "neutral" ? null : h("span", { class: `sign mood-${item.mood}` }, icon(mood.icon), mood.word),
          item.verification_level === 2 ? h("span", { class: "sign good" }, icon("shield_ok"), "Proved") : null,
          item.overdue ? h("span", { class: "sign overdue" }, icon("warn"), "Promise missed") : null,
          item.callback_at && CALLS[item.callback] ? h("span", { class: "sign" }, icon("phone"), `${CALLS[item.callback]} `, h("time", { datetime: item.callback_at, title: exactly(item.callback_at) }, timeOfDay(item.callback_at))) : null,
          item.on_phone ? h("span", { class: "sign" }, icon("phone"), "On the phone") : null,
          item.number_left && !item.callback_at ? h("span", { class: "sign" }, icon("phone"), "Call back") : null)));
  }

  #words(item) {
    if (item.owner === "agent" && item.last_words) return item.last_words;
    return item.wants || item.last_words || "Has not said anything yet";
  }

  #time(item) {
    if (item.owner === "queue" || (item.owner === "agent" && item.waiting_since)) {
      return h("span", { class: "row-time waits" }, h("span", { class: "hidden" }, "waits "), ago(item.waiting_since ?? item.last_at, "waited"));
    }
    return h("span", { class: "row-time" }, ago(item.last_at));
  }

  #permission() {
    const answer = (wanted) => ask(wanted).then(() => this.update());
    return h("div", { class: "ask", key: "permission" },
      h("p", {}, "Shall the desk tell you when somebody waits while you are in another window?"),
      h("div", { class: "ask-buttons" },
        h("button", { class: "button small", type: "button", onclick: () => answer(true) }, "Yes, tell me"),
        h("button", { class: "text-button", type: "button", onclick: () => answer(false) }, "No")));
  }

  #open(item) {
    this.dispatchEvent(new CustomEvent("open-conversation", { bubbles: true, detail: item.conversation_id }));
  }

  #fold(name) {
    const folded = preference("collapsed");
    prefer("collapsed", folded.includes(name) ? folded.filter((other) => other !== name) : [...folded, name]);
    this.update();
  }
}

function skeleton() {
  return h("div", { class: "skeleton", key: "skeleton", role: "status" },
    h("span", { class: "hidden" }, "Loading the inbox"),
    [1, 2, 3].map((line) => h("div", { class: "skeleton-row", key: `s${line}` }, h("i", {}), h("i", {}), h("i", {}))));
}

/** What stands in the middle while nothing is open. */
export function nothingOpen(desk) {
  const waiting = [...desk.inbox.values()].filter((item) => item.owner === "queue").length;
  return h("div", { class: "empty", key: "nothing" },
    icon("inbox"),
    h("h2", {}, waiting ? (waiting === 1 ? "One customer is waiting" : `${waiting} customers are waiting`) : "Nobody is waiting"),
    h("p", {}, waiting ? "Open one to read it, or take the one who waits longest." : "New conversations appear by themselves, with a sound."),
    h("p", { class: "keys-line" }, keycap("J"), keycap("K"), " walk through the inbox   ", keycap("C"), " claim   ", keycap("?"), " all keys"));
}

customElements.define("desk-inbox", DeskInbox);

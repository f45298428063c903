/** The team as its lead sees it: who is there, who waits, what is held, what the assistant talks about, and the switches. */

import { h, icon, morphChildren } from "./dom.js";
import { openAssign, openBanner, openMode } from "./lead-dialogs.js";
import { ago } from "./times.js";
import { MODES, OWNERS, REASONS, STATES, UNKNOWN } from "./words.js";

const LOOK_MS = 5_000;

class DeskLead extends HTMLElement {
  /** The desk, given by the app. */
  desk = null;
  #team = null;
  #overview = null;
  #problem = null;
  #timer = 0;

  connectedCallback() {
    this.#look();
    this.#timer = setInterval(() => this.#look(), LOOK_MS);
  }

  disconnectedCallback() {
    clearInterval(this.#timer);
  }

  async #look() {
    try {
      this.#overview = await this.desk.wire.request({ type: "oversee" });
      this.#problem = null;
    } catch (problem) {
      this.#problem = problem.message;
    }
    this.update();
  }

  update() {
    const { desk } = this;
    if (!desk.me) return;
    this.#team ??= desk.me.team;
    morphChildren(this, [
      h("div", { class: "lead-head", key: "head" },
        h("h2", { tabindex: "-1" }, "Team"),
        h("label", { for: "lead-team", class: "hidden" }, "Which team"),
        h("select", { id: "lead-team", onchange: (event) => this.#choose(event.currentTarget.value) }, this.#teams().map((name) => h("option", { value: name, selected: name === this.#team }, name))),
        h("button", { class: "button small", type: "button", onclick: () => this.dispatchEvent(new CustomEvent("leave-lead", { bubbles: true })) }, icon("back"), "To the inbox")),
      this.#problem ? h("p", { class: "problem", role: "alert", key: "problem" }, icon("warn"), this.#problem) : null,
      h("div", { class: "lead-grid", key: "grid" }, this.#waiting(), this.#held(), this.#live(), this.#switches(), this.#agents()),
    ]);
  }

  #teams() {
    const known = new Set([this.desk.me.team, ...[...this.desk.agents.values()].map((agent) => agent.team), ...(this.#overview?.sites ?? []).flatMap((site) => site.teams)]);
    return [...known].sort((a, b) => a.localeCompare(b));
  }

  #choose(name) {
    this.#team = name;
    this.update();
  }

  // -- people ----------------------------------------------------------------------------------------

  #agents() {
    const order = ["available", "wrap_up", "away", "offline"];
    const agents = [...this.desk.agents.values()].filter((agent) => agent.team === this.#team)
      .sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state) || a.name.localeCompare(b.name));
    return this.#panel("agents", "Agents", agents.length, "Nobody of this team has an account here.", agents.map((agent) =>
      h("li", { key: agent.agent_id, class: "lead-row" },
        h("img", { src: agent.photo, alt: "", width: "32", height: "32", class: "face" }),
        h("span", { class: "lead-who" }, h("strong", {}, agent.name), h("span", { class: `quiet state-${agent.state}` }, STATES[agent.state], agent.holding ? `, holds ${agent.holding}` : "")),
        agent.state === "offline" ? null : this.#set(agent))));
  }

  #set(agent) {
    const state = agent.state === "away" ? "available" : "away";
    return h("button", { class: "button small", type: "button", "aria-label": `Set ${agent.name} ${STATES[state].toLowerCase()}`, onclick: () => this.#do({ type: "set_agent", agent_id: agent.agent_id, state }) }, `Set ${STATES[state].toLowerCase()}`);
  }

  // -- cases -----------------------------------------------------------------------------------------

  #cases(owner) {
    const since = (item) => item.waiting_since ?? item.last_at;
    return [...this.desk.inbox.values()].filter((item) => item.owner === owner && this.#isOurs(item)).sort((a, b) => since(a).localeCompare(since(b)));
  }

  /** Of this team: by who holds it, else by whose customer it is. */
  #isOurs(item) {
    const holder = item.agent_id ? this.desk.agents.get(item.agent_id) : null;
    return (holder?.team ?? item.team ?? this.desk.me.team) === this.#team;
  }

  #waiting() {
    const items = this.#cases("queue");
    return this.#panel("queue", "Waiting", items.length, "Nobody of this team's customers waits.", items.map((item) => this.#case(item, [REASONS[item.reason] ?? OWNERS.queue], item.waiting_since ?? item.last_at)));
  }

  #held() {
    const items = this.#cases("agent");
    return this.#panel("held", "Held", items.length, "Nobody of this team holds a conversation.", items.map((item) => this.#case(item, [this.desk.agentName(item.agent_id)], item.waiting_since)));
  }

  #case(item, signs, since) {
    const name = item.customer ?? UNKNOWN;
    return h("li", { key: item.conversation_id, class: "lead-row" },
      h("span", { class: "lead-who" },
        h("button", { class: "text-button", type: "button", onclick: () => this.#open(item) }, name),
        h("span", { class: "quiet" }, signs.join(", "), since ? [", waits ", ago(since, "waited")] : null),
        h("span", { class: "lead-words" }, item.wants || item.last_words || "Has not said anything yet")),
      h("button", { class: "button small", type: "button", "aria-label": `Move ${name} ${item.reference}`, onclick: () => openAssign(this.desk, item, (frame) => this.#do(frame)) }, "Move"),
      item.agent_id === this.desk.me.agent_id ? null : this.#stepIn(item));
  }

  #live() {
    const items = this.#overview?.live ?? [];
    return this.#panel("live", "With the assistant", items.length, "The assistant talks to nobody right now.", items.map((item) =>
      h("li", { key: item.conversation_id, class: "lead-row" },
        h("span", { class: "lead-who" },
          h("button", { class: "text-button", type: "button", onclick: () => this.#open(item) }, item.customer ?? UNKNOWN),
          h("span", { class: "quiet" }, `${item.reference}, `, ago(item.last_at, "ago"), item.mood === "negative" ? ", sounds upset" : ""),
          h("span", { class: "lead-words" }, item.last_words || "Has not said anything yet")),
        this.#stepIn(item))));
  }

  #stepIn(item) {
    return h("button", { class: "button small", type: "button", "aria-label": `Step in: ${item.customer ?? UNKNOWN} ${item.reference}`, onclick: async () => { if (await this.#do({ type: "step_in", conversation_id: item.conversation_id })) this.#open(item); } }, "Step in");
  }

  // -- switches --------------------------------------------------------------------------------------

  #switches() {
    const view = this.#overview;
    if (!view) return h("section", { class: "lead-panel", key: "switches", "aria-labelledby": "lead-switches" }, h("h3", { id: "lead-switches" }, "Switches"), h("p", { class: "quiet" }, "Loading"));
    const act = (frame) => this.#do(frame);
    return h("section", { class: "lead-panel", key: "switches", "aria-labelledby": "lead-switches" },
      h("h3", { id: "lead-switches" }, "Switches"),
      h("p", { class: view.mode === "normal" ? "" : "switched" }, h("strong", {}, MODES[view.mode].word), " ", MODES[view.mode].means, view.mode_until ? [" Ends ", ago(view.mode_until, "in"), "."] : null),
      h("div", { class: "lead-buttons" },
        h("button", { class: "button small", type: "button", onclick: () => openMode(view, act) }, "Change who answers"),
        h("button", { class: "button small", type: "button", onclick: () => openBanner(view, act) }, "Write a banner")),
      h("ul", { role: "list" }, view.banners.map((banner) => h("li", { class: "lead-row", key: `b-${banner.market_id ?? "all"}` },
        h("span", { class: "lead-who" }, h("strong", {}, marketName(view, banner.market_id)), h("span", { class: "lead-words" }, banner.text)),
        h("button", { class: "button small", type: "button", "aria-label": `Take the banner for ${marketName(view, banner.market_id)} away`, onclick: () => act({ type: "set_banner", market_id: banner.market_id, text: "" }) }, "Take away")))),
      h("details", {}, h("summary", {}, icon("expand"), "Sites", view.sites.some((site) => site.dark) ? h("span", { class: "sign strong" }, `${view.sites.filter((site) => site.dark).length} dark`) : null),
        h("ul", { role: "list" }, view.sites.map((site) => h("li", { class: "lead-row", key: site.site_id },
          h("span", { class: "lead-who" }, h("strong", {}, site.name), h("span", { class: "quiet" }, site.dark ? "Cannot be reached" : "Reached", `: ${site.teams.join(", ")}`)),
          h("button", { class: "button small", type: "button", "aria-label": site.dark ? `${site.name} can be reached again` : `${site.name} cannot be reached`, onclick: () => act({ type: "set_site", site_id: site.site_id, dark: !site.dark }) }, site.dark ? "Reached again" : "Cannot be reached"))))),
      view.switched.length ? h("details", {}, h("summary", {}, icon("expand"), "Switched lately"), h("ul", { role: "list" }, view.switched.map((one) => h("li", { class: "quiet" }, `${one.what} (${one.by}, `, ago(one.at, "ago"), ")")))) : null);
  }

  // -- doing -----------------------------------------------------------------------------------------

  /** Carry a request out and look again; whether it was done. */
  async #do(frame) {
    try {
      await this.desk.wire.request(frame);
      await this.#look();
      return true;
    } catch (problem) {
      this.desk.tell(problem.message, "warn");
      return false;
    }
  }

  #open(item) {
    this.dispatchEvent(new CustomEvent("open-conversation", { bubbles: true, detail: item.conversation_id }));
  }

  #panel(name, title, count, empty, rows) {
    return h("section", { class: "lead-panel", key: name, "aria-labelledby": `lead-${name}` },
      h("h3", { id: `lead-${name}` }, title, h("span", { class: "count" }, String(count))),
      h("ul", { role: "list" }, rows),
      rows.length ? null : h("p", { class: "quiet" }, empty));
  }
}

const marketName = (view, marketId) => (marketId ? (view.markets.find((market) => market.market_id === marketId)?.name ?? marketId) : "Everybody");

customElements.define("desk-lead", DeskLead);

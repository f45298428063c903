/** The line under the header: who holds the conversation, and the other door in one tap. */

import { face, h, icon } from "./dom.js";

/** `on` offers `prefer(door)` and `anew()`. */
export class Strip {
  constructor(words, on) {
    this.words = words;
    this.on = on;
    this.state = h("p", { class: "state" });
    this.acts = h("div", { class: "acts" });
    this.node = h("div", { class: "strip" }, this.state, this.acts);
  }

  /** `waiting` is the last frame of that type, or null. */
  show({ owner, agent, waiting, booking }) {
    const { states, minutes } = this.words;
    const known = waiting && waiting.minutes !== undefined && waiting.minutes !== null;
    let said = typeof states[owner] === "function" ? states[owner](agent?.name) : states[owner] || states.connecting;
    if (owner === "queue" && known) said = `${this.words.waiting.place(waiting.place)}, ${minutes(waiting.minutes)}`;
    if (owner === "queue" && waiting && !known) said = this.words.waiting.nobody;
    if (booking?.told && owner !== "agent" && owner !== "closed") said = booking.told;
    this.node.dataset.owner = owner || "";
    this.state.replaceChildren(h("i", { class: "dot", "aria-hidden": "true" }), said);
    this.acts.replaceChildren(...this.#acts(owner, booking));
  }

  #acts(owner, booking) {
    const act = (text, picture, done) =>
      h("button", { type: "button", class: "act", onclick: done }, picture && icon(picture), text);
    const person = act(this.words.person, "person", () => this.on.prefer("team"));
    const assistant = act(this.words.assistantMeanwhile, null, () => this.on.prefer("assistant"));
    if (booking?.told && owner === "parked") return [act(this.words.booking.change, "phone", () => this.on.booking()), person];
    switch (owner) {
      case "queue":
        return [assistant];
      case "parked":
        return [assistant, person];
      case "agent":
        return [];
      case "closed":
        return [act(this.words.newConversation, "again", () => this.on.anew())];
      default:
        return [person];
    }
  }
}

/** What stands above the composer while the customer waits: place and minutes, or that nobody is there. */
export class WaitingRoom {
  constructor(words, on) {
    this.words = words.waiting;
    this.minutes = words.minutes;
    this.number = words.number;
    this.booking = words.booking;
    this.on = on;
    this.said = h("div", { class: "waiting-said" });
    this.team = h("div", { class: "waiting-team", hidden: true });
    this.form = h("div", { class: "waiting-form" });
    this.node = h(
      "section",
      { class: "waiting", hidden: true, "aria-label": words.states.queue },
      this.said,
      this.team,
      this.form,
    );
  }

  show({ owner, waiting }) {
    this.node.hidden = owner !== "queue" || !waiting;
    if (this.node.hidden) {
      this.form.replaceChildren();
      return;
    }
    const known = waiting.minutes !== undefined && waiting.minutes !== null;
    this.node.classList.toggle("nobody", !known);
    const head = known ? this.words.minutes(this.minutes(waiting.minutes)) : this.words.kept;
    this.said.replaceChildren(h("p", {}, head, " ", known && this.words.meanwhile));
    if (!this.form.hasChildNodes()) this.#ask();
    this.leave.hidden = !waiting.number_offered;
  }

  /** The people who are waited for, as their team page shows them. */
  meet({ name, people, faces }, page) {
    this.team.hidden = false;
    this.team.replaceChildren(
      h("span", { class: "faces", "aria-hidden": "true" }, faces.map((each) => face("agent", each))),
      h("span", {}, this.words.team(name, people)),
      h("a", { class: "link", href: page, target: "_blank", rel: "noopener" }, this.words.meet),
    );
  }

  /** The number was refused; say why and let it be corrected. */
  bad(text) {
    this.drawn?.bad(text || this.number.bad);
  }

  #ask() {
    this.leave = h("button", { type: "button", class: "link", onclick: () => this.#open() }, this.words.leave);
    this.form.replaceChildren(
      h("button", { type: "button", class: "link", onclick: () => this.on.booking() }, this.booking.instead),
      this.leave,
    );
  }

  async #open() {
    const { NumberForm } = await import("./number.js");
    this.drawn = new NumberForm(this.number, { send: this.on.number, cancel: () => this.#ask() });
    this.form.replaceChildren(this.drawn.node);
    this.drawn.focus();
  }
}

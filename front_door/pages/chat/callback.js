/** The picker for a call at a booked time: a day, then a quarter hour, then where to call. */

import { h } from "./dom.js";

const PARTS = [
  ["morning", 0, 12],
  ["afternoon", 12, 17],
  ["evening", 17, 24],
];

/** `on` offers `book(at, number)`, `cancelCall()`, `refuse()` and `shut()`. */
export class CallPicker {
  #slots = [];
  #zone = undefined;
  #day = null;

  constructor(words, on, locale) {
    Object.assign(this, { words, on, locale });
    this.said = h("p", { class: "picker-said", role: "status" }, words.looking);
    this.days = h("div", { class: "chips days" });
    this.times = h("div", { class: "times" });
    this.number = h("input", {
      class: "field",
      id: "call-number",
      type: "tel",
      inputmode: "tel",
      autocomplete: "tel",
      "aria-describedby": "call-problem",
    });
    this.problem = h("p", { class: "problem", id: "call-problem", role: "alert" });
    this.consent = h("p", { class: "quiet consent" });
    this.book = h("button", { type: "submit", class: "act strong" }, words.book);
    this.form = h(
      "form",
      { class: "call-form", novalidate: true, hidden: true },
      h("fieldset", {}, h("legend", {}, words.day), this.days),
      h("fieldset", {}, h("legend", {}, words.time), this.times),
      h("div", { class: "where" }, h("label", { for: "call-number" }, words.number), this.number),
      this.problem,
      this.consent,
      h("div", { class: "acts" }, this.book),
    );
    this.acts = h("div", { class: "acts" });
    this.node = h(
      "section",
      { class: "call-picker", "aria-label": words.title },
      h(
        "div",
        { class: "call-head" },
        h("h2", { tabindex: "-1" }, words.title),
        h("button", { type: "button", class: "act", onclick: () => on.shut() }, words.shut),
      ),
      this.said,
      this.form,
      this.acts,
    );
    this.form.addEventListener("submit", (event) => this.#submit(event));
    this.days.addEventListener("change", () => this.#picked());
    this.node.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      on.shut();
    });
  }

  focus() {
    this.node.querySelector("h2").focus();
  }

  /** What is free, as the front door told it. */
  offer({ at, time_zone: zone, team, number, consent }) {
    this.#slots = at;
    this.#zone = zone;
    const chosen = this.#day;
    const days = [...new Set(at.map((moment) => this.#dayOf(moment)))];
    this.said.textContent = days.length ? this.words.lead(team) : this.words.none;
    this.form.hidden = !days.length;
    this.consent.textContent = consent;
    if (number && !this.number.value) this.number.value = written(number);
    this.days.replaceChildren(...days.map((day) => this.#dayChip(day)));
    const still = this.days.querySelector(`input[value="${chosen}"]`) || this.days.querySelector("input");
    if (still) still.checked = true;
    this.#picked();
  }

  /** A call that is booked already, or null. */
  booked(call) {
    this.book.textContent = call ? this.words.move : this.words.book;
    this.acts.replaceChildren(
      ...(call
        ? [h("button", { type: "button", class: "act", onclick: () => this.on.cancelCall() }, this.words.cancel)]
        : []),
      h("button", { type: "button", class: "link", onclick: () => this.on.refuse() }, this.words.refuse),
    );
  }

  /** It was refused; say why and let it be chosen anew. */
  bad(text) {
    this.book.removeAttribute("aria-disabled");
    this.problem.replaceChildren(text);
  }

  #dayOf(moment) {
    const parts = { year: "numeric", month: "2-digit", day: "2-digit", timeZone: this.#zone };
    return new Intl.DateTimeFormat("en-CA", parts).format(new Date(moment));
  }

  #dayChip(day) {
    const noon = new Date(`${day}T12:00:00Z`);
    const said = (options) => new Intl.DateTimeFormat(this.locale, { ...options, timeZone: "UTC" }).format(noon);
    return chip("call-day", day, [h("b", {}, said({ weekday: "short" })), said({ month: "short", day: "numeric" })], said({ weekday: "long", month: "long", day: "numeric" }));
  }

  #picked() {
    this.#day = this.days.querySelector("input:checked")?.value ?? null;
    const own = this.#slots.filter((moment) => this.#dayOf(moment) === this.#day);
    const hour = (moment) => Number(new Intl.DateTimeFormat("en-GB", { hour: "2-digit", timeZone: this.#zone }).format(new Date(moment)));
    const clock = new Intl.DateTimeFormat(this.locale, { timeStyle: "short", timeZone: this.#zone });
    const groups = PARTS.map(([part, from, to]) => {
      const some = own.filter((moment) => hour(moment) >= from && hour(moment) < to);
      if (!some.length) return null;
      const chips = some.map((moment) => chip("call-time", moment, [clock.format(new Date(moment))]));
      return h("div", { role: "group", "aria-label": this.words.parts[part] }, h("p", { class: "quiet", "aria-hidden": "true" }, this.words.parts[part]), h("div", { class: "chips" }, chips));
    });
    this.times.replaceChildren(...groups.filter(Boolean));
  }

  #submit(event) {
    event.preventDefault();
    if (this.book.getAttribute("aria-disabled")) return;
    const at = this.times.querySelector("input:checked")?.value;
    const number = this.number.value.trim();
    if (!at) {
      this.bad(this.words.pickTime);
      this.times.querySelector("input")?.focus();
      return;
    }
    if (number.replace(/\D/g, "").length < 7 || number.length > 40) {
      this.bad(this.words.badNumber);
      this.number.focus();
      return;
    }
    this.bad("");
    this.book.setAttribute("aria-disabled", "true");
    this.on.book(at, number);
  }
}

/** A number as people write it. */
function written(number) {
  const [, area, first, last] = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(number) || [];
  return area ? `${area}-${first}-${last}` : number;
}

/** A radio button that looks like a chip. */
function chip(name, value, shown, label = null) {
  return h(
    "label",
    { class: "chip" },
    h("input", { type: "radio", name, value, "aria-label": label }),
    h("span", {}, shown),
  );
}

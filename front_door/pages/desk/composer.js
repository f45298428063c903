/** Where the agent writes: Enter sends, Shift+Enter makes a new line, known answers are pointed out. */

import { h, icon, keycap, morphChildren } from "./dom.js";
import { tabMemory } from "./preferences.js";

const DRAFT_AFTER_MS = 250;
const TYPING_EVERY_MS = 2_500;
const LONGEST = 4_000;

class DeskComposer extends HTMLElement {
  /** The desk, given by the conversation. */
  desk = null;
  #conversation = null;
  #draftTimer = 0;
  #typedAt = 0;

  get #field() {
    return this.querySelector("textarea");
  }

  update() {
    const { desk } = this;
    if (!desk.isMine) {
      this.#conversation = null;
      morphChildren(this, []);
      return;
    }
    morphChildren(this, [
      h("div", { class: "warning", key: "warning", role: "status" }, this.#warning()),
      h("form", { class: "composer", key: "form", onsubmit: (event) => this.#submit(event) },
        h("label", { class: "hidden", for: "reply" }, `Reply to ${desk.view.packet?.customer.name ?? "the customer"}`),
        h("textarea", { id: "reply", rows: "2", maxlength: LONGEST, placeholder: "Reply to the customer", "aria-keyshortcuts": "R", oninput: () => this.#typed(), onkeydown: (event) => this.#key(event) }),
        h("div", { class: "composer-foot" },
          h("p", { class: "composer-help" }, keycap("Enter"), " sends  ", keycap("Shift Enter"), " new line"),
          h("button", { class: "button primary", type: "submit" }, icon("send"), "Send"))),
    ]);
    if (this.#conversation !== desk.selected) {
      this.#conversation = desk.selected;
      this.#field.value = tabMemory.get(`draft.${desk.selected}`);
      this.#fit();
    }
  }

  focus() {
    this.#field?.focus();
  }

  /** Put words where the cursor is: a suggested question, an article, a reply taken back. Nothing is sent. */
  insert(text) {
    const field = this.#field;
    if (!field) return;
    const { selectionStart: from, selectionEnd: to, value } = field;
    const apart = text.includes("\n") ? "\n" : " ";
    const lead = from && !/\s$/.test(value.slice(0, from)) ? apart : "";
    const tail = to < value.length && !/^\s/.test(value.slice(to)) ? apart : "";
    if (value.length - (to - from) + lead.length + text.length + tail.length > LONGEST) {
      this.desk.tell(`That would make the reply longer than ${LONGEST} characters.`, "warn");
      return;
    }
    field.setRangeText(lead + text + tail, from, to, "end");
    this.#typed();
    field.focus();
  }

  #warning() {
    const { warning } = this.desk.view;
    if (!warning) return null;
    const turn = warning.turn;
    return h("p", {}, icon("warn"),
      h("span", {}, "Already answered: ", h("b", {}, warning.label), `: ${warning.value}`, turn ? `, turn ${turn}` : ""),
      turn ? h("button", { class: "text-button", type: "button", onclick: () => this.#show(turn) }, "Show") : null);
  }

  #show(turn) {
    this.dispatchEvent(new CustomEvent("show-turn", { bubbles: true, detail: turn }));
  }

  #typed() {
    const text = this.#field.value;
    tabMemory.set(`draft.${this.#conversation}`, text);
    this.#fit();
    clearTimeout(this.#draftTimer);
    this.#draftTimer = setTimeout(() => this.desk.draft(text), DRAFT_AFTER_MS);
    if (text && Date.now() - this.#typedAt > TYPING_EVERY_MS) {
      this.#typedAt = Date.now();
      this.desk.typing();
    }
  }

  #key(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) this.#submit(event);
    if (event.key === "Escape") this.#field.blur();
  }

  #submit(event) {
    event.preventDefault();
    const text = this.#field.value.trim();
    if (!text) return;
    this.desk.reply(text);
    this.#field.value = "";
    this.#typedAt = 0;
    this.#typed();
    this.#field.focus();
  }

  #fit() {
    const rows = Math.min(8, Math.max(2, this.#field.value.split("\n").length));
    this.#field.rows = rows;
  }
}

customElements.define("desk-composer", DeskComposer);

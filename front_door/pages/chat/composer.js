/** Where the customer writes: words, or the one answer that is awaited. */

import { h, icon } from "./dom.js";

const MOST = 20_000;
const NEAR = 19_500;

const FIELDS = {
  digits: { inputmode: "numeric", autocomplete: "off" },
  secret: {
    inputmode: "numeric",
    autocomplete: "off",
    "data-1p-ignore": true,
    "data-lpignore": "true",
    "data-bwignore": true,
    "data-form-type": "other",
  },
  phone: { type: "tel", inputmode: "tel", autocomplete: "tel" },
  name: { autocomplete: "name" },
  date: { type: "date" },
  amount: { inputmode: "decimal", autocomplete: "off" },
  zip: { inputmode: "numeric", autocomplete: "postal-code" },
};

/** `on` offers `send(text, {secret})`, `typing()` and `draft(text)`. */
export class Composer {
  #kind = "free";
  #length = null;
  #inWords = true;

  constructor(words, on) {
    this.words = words.composer;
    this.hints = words.expects;
    this.on = on;
    this.area = h("textarea", {
      class: "field",
      rows: "1",
      "aria-label": this.words.label,
      placeholder: this.words.hint,
      enterkeyhint: "send",
      dir: "auto",
      autocomplete: "off",
    });
    this.room = h("div", { class: "room" }, this.area);
    this.hint = h("p", { class: "hint", id: "hint", hidden: true });
    this.count = h("p", { class: "count", id: "count", hidden: true });
    this.button = h("button", { type: "submit", class: "send", "aria-label": this.words.send }, icon("send"));
    this.node = h(
      "form",
      { class: "composer" },
      this.hint,
      h("div", { class: "row" }, this.room, this.button),
      this.count,
    );
    this.node.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send();
    });
    this.node.addEventListener("input", () => this.#changed());
    this.node.addEventListener("keydown", (event) => this.#key(event));
    this.#changed();
  }

  get field() {
    return this.room.querySelector(".field");
  }

  get secret() {
    return this.#kind === "secret" && !this.#inWords;
  }

  focus() {
    this.field.focus({ preventScroll: true });
  }

  /** Put words there that were being written before. */
  restore(text) {
    if (text && !this.area.value) this.area.value = text;
    this.#changed();
  }

  clear() {
    this.field.value = "";
    this.#changed();
  }

  /** Shape the input to what the assistant waits for (`expects` of the wire, or null). */
  expect(expects) {
    const [kind, length] = (expects || "free").split(":");
    if (kind === this.#kind && (length || null) === this.#length) return;
    this.#kind = kind;
    this.#length = length || null;
    this.#shape(!(kind in FIELDS));
  }

  #shape(inWords) {
    const had = this.node.contains(this.node.getRootNode().activeElement);
    this.#inWords = inWords;
    const special = this.#kind in FIELDS;
    this.hint.hidden = !special;
    if (!special || inWords) this.room.replaceChildren(this.area);
    else this.room.replaceChildren(this.#input(), ...(this.#kind === "secret" ? [this.#reveal()] : []));
    if (special) {
      const words = this.hints[this.#kind];
      const text = typeof words === "function" ? words(this.#length) : words;
      const other = h(
        "button",
        { type: "button", class: "link", onclick: () => this.#swap() },
        inWords ? this.words.asAsked : this.words.inWords,
      );
      this.hint.replaceChildren(inWords ? "" : h("span", { id: "hint-text" }, text), other);
    }
    this.#changed();
    if (had) this.focus();
  }

  #swap() {
    this.#shape(!this.#inWords);
    this.focus();
  }

  #input() {
    const attributes = FIELDS[this.#kind];
    const hint = this.hints[this.#kind];
    const masks = CSS.supports("-webkit-text-security", "disc");
    return h("input", {
      type: this.#kind === "secret" && !masks ? "password" : "text",
      ...attributes,
      class: `field${this.#kind === "secret" ? " masked" : ""}`,
      "aria-label": typeof hint === "function" ? hint(this.#length) : hint,
      placeholder: this.#length ? "•".repeat(Number(this.#length)) : null,
      enterkeyhint: "send",
    });
  }

  #reveal() {
    const button = h("button", { type: "button", class: "link reveal", "aria-pressed": "false" }, this.words.show);
    button.addEventListener("click", () => {
      const shown = button.getAttribute("aria-pressed") !== "true";
      button.setAttribute("aria-pressed", String(shown));
      button.replaceChildren(shown ? this.words.hide : this.words.show);
      if (this.field.type === "password" || this.field.dataset.was) {
        this.field.dataset.was = "password";
        this.field.type = shown ? "text" : "password";
      }
      this.field.classList.toggle("masked", !shown);
      this.focus();
    });
    return button;
  }

  #key(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.target !== this.field) return;
    event.preventDefault();
    this.#send();
  }

  #send() {
    const text = this.field.value.trim();
    if (!text || text.length > MOST) return;
    const secret = this.secret;
    this.field.value = "";
    this.on.draft("");
    this.#changed();
    this.on.send(text, { secret });
    this.focus();
  }

  #changed() {
    const { field } = this;
    const { length } = field.value;
    if (field === this.area) this.#grow();
    const over = length > MOST;
    this.button.setAttribute("aria-disabled", String(!field.value.trim() || over));
    this.count.hidden = length <= NEAR;
    this.count.classList.toggle("over", over);
    this.count.textContent =
      length <= NEAR ? "" : over ? this.words.left(length - MOST) : this.words.near(MOST - length);
    field.setAttribute("aria-describedby", "count");
    if (field === this.area && this.node.isConnected) this.on.draft(field.value);
    if (length) this.on.typing();
  }

  /** The area is as high as its words, up to the limit of the style sheet. */
  #grow() {
    this.area.style.height = "auto";
    if (this.area.scrollHeight) this.area.style.height = `${this.area.scrollHeight + 2}px`;
  }
}

/** A form for the number the team shall call. */

import { h } from "./dom.js";

/** `on` offers `send(number)` and `cancel()`. */
export class NumberForm {
  constructor(words, on) {
    this.words = words;
    this.input = h("input", {
      class: "field",
      id: "number",
      type: "tel",
      inputmode: "tel",
      autocomplete: "tel",
      "aria-describedby": "number-problem",
    });
    this.problem = h("p", { class: "problem", id: "number-problem" });
    this.node = h(
      "form",
      { class: "number", novalidate: true },
      h("label", { for: "number" }, words.label),
      this.input,
      this.problem,
      h(
        "div",
        { class: "acts" },
        h("button", { type: "submit", class: "act strong" }, words.send),
        h("button", { type: "button", class: "act", onclick: () => on.cancel() }, words.cancel),
      ),
    );
    this.node.addEventListener("submit", (event) => {
      event.preventDefault();
      const number = this.input.value.trim();
      if (number.replace(/\D/g, "").length < 7 || number.length > 40) {
        this.bad(words.bad);
        return;
      }
      this.bad("");
      on.send(number);
    });
  }

  focus() {
    this.input.focus();
  }

  bad(text) {
    this.problem.textContent = text;
    this.input.setAttribute("aria-invalid", String(Boolean(text)));
    if (text) this.focus();
  }
}

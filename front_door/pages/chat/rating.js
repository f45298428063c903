/** The question how it went, once a conversation is closed. */

import { h } from "./dom.js";

/** A form of five words for five scores; `rated(score, comment)` gets the answer. */
export function ratingForm(words, rated) {
  const scores = h("div", { class: "scores", role: "radiogroup", "aria-label": words.question });
  words.scores.forEach((word, at) => {
    const id = `score-${at + 1}`;
    const input = h("input", { type: "radio", name: "score", id, value: String(at + 1) });
    scores.append(
      h(
        "label",
        { class: "score", for: id },
        input,
        h("b", { "aria-hidden": "true" }, String(at + 1)),
        h("span", {}, word),
      ),
    );
  });
  const comment = h("textarea", {
    class: "field",
    rows: "2",
    maxlength: "2000",
    "aria-label": words.comment,
    placeholder: words.comment,
    dir: "auto",
  });
  const more = h(
    "div",
    { class: "more", hidden: true },
    comment,
    h("button", { type: "submit", class: "act strong" }, words.send),
  );
  const form = h("form", { class: "rating" }, h("p", { class: "question" }, words.question), scores, more);
  scores.addEventListener("change", () => {
    more.hidden = false;
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    rated(Number(form.querySelector("input:checked").value), comment.value.trim() || null);
    form.replaceChildren(h("p", { class: "thanks", tabindex: "-1" }, words.thanks));
    form.firstChild.focus();
  });
  return form;
}

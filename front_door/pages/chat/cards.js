/** What stands apart from the words: a table of money, the place of a step, one figure. */

import { h, icon } from "./dom.js";

/** The column heads of a table: those sent, or our own names of the columns that are filled. */
function heads(card, filled, words) {
  const own = { before: words.before, after: words.now, difference: words.difference };
  const sent = card.columns || [];
  if (sent.length === filled.length + 1) return sent;
  if (sent.length === filled.length) return ["", ...sent];
  return ["", ...filled.map((column) => own[column])];
}

/** Which way a difference goes: told by its sign and its weight, the colour only follows. */
function direction(value) {
  if (!value || /^[^\d]*0*[.,]?0*$/.test(value)) return "same";
  return /^\s*[-−–]/.test(value) ? "fall" : "rise";
}

function row(line, filled, label) {
  const cells = filled.map((column) =>
    h("td", { class: column === "difference" ? `difference ${direction(line[column])}` : column }, line[column] ?? ""),
  );
  return h("tr", {}, h("th", { scope: "row" }, label), cells);
}

function table(card, words) {
  const lines = card.total ? [...card.rows, card.total] : card.rows;
  const filled = ["before", "after", "difference"].filter((column) => lines.some((line) => line[column]));
  const [corner, ...columns] = heads(card, filled, words);
  return h(
    "div",
    { class: "card table-card", tabindex: "0", role: "group", "aria-label": card.title },
    h(
      "table",
      {},
      h("caption", {}, card.title),
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          corner ? h("th", { scope: "col" }, corner) : h("td"),
          columns.map((name) => h("th", { scope: "col" }, name)),
        ),
      ),
      h(
        "tbody",
        {},
        card.rows.map((line) => row(line, filled, line.label)),
      ),
      card.total && h("tfoot", {}, row(card.total, filled, card.total.label)),
    ),
  );
}

function step(card, words) {
  const marks = Array.from({ length: Math.min(card.of, 24) }, (_, at) =>
    h("i", { class: at < card.place - 1 ? "past" : at === card.place - 1 ? "now" : null }),
  );
  return h(
    "div",
    { class: "card step-card" },
    h("p", { class: "place" }, words.step(card.place, card.of)),
    h("div", { class: "marks", "aria-hidden": "true" }, marks),
    h("p", { class: "title" }, card.title),
    card.where && h("p", { class: "where" }, icon("pin"), h("span", {}, h("b", {}, `${words.where}: `), card.where)),
  );
}

function amount(card) {
  return h(
    "div",
    { class: "card amount-card" },
    h("p", { class: "title" }, card.title),
    h("p", { class: "value" }, card.value),
    card.detail && h("p", { class: "detail" }, card.detail),
  );
}

/** The card as a node; nothing for a kind this page does not know yet. */
export function drawCard(card, words) {
  if (card.kind === "table") return table(card, words);
  if (card.kind === "step") return step(card, words);
  return card.kind === "amount" ? amount(card) : null;
}

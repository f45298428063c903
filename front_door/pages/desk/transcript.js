/** The transcript: who said what and when, what the assistant did in between, notes only the team sees. */

import { h, icon } from "./dom.js";
import { timeOfDay } from "./times.js";
import { MOODS } from "./words.js";

const SURE = 0.8;
/** Recognition below this is shown as unsure. */

const LINE_ICONS = { step: "step", fact: "note", owner_changed: "right", call: "phone" };

/**
 * The lines of the open conversation; `firstNew` is the ledger seq of the first line the agent has not
 * had before their eyes, or null.
 */
export function transcriptLines(desk, firstNew) {
  const { view } = desk;
  const lines = [];
  let before = null;
  const lastReply = view.transcript.findLast((item) => item.kind === "reply" && item.role === "agent");
  for (const item of grouped(view.transcript)) {
    if (item.seq === firstNew) lines.push(h("li", { class: "new-marker", key: "new" }, h("span", {}, "New messages")));
    lines.push(line(item, before, readMark(view, item, lastReply)));
    before = item;
  }
  for (const reply of desk.pending) lines.push(pending(desk, reply));
  return lines;
}

/** Facts that were learnt at once stand on one line. */
function grouped(transcript) {
  const items = [];
  for (const item of transcript) {
    const before = items.at(-1);
    if (item.kind === "fact" && before?.kind === "fact") items[items.length - 1] = { ...before, text: `${before.text} · ${item.text}` };
    else items.push(item);
  }
  return items;
}

function readMark(view, item, lastReply) {
  return item === lastReply && item.public_seq <= view.customer_seen ? "Read" : null;
}

function line(item, before, read) {
  if (item.kind === "turn" || item.kind === "reply") return said(item, before, read);
  if (item.kind === "note") return note(item);
  return h("li", { class: `small-line ${item.kind}`, key: `l${item.seq}` },
    icon(LINE_ICONS[item.kind]), h("span", { class: "small-words" }, item.text), time(item));
}

function said(item, before, read) {
  const same = before && before.role === item.role && before.name === item.name && (before.kind === "turn" || before.kind === "reply")
    && Date.parse(item.at) - Date.parse(before.at) < 120_000;
  return h("li", { class: `said from-${item.role}${same ? " same" : ""}`, key: `l${item.seq}`, id: item.public_seq ? `turn-${item.public_seq}` : null, tabindex: item.public_seq ? "-1" : null },
    h("p", { class: `said-by${same ? " hidden" : ""}` }, h("b", {}, whoSaid(item)), " ", time(item)),
    h("div", { class: "bubble" }, item.text || "(no words)"),
    item.card ? card(item.card) : null,
    item.choices?.length ? h("p", { class: "choices" }, h("span", { class: "hidden" }, "Offered: "), item.choices.map((title) => h("span", { class: "choice" }, title))) : null,
    signs(item, read));
}

function signs(item, read) {
  const unsure = item.confidence !== null && item.confidence < SURE;
  const upset = item.mood === "negative";
  const spoken = item.voiced && !unsure;
  if (!unsure && !upset && !read && !spoken) return null;
  return h("p", { class: "said-signs" },
    unsure ? h("span", { class: "unsure" }, icon("question"), `heard with ${Math.round(item.confidence * 100)} % certainty`) : null,
    spoken ? h("span", {}, icon("phone"), "spoken, as recognised") : null,
    upset ? h("span", { class: "mood-negative" }, icon(MOODS.negative.icon), MOODS.negative.word) : null,
    read ? h("span", {}, icon("check"), read) : null);
}

function whoSaid(item) {
  if (item.role === "agent") return item.name ?? "Agent";
  return { customer: "Customer", assistant: "Assistant", system: "Automatic message" }[item.role];
}

function note(item) {
  return h("li", { class: "note", key: `l${item.seq}` },
    h("p", { class: "said-by" }, icon("note"), h("b", {}, "Internal note"), item.name ? ` · ${item.name}` : "", " ", time(item)),
    h("p", { class: "note-words" }, item.text));
}

function pending(desk, reply) {
  return h("li", { class: "said from-agent pending", key: `p${reply.client_id}` },
    h("p", { class: "said-by" }, h("b", {}, desk.me.name), reply.problem ? "" : " · sending"),
    h("div", { class: "bubble" }, reply.text),
    reply.problem
      ? h("p", { class: "said-signs problem-line" }, icon("warn"), h("span", {}, `Not sent. ${reply.problem}`),
        h("button", { class: "text-button", type: "button", onclick: () => desk.retry(reply.client_id) }, "Try again"),
        h("button", { class: "text-button", type: "button", onclick: (event) => event.currentTarget.dispatchEvent(new CustomEvent("take-back", { bubbles: true, detail: reply.client_id })) }, "Edit"))
      : null);
}

function card(value) {
  if (value.kind === "amount") return h("p", { class: "card-line" }, h("span", {}, value.title), h("b", {}, value.value), value.detail ? h("span", {}, value.detail) : null);
  if (value.kind === "step") return h("p", { class: "card-line" }, h("span", {}, value.title), h("b", {}, `step ${value.place} of ${value.of}`));
  const rows = value.total ? [...value.rows, { ...value.total, total: true }] : value.rows;
  return h("details", { class: "card-table" }, h("summary", {}, icon("expand"), value.title),
    h("table", {}, h("thead", {}, h("tr", {}, value.columns.map((name, place) => h(place && name ? "th" : name ? "th" : "td", name ? { scope: "col" } : {}, name)))),
      h("tbody", {}, rows.map((row) => h("tr", { class: row.total ? "total" : null }, h("th", { scope: "row" }, row.label),
        ["before", "after", "difference"].filter((part) => row[part] !== null).map((part) => h("td", {}, row[part])))))));
}

function time(item) {
  return h("time", { datetime: item.at, title: new Date(item.at).toLocaleString() }, timeOfDay(item.at));
}

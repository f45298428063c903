/** The context packet as rows a person reads in ten seconds, top-down as one thinks. */

import { h, icon } from "./dom.js";
import { ago, exactly, secondsSince, timeOfDay } from "./times.js";
import { CALLS, METHODS, MOODS, PROVENANCE, REASONS, RESULTS, TRENDS, UNKNOWN } from "./words.js";

/** Who is to answer this customer first, as they chose. */
const PREFERS = { team: "Wants people only: the assistant does not answer them", assistant: "Wants the assistant first" };

/** The language that nobody needs to be told. */
const OURS = "en";
const LANGUAGES = new Intl.DisplayNames(["en"], { type: "language" });

/** Facts that stand in the row "Who" already. */
const WHO = new Set(["customer_name", "phone_number", "customer_id", "verification", "identity_failed"]);

/** Keys of the carrier's systems: shown last and small, for whoever has to look them up there. */
const KEYS = new Set(["bill_id", "line_id"]);

/** All rows; `mayWrite` offers to put the next question into the composer. */
export function packetRows(packet, { mayWrite }) {
  return [
    reason(packet),
    row("who", "Who", who(packet)),
    row("wants", "Wants", wants(packet)),
    row("known", "Known", known(packet)),
    row("tried", "Tried", tried(packet)),
    packet.shown.length ? row("shown", "Shown", shown(packet)) : null,
    packet.promises.length || packet.callback ? row("promised", "Promised", promised(packet)) : null,
    row("mood", "Mood", mood(packet)),
    row("ask", "Ask next", askNext(packet, mayWrite)),
    packet.notes.length ? row("notes", "Notes", list(packet.notes.map((text) => h("span", { class: "note-words" }, text)))) : null,
    packet.network ? row("network", "Network", h("p", {}, packet.network)) : null,
    packet.routing?.reasons.length ? row("routing", "Why here", routing(packet.routing)) : null,
    row("before", "Before", before(packet)),
    packet.summary.length ? summary(packet) : null,
    small(packet),
  ];
}

function row(name, title, content) {
  return h("section", { class: `fact-row fact-${name}`, key: name }, h("h3", {}, title), h("div", { class: "fact-body" }, content));
}

const list = (items) => h("ul", { role: "list" }, items.map((item) => h("li", {}, item)));

/** A small link to the turn something rests on. */
export function turnLink(turn) {
  if (!turn) return null;
  return h("button", { class: "turn-link", type: "button", title: `Show turn ${turn} in the transcript`, onclick: (event) => event.currentTarget.dispatchEvent(new CustomEvent("show-turn", { bubbles: true, detail: turn })) }, `turn ${turn}`);
}

function reason({ handoff, waiting }) {
  if (!handoff) return null;
  return h("div", { class: `reason${handoff.reason === "emergency" ? " urgent" : ""}`, key: "reason" },
    h("p", {}, icon(handoff.reason === "emergency" ? "warn" : "right"), h("b", {}, REASONS[handoff.reason] ?? handoff.reason), " ", turnLink(handoff.turn)),
    handoff.note ? h("p", {}, handoff.note) : null,
    waiting.since ? h("p", { class: "quiet" }, "Waits ", ago(waiting.since, "waited"), waiting.told_minutes ? `, was told about ${waiting.told_minutes} min` : "") : null);
}

function routing({ team, market, reasons }) {
  return [h("p", {}, h("b", {}, team), market ? ` · ${market}` : ""), list(reasons.map((text) => h("span", {}, text)))];
}

function who({ conversation, customer, verification }) {
  const language = conversation.language.split("-")[0].toLowerCase();
  return [
    h("p", { class: "who-name" }, h("b", {}, customer.name ?? UNKNOWN)),
    language === OURS ? null : h("p", { class: "who-language" }, `Language: ${LANGUAGES.of(language)}`),
    customer.phone_number || customer.line ? h("p", { class: "figures" }, customer.phone_number ?? customer.line) : null,
    customer.number_left ? h("p", {}, "Call back on ", h("span", { class: "figures" }, customer.number_left)) : null,
    customer.prefers ? h("p", {}, PREFERS[customer.prefers]) : null,
    proof(verification),
    verification.tried?.length ? h("p", { class: "quiet" }, `Tried without success: ${verification.tried.join("; ")}`) : null,
  ];
}

function proof({ level, method, at, expires_at: expires }) {
  const by = method ? (METHODS[method] ?? method) : null;
  if (level === 2) return h("p", { class: "proof good" }, icon("shield_ok"), h("span", {}, "Proved", by ? ` by ${by}` : "", at ? `, ${timeOfDay(at)}` : "", expires ? until(expires) : ""));
  if (level === 1) return h("p", { class: "proof warn" }, icon("shield"), h("span", {}, "Claimed only", by ? ` (${by})` : "", ": tell no account details"));
  if (method && expires) return h("p", { class: "proof warn", title: exactly(expires) }, icon("clock"), h("span", {}, `Proof by ${by} ran out. Prove again before telling account details.`));
  return h("p", { class: "proof warn" }, icon("shield"), h("span", {}, "Not proved: tell no account details"));
}

function until(expires) {
  const minutes = Math.round((Date.parse(expires) - Date.now()) / 60_000);
  return minutes > 0 && minutes < 120 ? `, good for ${minutes} min` : "";
}

function wants({ issue, intent }) {
  if (!issue) return h("p", { class: "quiet" }, "Has not said it yet.");
  return [
    h("blockquote", {}, h("p", {}, `“${issue.words}”`), turnLink(issue.turn)),
    intent ? h("p", { class: "quiet" }, `Understood as: ${intent.label}`, intent.confidence < 0.6 ? " (unsure)" : "") : null,
  ];
}

function known({ facts }) {
  const rest = facts.filter((fact) => !WHO.has(fact.name));
  if (!rest.length) return h("p", { class: "quiet" }, "Nothing beyond who it is.");
  const keys = rest.filter((fact) => KEYS.has(fact.name)).map((fact) => `${fact.label} ${fact.value}`);
  return [
    h("dl", { class: "known" }, rest.filter((fact) => !KEYS.has(fact.name)).map((fact) => h("div", { key: fact.name },
      h("dt", {}, fact.label),
      h("dd", {}, h("span", { class: "value" }, fact.value), " ", provenance(fact), turnLink(fact.turn))))),
    keys.length ? h("p", { class: "quiet" }, keys.join(" · ")) : null,
  ];
}

function provenance(fact) {
  const { word, mark } = PROVENANCE[fact.status] ?? { word: fact.status, mark: fact.status };
  const sure = fact.confidence !== null && fact.confidence < 0.8 ? `, heard with ${Math.round(fact.confidence * 100)} % certainty` : "";
  return h("span", { class: `provenance ${fact.status}`, title: `${word}${sure}, ${exactly(fact.at)}` }, mark, sure ? "?" : "");
}

function tried({ steps }) {
  if (!steps.length) return h("p", { class: "quiet" }, "No step yet.");
  return h("ol", { class: "steps", role: "list" }, steps.map((step) => {
    const result = RESULTS[step.result];
    return h("li", { class: `result-${step.result}`, key: `${step.guide}-${step.step}` }, icon(result.icon), h("span", {}, step.title, h("span", { class: "result" }, ` ${result.word}`)), turnLink(step.turn));
  }));
}

function shown({ shown: articles }) {
  return list(articles.map(({ article, rejected, turn }) => [h("span", {}, title(article)), rejected ? h("span", { class: "quiet" }, " not what was meant") : null, " ", turnLink(turn)]));
}

const title = (slug) => {
  const words = slug.split("/").at(-1).replaceAll("-", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
};

function promised({ promises, callback }) {
  const items = promises.map(({ what, due_at: due, turn }) => [h("span", {}, what), due ? h("span", { class: secondsSince(due) > 0 ? "overdue" : "quiet", title: exactly(due) }, ` by ${timeOfDay(due)}`) : null, " ", turnLink(turn)]);
  if (callback?.standing) items.push([h("span", {}, CALLS[callback.standing] ?? "Call at", " "), h("span", { title: exactly(callback.at) }, timeOfDay(callback.at)), h("span", {}, ` (${customersClock(callback)}), to `), h("span", { class: "figures" }, callback.number), callback.tries ? h("span", { class: "quiet" }, `, ${callback.tries} in vain`) : null]);
  else if (callback?.number) items.push([h("span", {}, "A call to "), h("span", { class: "figures" }, callback.number)]);
  return list(items);
}

function customersClock({ at, time_zone: zone }) {
  return `${new Intl.DateTimeFormat(undefined, { timeStyle: "short", timeZone: zone }).format(new Date(at))} for the customer`;
}

function mood({ mood: { now, trend, per_turn: turns } }) {
  const { word, icon: shape } = MOODS[now];
  const upset = turns.filter((turn) => turn.mood === "negative");
  return h("p", { class: `mood-${now}` }, icon(shape), h("span", {}, word, turns.length > 1 ? `, ${TRENDS[trend]}` : ""), upset.length ? [" ", turnLink(upset.at(-1).turn)] : null);
}

function askNext({ next_question: next, open_questions: open, fill_rate: rate }, mayWrite) {
  if (!next && !open.length) return h("p", {}, icon("check"), h("span", {}, "Nothing: everything needed is known."));
  return [
    next ? h("p", { class: "next-question" }, h("b", {}, `“${next.text}”`), mayWrite ? h("button", { class: "text-button", type: "button", onclick: (event) => event.currentTarget.dispatchEvent(new CustomEvent("insert", { bubbles: true, detail: next.text })) }, "Use") : null) : null,
    open.length ? h("p", { class: "quiet" }, `Still unknown: ${open.join(", ")}`, ` (${Math.round(rate * 100)} % of what is needed is known)`) : null,
  ];
}

function before({ history }) {
  if (!history.contacts.length) return h("p", { class: "quiet" }, "First contact we know of.");
  return [
    history.repeat ? h("p", { class: "repeat" }, icon("warn"), h("span", {}, "Same matter within seven days")) : null,
    list(history.contacts.slice(0, 3).map(({ matter, outcome, at }) => [h("span", {}, matter), h("span", { class: "quiet" }, `: ${outcome}, `, ago(at, "ago"))])),
  ];
}

function summary({ summary: lines }) {
  return h("details", { class: "summary", key: "summary", open: true }, h("summary", {}, icon("expand"), "Summary"),
    h("ol", { role: "list" }, lines.map((line) => h("li", {}, line.text, " ", line.turns.map((turn) => turnLink(turn))))));
}

function small({ redactions, envelope, superseded }) {
  const hidden = redactions.reduce((sum, { count }) => sum + count, 0);
  const parts = [
    hidden ? `${hidden} secret${hidden > 1 ? "s" : ""} hidden (${redactions.map(({ kind, count }) => `${count} ${kind.replaceAll("_", " ")}`).join(", ")})` : null,
    superseded.length ? `${superseded.length} earlier answer${superseded.length > 1 ? "s" : ""} replaced` : null,
    envelope.cut.length ? "Shortened; the transcript has everything" : null,
  ].filter(Boolean);
  return parts.length ? h("p", { class: "quiet packet-foot", key: "small" }, parts.join(" · ")) : null;
}

/** The small dialogs: note, transfer, hand back, park, resolve, keyboard help. They keep what was typed. */

import { h, icon, keycap } from "./dom.js";
import { preference, prefer } from "./preferences.js";
import { OUTCOMES } from "./words.js";

const NOTE_LIMIT = 2_000;

/** All keys, as the help shows them. */
export const KEYS = [
  ["J", "next conversation"], ["K", "previous conversation"], ["C", "claim"], ["R", "reply"], ["N", "internal note"],
  ["T", "transfer"], ["B", "hand back to the assistant"], ["P", "park with a promise"], ["E", "resolve"], ["L", "call back as promised"],
  ["X", "context"], ["A", "account and bills"], ["H", "earlier conversations"], ["S", "suggested articles"], ["V", "talk in the call, or write instead"], ["M", "mute"], ["O", "hold"], ["G", "hang up"], ["W", "the team, for its lead"], ["/", "search"], ["?", "this help"], ["Esc", "leave a field or dialog"],
];

const FORMS = { note: noteForm, transfer: transferForm, hand_back: handBackForm, park: parkForm, resolve: resolveForm };

/** Open the dialog of a move on the open conversation. */
export function openMove(desk, name) {
  openForm(desk, name, FORMS[name](desk));
}

function openForm(desk, name, form) {
  const conversationId = desk.selected;
  const dialog = show(form.title, [
    form.lead ? h("p", { class: "quiet" }, form.lead) : null,
    form.fields,
    h("p", { class: "problem", role: "alert", hidden: true }),
    h("div", { class: "dialog-buttons" },
      h("button", { class: "button", type: "button", onclick: () => dialog.close() }, "Cancel"),
      h("button", { class: "button primary", type: "submit" }, form.action)),
  ], (event) => submit(event, dialog, desk, conversationId, name, form));
}

async function submit(event, dialog, desk, conversationId, name, form) {
  event.preventDefault();
  const problem = dialog.querySelector(".problem");
  const button = dialog.querySelector("[type=submit]");
  if (button.getAttribute("aria-disabled")) return;
  const { values, missing, field } = form.read(dialog);
  if (missing) return fail(problem, missing, field);
  button.setAttribute("aria-disabled", "true");
  try {
    await desk.wire.request({ type: name, conversation_id: conversationId, ...values });
    dialog.close();
    desk.tell(form.done, "good");
    form.after?.();
  } catch (error) {
    fail(problem, error.message);
  }
  button.removeAttribute("aria-disabled");
  return undefined;
}

function fail(problem, message, field = null) {
  problem.hidden = false;
  problem.replaceChildren(icon("warn"), h("span", {}, message));
  field?.focus();
}

/** A modal dialog that goes when it is closed. */
export function show(title, content, onsubmit = (event) => event.preventDefault()) {
  const dialog = h("dialog", { class: "dialog", "aria-labelledby": "dialog-title", onclose: () => dialog.remove() },
    h("form", { onsubmit, novalidate: true }, h("h2", { id: "dialog-title" }, title), content));
  document.querySelector("desk-app").append(dialog);
  dialog.showModal();
  dialog.querySelector("textarea, input, select")?.focus();
  return dialog;
}

const text = (dialog, id) => dialog.querySelector(`#${id}`).value.trim();

function area(id, label, hint = null, limit = NOTE_LIMIT) {
  return [h("label", { for: id }, label), hint ? h("p", { class: "quiet field-hint", id: `${id}-hint` }, hint) : null,
    h("textarea", { id, rows: "3", maxlength: limit, "aria-describedby": hint ? `${id}-hint` : null })];
}

function noteForm() {
  return {
    title: "Internal note", action: "Save note", done: "Note saved.",
    fields: area("note", "Note", "Only the team reads it.", 4_000),
    read: (dialog) => (text(dialog, "note") ? { values: { text: text(dialog, "note") } } : { missing: "Write the note first.", field: dialog.querySelector("#note") }),
  };
}

function transferForm(desk) {
  const colleagues = [...desk.agents.values()].filter((agent) => agent.agent_id !== desk.me.agent_id).sort((a, b) => a.name.localeCompare(b.name));
  const here = colleagues.filter((agent) => agent.state === "available");
  const gone = colleagues.filter((agent) => agent.state !== "available");
  return {
    title: "Transfer", action: "Transfer", done: "Transferred.",
    lead: "The whole conversation and your note go with it; nothing has to be asked again.",
    fields: [h("fieldset", {}, h("legend", {}, "To"),
      choice("to", "queue", "Back to the queue", "whoever is free takes it", true),
      here.map((agent) => choice("to", agent.agent_id, agent.name, agent.holding ? `holds ${agent.holding}` : "holds nothing", false, agent.photo)),
      gone.length ? h("p", { class: "quiet field-note" }, `Not here now: ${gone.map((agent) => (agent.state === "away" ? `${agent.name} (away)` : agent.state === "wrap_up" ? `${agent.name} (wrapping up)` : agent.name)).join(", ")}`) : null),
    area("note", "Note for whoever takes it up")],
    read: (dialog) => {
      const to = dialog.querySelector("[name=to]:checked").value;
      return { values: { to: to === "queue" ? "queue" : "agent", ...(to === "queue" ? {} : { agent_id: to }), note: text(dialog, "note") } };
    },
  };
}

/** Everything one holds, to the queue or to the colleague of the next shift. */
export function openHandOver(desk) {
  const form = transferForm(desk);
  const dialog = show("Hand over", [
    h("p", { class: "quiet" }, "All your conversations go on with what was said, tried and promised. Back in the queue they go before whoever came later."),
    form.fields,
    h("p", { class: "problem", role: "alert", hidden: true }),
    h("div", { class: "dialog-buttons" },
      h("button", { class: "button", type: "button", onclick: () => dialog.close() }, "Cancel"),
      h("button", { class: "button primary", type: "submit" }, "Hand over")),
  ], async (event) => {
    event.preventDefault();
    const { values } = form.read(dialog);
    try {
      await desk.handOver(values.agent_id ?? "queue", values.note);
      dialog.close();
      desk.tell("Handed over.", "good");
    } catch (error) {
      fail(dialog.querySelector(".problem"), error.message);
    }
  });
}

function choice(name, value, label, detail, checked = false, photo = null) {
  const id = `${name}-${value}`;
  return h("label", { class: "radio", for: id }, h("input", { type: "radio", id, name, value, checked }),
    photo ? h("img", { src: photo, alt: "", width: "28", height: "28", class: "face" }) : null,
    h("span", {}, label, h("span", { class: "quiet" }, `, ${detail}`)));
}

function handBackForm(desk) {
  const facts = Object.entries(desk.labels).sort(([, a], [, b]) => a.localeCompare(b));
  return {
    title: "Hand back to the assistant", action: "Hand back", done: "Handed back to the assistant.",
    lead: "The assistant goes on with what you learnt and does not ask for it again.",
    fields: [h("fieldset", { class: "learnt" }, h("legend", {}, "What you learnt"), [0, 1, 2].map((place) => learntRow(place, facts))), area("note", "Note")],
    read: (dialog) => {
      const learnt = [0, 1, 2].map((place) => ({ name: dialog.querySelector(`#fact-${place}`).value, value: text(dialog, `value-${place}`) }));
      const half = learnt.findIndex((fact) => Boolean(fact.name) !== Boolean(fact.value));
      if (half >= 0) return { missing: "Each line needs both what it is and its value.", field: dialog.querySelector(learnt[half].name ? `#value-${half}` : `#fact-${half}`) };
      return { values: { learnt: learnt.filter((fact) => fact.name), note: text(dialog, "note") } };
    },
  };
}

function learntRow(place, facts) {
  return h("div", { class: "learnt-row" },
    h("select", { id: `fact-${place}`, "aria-label": `What, ${place + 1}` }, h("option", { value: "" }, "What"), facts.map(([name, label]) => h("option", { value: name }, label))),
    h("input", { id: `value-${place}`, "aria-label": `Value, ${place + 1}`, maxlength: "200", autocomplete: "off" }));
}

function parkForm() {
  return {
    title: "Park with a promise", action: "Park", done: "Parked.",
    lead: "It stays open. At the time you name it comes back to the queue; if the customer writes first, it comes back then.",
    fields: [area("promise", "What was promised", "The customer is told these words.", 500), h("label", { for: "due" }, "Due, if there is a time"), h("input", { id: "due", type: "datetime-local" })],
    read: (dialog) => {
      const promise = text(dialog, "promise");
      if (!promise) return { missing: "Say what was promised.", field: dialog.querySelector("#promise") };
      const due = dialog.querySelector("#due").value;
      return { values: { promise, due_at: due ? new Date(due).toISOString() : null } };
    },
  };
}

function resolveForm(desk) {
  return {
    title: "Resolve", action: "Resolve and close", done: "Closed.",
    lead: "The customer is told and may rate. If they write again, a linked conversation opens.",
    fields: [h("label", { for: "code" }, "How it ended"),
      h("select", { id: "code" }, h("option", { value: "" }, "Choose"), desk.codes.map(({ code, label }) => h("option", { value: code }, label))),
      area("note", "Note, if anything should be remembered")],
    read: (dialog) => {
      const code = dialog.querySelector("#code").value;
      return code ? { values: { code, note: text(dialog, "note") } } : { missing: "Choose how it ended.", field: dialog.querySelector("#code") };
    },
  };
}

/** A promised call: the number to dial, or that it rings already, and how it ended. */
export function openCall(desk, { number, shown, placed }) {
  openForm(desk, "call_outcome", {
    title: "Call the customer", action: "Save how it ended", done: "Saved.",
    lead: placed ? "The call is over. It counts as reached; put it right if a mailbox or somebody else answered." : "Dial the number, then say how it ended.",
    fields: [h("p", { class: "dial figures" }, h("a", { href: `tel:${number}` }, shown)),
      h("fieldset", {}, h("legend", {}, "How it ended"), OUTCOMES.map(([value, label, detail], place) => choice("outcome", value, label, detail, place === 0)))],
    read: (dialog) => ({ values: { outcome: dialog.querySelector("[name=outcome]:checked").value } }),
  });
}

/** Tell the editors that an article is wrong; `done` is called once they will see it. */
export function openFlag(desk, article, done) {
  openForm(desk, "flag_article", {
    title: "Tell the editors", action: "Send to the editors", done: "The editors will see it.",
    lead: `What is wrong with “${article.title}”?`,
    fields: area("flag", "Note", "They see it with this conversation's reference. Leave the customer's name and numbers out; what we know of them is blanked.", 1_000),
    read: (dialog) => (text(dialog, "flag") ? { values: { article: article.slug, note: text(dialog, "flag") } } : { missing: "Say what is wrong first.", field: dialog.querySelector("#flag") }),
    after: done,
  });
}

/** An article for agents goes into a reply only when the agent says so in so many words. */
export function openAgentsOnly(article, insert) {
  const dialog = show("For agents only", [
    h("p", {}, `“${article.title}” is written for the team. Customers are not meant to read it; put it into the reply only to say it in other words.`),
    h("div", { class: "dialog-buttons" },
      h("button", { class: "button primary", type: "button", autofocus: true, onclick: () => dialog.close() }, "Leave it out"),
      h("button", { class: "button", type: "button", onclick: () => { dialog.close(); insert(); } }, "Insert to rewrite")),
  ]);
}

/** All keys, and the switch for single keys (they disturb some assistive technology). */
export function openHelp() {
  const dialog = show("Keys", [
    h("dl", { class: "key-list" }, KEYS.map(([key, label]) => h("div", {}, h("dt", {}, keycap(key), h("span", { class: "hidden" }, key)), h("dd", {}, label)))),
    h("label", { class: "radio" }, h("input", { type: "checkbox", checked: preference("keys"), onchange: (event) => prefer("keys", event.currentTarget.checked) }), "Single keys are on"),
    h("div", { class: "dialog-buttons" }, h("button", { class: "button primary", type: "button", onclick: () => dialog.close() }, "Close")),
  ]);
}

/** Who is signed in, and the ways out. */
export function openMe(desk, leave) {
  const held = desk.me.holding;
  const dialog = show(desk.me.name, [
    h("p", { class: "quiet" }, desk.me.team),
    held ? h("p", {}, `You hold ${held === 1 ? "one conversation" : `${held} conversations`}. Handed over, each goes on with everything said so far.`) : null,
    h("div", { class: "dialog-buttons stacked" },
      held ? h("button", { class: "button primary", type: "button", onclick: () => { dialog.close(); openHandOver(desk); } }, "Hand over") : null,
      h("button", { class: "button", type: "button", onclick: () => leave({}) }, "Sign out"),
      h("button", { class: "button", type: "button", onclick: () => leave({ everywhere: true }) }, "Sign out everywhere"),
      h("button", { class: "button", type: "button", onclick: () => dialog.close() }, "Stay")),
  ]);
}

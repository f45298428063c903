/** A lead's dialogs: move a case, change who answers, write a banner. */

import { show } from "./dialogs.js";
import { h } from "./dom.js";
import { MODES, STATES } from "./words.js";

/** Give a case to somebody who is here, or to the queue. */
export function openAssign(desk, item, act) {
  const here = [...desk.agents.values()].filter((agent) => agent.state !== "offline" && agent.agent_id !== item.agent_id).sort((a, b) => a.name.localeCompare(b.name));
  ask("Move", "Move", [
    h("p", { class: "quiet" }, "The whole conversation and your note go with it."),
    h("label", { for: "move-to" }, "To"),
    h("select", { id: "move-to" }, item.owner === "queue" ? null : h("option", { value: "" }, "The queue"), here.map((agent) => h("option", { value: agent.agent_id }, `${agent.name}, ${agent.team} (${STATES[agent.state].toLowerCase()}, holds ${agent.holding})`))),
    h("label", { for: "move-note" }, "Note"),
    h("textarea", { id: "move-note", rows: "2", maxlength: "2000" }),
  ], (dialog) => act({ type: "assign", conversation_id: item.conversation_id, agent_id: value(dialog, "move-to") || null, note: value(dialog, "move-note") }));
}

/** Who answers, and until when. */
export function openMode(view, act) {
  ask("Who answers", "Switch", [
    h("fieldset", {}, h("legend", {}, "From now on"), Object.entries(MODES).map(([mode, { word, means }]) =>
      h("label", { class: "radio", for: `mode-${mode}` }, h("input", { type: "radio", id: `mode-${mode}`, name: "mode", value: mode, checked: mode === view.mode }), h("span", {}, word, h("span", { class: "quiet" }, `, ${means}`))))),
    ...until(),
  ], (dialog) => act({ type: "set_mode", mode: dialog.querySelector("[name=mode]:checked").value, until: moment(dialog) }));
}

/** What customers of a market are told before the queue. */
export function openBanner(view, act) {
  ask("Banner", "Show it", [
    h("p", { class: "quiet" }, "Told before the queue, in front of the wait. One or two sentences: what is known, and until when."),
    h("label", { for: "banner-market" }, "For"),
    h("select", { id: "banner-market" }, h("option", { value: "" }, "Everybody"), view.markets.map((market) => h("option", { value: market.market_id }, market.name))),
    h("label", { for: "banner-text" }, "Words"),
    h("textarea", { id: "banner-text", rows: "3", maxlength: "300" }),
    ...until(),
  ], (dialog) => act({ type: "set_banner", market_id: value(dialog, "banner-market") || null, text: value(dialog, "banner-text"), until: moment(dialog) }));
}

function until() {
  return [h("label", { for: "until" }, "Ends by itself, if there is a time"), h("input", { id: "until", type: "datetime-local" })];
}

function ask(title, action, fields, done) {
  const dialog = show(title, [
    fields,
    h("div", { class: "dialog-buttons" },
      h("button", { class: "button", type: "button", onclick: () => dialog.close() }, "Cancel"),
      h("button", { class: "button primary", type: "submit" }, action)),
  ], async (event) => {
    event.preventDefault();
    if (await done(dialog)) dialog.close();
  });
}

const value = (dialog, id) => dialog.querySelector(`#${id}`).value.trim();

function moment(dialog) {
  const at = value(dialog, "until");
  return at ? new Date(at).toISOString() : null;
}

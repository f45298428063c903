/** The panel of a customer who is on the phone: how the call stands, who speaks, and what can be done with it. */

import { h, icon, keycap } from "./dom.js";

/** Why a call is over, by the gateway's word. */
const OVER = {
  caller_left: "The customer hung up.",
  line_dropped: "The customer's line broke.",
  hung_up: "The call was ended here.",
  goodbye: "The call ended with a goodbye.",
  transferred: "The call went on outside.",
};

/** The panel for the open conversation; null when nobody is or was on the phone while it was open. */
export function callPanel(desk) {
  const { view, voice } = desk;
  const mine = desk.isMine;
  if (voice.on && voice.conversationId === view.conversation_id) return panel(voice.state, talking(voice));
  if (desk.rings) return panel("rings", rings(desk));
  if (view.call) return panel("on-line", onLine(desk, view.call, mine));
  if (view.call_over) return panel("over", [said("hang_up", `${OVER[view.call_over] ?? "The call is over."}${mine ? " The case stays yours for the wrap-up." : ""}`)]);
  return null;
}

function panel(state, children) {
  return h("section", { class: `call-panel call-${state}`, key: "call", "aria-label": "Phone call" }, children);
}

function said(shape, text) {
  return h("p", { class: "call-said", key: "said", role: "status" }, icon(shape), h("span", {}, text));
}

function rings(desk) {
  return [
    said("phone", "The customer's phone rings."),
    h("div", { class: "call-acts", key: "acts" }, act("stop", "Stop ringing", null, () => desk.stopRinging(), { danger: true })),
  ];
}

function onLine(desk, call, mine) {
  const { voice } = desk;
  const other = call.agent_id && call.agent_id !== desk.me.agent_id;
  return [
    said("phone", other ? `${desk.agentName(call.agent_id)} talks to the customer on the phone.` : "The customer is on the phone."),
    mine ? h("p", { class: "call-hint", key: "hint" }, voice.problem ?? "What you type is read out to them.") : null,
    mine ? h("div", { class: "call-acts", key: "acts" },
      act("talk", "Talk", "V", () => voice.join(desk.view.conversation_id), { primary: true, disabled: voice.on }),
      act("end", "End the call", null, () => desk.endCall(), {})) : null,
  ];
}

function talking(voice) {
  if (voice.state === "asking") return [said("mic", "Allow this page to use the microphone.")];
  if (voice.state === "joining") return [said("phone", "Joining the call.")];
  return [
    said("phone", voice.held ? "The customer is on hold and hears music." : voice.muted ? "You are muted. The customer does not hear you." : "You are talking with the customer."),
    h("div", { class: "call-levels", key: "levels" }, meter("me", "You"), meter("them", "Customer")),
    voice.transcribed ? null : h("p", { class: "call-hint", key: "hint" }, icon("note"), "Not transcribed: there is no recogniser of free speech here. Write a note of what the next agent must know."),
    h("div", { class: "call-acts", key: "acts" },
      act("mute", voice.muted ? "Unmute" : "Mute", "M", () => voice.mute(), { pressed: voice.muted }),
      act("hold", voice.held ? "Take off hold" : "Hold", "O", () => voice.hold(), { pressed: voice.held }),
      act("write", "Write instead", "V", () => voice.leave(), {}),
      act("end", "Hang up", "G", () => voice.hangUp(), { danger: true })),
  ];
}

function meter(who, label) {
  return h("div", { class: "call-level", key: who, "data-own": true, "data-who": who },
    h("span", { id: `level-${who}` }, label),
    h("meter", { min: "0", max: "1", "aria-labelledby": `level-${who}` }),
    h("span", { class: "speaks", "aria-hidden": "true" }, "speaks"));
}

function act(key, label, shortcut, done, { primary = false, danger = false, pressed, disabled = false }) {
  return h("button", { class: `button small${primary ? " primary" : ""}${danger ? " danger" : ""}`, type: "button", key, disabled, "aria-keyshortcuts": shortcut, "aria-pressed": pressed === undefined ? null : String(pressed), onclick: done },
    label, shortcut ? keycap(shortcut) : null);
}

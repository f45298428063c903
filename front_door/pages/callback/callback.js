/** The page behind the link to a booked call: when it is, another time, none. */

import { CallPicker } from "/chat/callback.js";
import { h } from "/chat/dom.js";
import { words } from "./words.en.js";

const main = document.getElementById("main");
const link = location.pathname.replace(/\/$/, "");
const locale = navigator.language || "en";

function when({ call_at: at, time_zone: zone }) {
  const options = { weekday: "long", month: "long", day: "numeric", hour: "numeric", minute: "2-digit" };
  return new Intl.DateTimeFormat(locale, { ...options, timeZone: zone, timeZoneName: "short" }).format(new Date(at));
}

async function ask(path, body) {
  const options = body === undefined ? {} : { method: "POST", body: JSON.stringify(body), headers: { "Content-Type": "application/json" } };
  const response = await fetch(`${link}/${path}`, { ...options, referrerPolicy: "same-origin" });
  const told = await response.json();
  if (response.ok) return told;
  throw Object.assign(new Error(told.error.message || words.busy), { status: response.status });
}

function shown(number) {
  const [, area, first, last] = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(number) || [];
  return area ? `${area}-${first}-${last}` : number;
}

/** A button whose second press is the one that counts. */
function sureButton(text, sure, act) {
  let asked = false;
  const button = h("button", { type: "button", class: "act" }, text);
  button.addEventListener("click", () => {
    if (asked) act();
    asked = true;
    button.textContent = sure;
  });
  return button;
}

function gone() {
  document.title = words.gone;
  main.replaceChildren(h("div", { class: "card" }, h("h1", { tabindex: "-1" }, words.gone), h("p", {}, words.goneText)));
  main.querySelector("h1").focus();
}

function finished(call, text) {
  document.title = text;
  main.replaceChildren(h("div", { class: "card" }, h("h1", { tabindex: "-1" }, text), h("p", { class: "quiet" }, words.reference(call.reference))));
  main.querySelector("h1").focus();
}

function show(call, told = null) {
  const heading = words.heading[call.standing] || words.heading.booked;
  document.title = `${heading} · ${call.carrier}`;
  const open = call.standing !== "not_reached";
  const problem = h("p", { class: "problem", role: "alert" });
  const picker = h("div", { class: "card", hidden: open });
  const act = async (path, body, done) => {
    try {
      const after = await ask(path, body);
      if (after.link && !after.link.endsWith(link)) history.replaceState(null, "", new URL(after.link, location.href).pathname);
      done(after);
    } catch (error) {
      if (error.status === 410) gone();
      else return error.message;
    }
    return "";
  };
  const say = async (...asked) => problem.replaceChildren(await act(...asked));
  main.replaceChildren(
    h("h1", { tabindex: "-1" }, heading),
    h(
      "div",
      { class: "card" },
      told && h("p", { role: "status" }, told),
      h("p", { class: "when" }, when(call)),
      h("p", {}, words.who(call.team, shown(call.number))),
      h("p", { class: "quiet" }, words.reference(call.reference)),
      problem,
      h(
        "div",
        { class: "acts" },
        open && h("a", { class: "act", href: `${link}/call.ics`, download: "call.ics" }, words.calendar),
        open && h("button", { type: "button", class: "act", "aria-expanded": "false", onclick: (event) => reveal(event) }, words.change),
        open && sureButton(words.cancel, words.cancelSure, () => say("cancel", {}, (after) => finished(after, words.done.cancel))),
        sureButton(words.refuse, words.refuseSure, () => say("refuse", {}, (after) => finished(after, words.done.refuse))),
      ),
    ),
    picker,
  );
  const choosing = new CallPicker(words, {
    book: async (at, number) => {
      const trouble = await act("move", { at, number }, (after) => show(after, words.done.move));
      if (trouble) choosing.bad(trouble);
    },
    shut: () => { picker.hidden = true; main.querySelector("h1").focus(); },
  }, locale);
  choosing.offer(call);
  choosing.booked(null);
  choosing.acts.replaceChildren();
  choosing.book.textContent = open ? words.move : words.book;
  picker.append(choosing.node);
  main.querySelector("h1").focus();

  function reveal(event) {
    picker.hidden = !picker.hidden;
    event.currentTarget.setAttribute("aria-expanded", String(!picker.hidden));
    if (!picker.hidden) choosing.focus();
  }
}

try {
  show(await ask("call.json"));
} catch (error) {
  gone();
  if (error.status !== 410) main.querySelector("p").textContent = words.busy;
}

/** Times as people say them, kept fresh: relative in the text, exact on hover. */

import { h } from "./dom.js";

const DAY = 86_400;
const exact = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const clock = new Intl.DateTimeFormat(undefined, { timeStyle: "short" });
const date = new Intl.DateTimeFormat(undefined, { dateStyle: "medium" });

let skew = 0;

/** The server's clock is right: `at` is a time it has just sent. */
export function setClock(at) {
  const ahead = Date.parse(at) - Date.now();
  if (Number.isFinite(ahead) && ahead > skew) skew = ahead;
}

/** Seconds since `at`. */
export function secondsSince(at) {
  return Math.max(0, (Date.now() + skew - Date.parse(at)) / 1000);
}

/** `now`, `4 min`, `2 h`, `3 d` */
export function short(at) {
  const seconds = secondsSince(at);
  if (seconds < 45) return "now";
  if (seconds < 3_600) return `${Math.max(1, Math.round(seconds / 60))} min`;
  if (seconds < DAY) return `${Math.round(seconds / 3_600)} h`;
  return `${Math.round(seconds / DAY)} d`;
}

/** A wait that ticks: `0:42`, `12:05`, `1 h 12 min`, `3 d` */
export function waited(at) {
  const seconds = Math.floor(secondsSince(at));
  if (seconds < 3_600) return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  if (seconds < DAY) return `${Math.floor(seconds / 3_600)} h ${Math.floor((seconds % 3_600) / 60)} min`;
  return `${Math.floor(seconds / DAY)} d`;
}

/** Exact time in full. */
export const exactly = (at) => exact.format(new Date(at));
/** Only the date. */
export const day = (at) => date.format(new Date(at.length === 10 ? `${at}T12:00` : at));
/** Only the time of day, with the date when it is another day. */
export function timeOfDay(at) {
  const when = new Date(at);
  return when.toDateString() === new Date().toDateString() ? clock.format(when) : exact.format(when);
}

/** `in 5 min`, `in 2 h`: when something will be over. */
function ahead(at) {
  const seconds = Math.max(0, (Date.parse(at) - Date.now() - skew) / 1000);
  if (seconds < 3_600) return `in ${Math.ceil(seconds / 60)} min`;
  return seconds < DAY ? `in ${Math.round(seconds / 3_600)} h` : `in ${Math.round(seconds / DAY)} d`;
}

const FORMS = { in: ahead, short, waited, ago: (at) => (short(at) === "now" ? "just now" : `${short(at)} ago`) };

/** A `<time>` that says how long ago; `form` is `short` (4 min), `ago` (4 min ago) or `waited` (it ticks), `in` (ahead). */
export function ago(at, form = "short", attributes = {}) {
  return h("time", { datetime: at, title: exactly(at), "data-form": form, ...attributes }, FORMS[form](at));
}

/** Keep every such time under `root` fresh. */
export function tick(root) {
  setInterval(() => {
    for (const node of root.querySelectorAll("time[data-form]")) {
      const text = FORMS[node.dataset.form](node.dateTime);
      if (node.textContent !== text) node.textContent = text;
    }
  }, 1_000);
}

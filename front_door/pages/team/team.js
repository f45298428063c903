/** The team page: a ZIP code or a sign-in becomes a team with its faces, its hours and the way to it. */

import { followTheme, rememberedTheme, rememberTheme } from "/theme.js";
import { words } from "/team/words.js";

followTheme(document.documentElement);

/** Where the demo page keeps who is signed in; a carrier's own page brings its login another way. */
const SIGNED_IN = "meadowlark.signed_in";
const ZIP = /^\d{5}(-?\d{4})?$/;
const HERE = Intl.DateTimeFormat().resolvedOptions().timeZone;
const LOCALE = navigator.language || "en-US";
const at = (id) => document.getElementById(id);

function h(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value || value === "") node.setAttribute(name, value);
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false && child !== ""));
  return node;
}

const format = (zone, options) => new Intl.DateTimeFormat(LOCALE, { timeZone: zone, ...options });
const clock = (time, zone) => format(zone, { hour: "numeric", minute: "2-digit" }).format(new Date(time));
const dayOf = (time, zone) => format(zone, { weekday: "long", month: "short", day: "numeric" }).format(new Date(time));
const zoneName = (zone) =>
  format(zone, { timeZoneName: "long" }).formatToParts(new Date()).find(({ type }) => type === "timeZoneName").value;
const listed = (texts) => new Intl.ListFormat(LOCALE, { type: "conjunction" }).format(texts);
const languages = (codes) => listed(codes.map((code) => new Intl.DisplayNames(LOCALE, { type: "language" }).of(code)));

/** Whether two clocks show the same now. */
const alike = (zone) => clock(new Date(), zone) === clock(new Date(), HERE);

function when(time) {
  const today = dayOf(new Date(), HERE) === dayOf(time, HERE);
  return today ? clock(time, HERE) : `${dayOf(time, HERE)}, ${clock(time, HERE)}`;
}

function standing(team) {
  const said = team.open_now ? words.openUntil(when(team.closes_at)) : team.opens_at ? words.opensAt(when(team.opens_at)) : words.closed;
  return [
    h("p", { class: `standing${team.open_now ? " open" : ""}` }, h("i", { "aria-hidden": "true" }), said),
    team.cover && h("p", { class: "quiet" }, words.cover(team.cover)),
  ];
}

function hours(team) {
  const same = alike(team.zone);
  const span = (zone) => (intervals) => intervals.map(([opens, closes]) => `${clock(opens, zone)} – ${clock(closes, zone)}`);
  const days = team.days.map(({ date, holiday, intervals }, place) => ({
    day: place === 0 ? words.today : dayOf(`${date}T12:00:00Z`, "UTC"),
    mine: intervals.length ? span(HERE)(intervals) : [holiday ? `${words.closed}: ${holiday}` : words.closed],
    theirs: same ? [] : span(team.zone)(intervals).map((time) => words.theirs(time, team.site.split(",")[0])),
  }));
  const rows = alikeTogether(days).map(({ day, last, mine, theirs }) =>
    h(
      "tr",
      {},
      h("th", { scope: "row" }, last ? words.fromTo(day, last) : day),
      h("td", {}, mine.flatMap((time, place) => [h("span", {}, time), theirs[place] && h("span", { class: "quiet" }, theirs[place])])),
    ),
  );
  return h("table", {}, h("caption", {}, words.hours(zoneName(HERE))), h("tbody", {}, rows));
}

/** Days in a row with the same hours in one. */
function alikeTogether(days) {
  const rows = [];
  for (const each of days) {
    const before = rows.at(-1);
    if (before && String(before.mine) === String(each.mine)) before.last = each.day;
    else rows.push({ ...each });
  }
  return rows;
}

function reach() {
  const write = h("button", { type: "button", class: "primary" }, words.chat);
  write.addEventListener("click", () => document.querySelector("care-chat").open());
  return h("div", { class: "reach" }, h("h3", {}, words.reach), write, h("p", {}, words.call), h("p", {}, words.callback), h("p", { class: "quiet" }, words.theAssistant));
}

function person({ name, title, photo, languages: spoken }) {
  const more = spoken.length > 1 && h("span", {}, words.languages(languages(spoken)));
  return h("li", {}, h("img", { src: photo, alt: "", width: 96, height: 96, loading: "lazy", decoding: "async" }), h("b", {}, name), h("span", {}, title), more);
}

function show(team, honest, focus) {
  at("team").replaceChildren(
    h(
      "div",
      { class: "card" },
      honest && h("p", { class: "honest" }, honest),
      h("h2", { tabindex: "-1" }, team.name),
      h("p", { class: "quiet" }, words.at(team.site, languages(team.languages))),
      team.markets.length > 0 && h("p", { class: "quiet" }, words.lookAfter(listed(team.markets))),
      standing(team),
      h("div", { class: "two" }, reach(), hours(team)),
    ),
    h("div", { class: "card" }, h("h3", {}, words.people(team.people.length)), h("ul", { class: "people" }, team.people.map(person))),
  );
  const faces = team.people.slice(0, 3).map(({ photo }) => photo).join(" ");
  document.querySelector("care-chat").setAttribute("faces", faces);
  if (focus) at("team").querySelector("h2").focus();
}

async function ask(request, honest, focus = true) {
  at("zip-problem").textContent = "";
  at("zip").removeAttribute("aria-invalid");
  at("team").setAttribute("aria-busy", "true");
  try {
    const answer = await request();
    const told = await answer.json();
    if (answer.ok) show(told, told.market ? null : honest, focus);
    else problem(told.error?.code);
  } catch {
    problem("other");
  }
  at("team").setAttribute("aria-busy", "false");
}

function problem(code) {
  at("zip-problem").textContent = words.problems[code] || words.problems.other;
  if (code === "bad_zip" || code === "empty") {
    at("zip").setAttribute("aria-invalid", "true");
    at("zip").focus();
  }
}

function byZip(zip, focus) {
  history.replaceState(null, "", `?zip=${encodeURIComponent(zip)}`);
  return ask(() => fetch(`/team/of?zip=${encodeURIComponent(zip)}`), words.unknown, focus);
}

const post = (url, body) =>
  fetch(url, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

/** A short-lived proof of who is signed in on the demo page, as a carrier's login would give it. */
async function identity() {
  const customer = localStorage.getItem(SIGNED_IN);
  const answer = customer ? await post("/demo/identity", { customer_id: customer }) : null;
  return answer?.ok ? (await answer.json()).signed_identity : null;
}

function begin() {
  at("find").addEventListener("submit", (event) => {
    event.preventDefault();
    const zip = at("zip").value.trim();
    if (ZIP.test(zip)) byZip(zip);
    else problem(zip ? "bad_zip" : "empty");
  });
  document.querySelector("care-chat").getIdentity = identity;
  at("mine").hidden = !localStorage.getItem(SIGNED_IN);
  at("mine").addEventListener("click", () =>
    ask(async () => post("/team/mine", { signed_identity: (await identity()) || "" }), words.noZip),
  );
  const asked = new URLSearchParams(location.search).get("zip");
  if (asked && ZIP.test(asked)) {
    at("zip").value = asked;
    byZip(asked, false);
  } else if (!at("mine").hidden) at("mine").click();
  theme();
}

function theme() {
  const button = at("theme");
  const tell = () => {
    const chosen = rememberedTheme() || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
    button.setAttribute("aria-pressed", String(chosen === "dark"));
  };
  button.addEventListener("click", () => rememberTheme(button.getAttribute("aria-pressed") === "true" ? "light" : "dark"));
  for (const event of ["care-theme", "storage"]) window.addEventListener(event, tell);
  tell();
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
else begin();

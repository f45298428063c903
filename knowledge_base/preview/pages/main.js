/** The preview page: list, search, asking, live reload. */

import { followTheme, rememberTheme, rememberedTheme } from "/theme.js";
import { drawArticle } from "./article.js";
import { el, list, percent, read, told } from "./dom.js";

const byId = (id) => document.getElementById(id);
const main = byId("main");
const MOST_OPEN = 40;
let state = { topics: [] };
let redraw = async () => {};
let views = 0;

followTheme(document.documentElement);
byId("theme").addEventListener("click", () => rememberTheme(rememberedTheme() === "dark" ? "light" : "dark"));

const slugNow = () => decodeURIComponent(location.hash.slice(1));

function open(slug) {
  if (slugNow() === slug) showArticle(slug, true);
  else location.hash = slug;
}

/** Makes a view the one that is wanted; what it calls back with draws only while that is so. */
function begin(again) {
  const mine = ++views;
  redraw = again;
  return (nodes, focus) => mine === views && show(nodes, focus);
}

function show(nodes, focus) {
  main.replaceChildren(...nodes.flat(Infinity).filter(Boolean));
  if (focus) main.focus();
}

async function showArticle(slug, focus) {
  const draw = begin(() => showArticle(slug, false));
  try {
    draw(drawArticle(await read(`/article/${encodeURIComponent(slug)}`), open), focus);
  } catch {
    draw([el("h2", {}, slug), el("p", {}, "There is no such article now. Its file may be broken or gone.")], focus);
  }
  for (const link of document.querySelectorAll("#list a")) {
    if (link.hash === location.hash) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}

/** Another view than an article: none of the list is the one that is shown. */
function leaveArticle() {
  history.replaceState(null, "", location.pathname);
  for (const link of document.querySelectorAll("#list a")) link.removeAttribute("aria-current");
}

async function showStart() {
  const draw = begin(showStart);
  const wanted = state.topics.flatMap(({ articles }) => articles).filter((one) => one.problems || one.flags || one.changed);
  draw([el("h2", {}, "To look at first"), list(wanted, (one) => [el("button.link", { type: "button", onclick: () => open(one.slug) }, one.title), marks(one)], "Nothing: every article is in order. Choose any from the list.")]);
}

function drawList() {
  const wanted = byId("search").value.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = (one) => wanted.every((word) => one.title.toLowerCase().includes(word) || one.slug.includes(word) || one.words.includes(word));
  const topics = state.topics.map(({ topic, articles }) => [topic, articles.filter(fits)]).filter(([, found]) => found.length);
  byId("list").replaceChildren(
    ...(state.unread?.length ? [el("section.problems", {}, el("h2", {}, "Cannot be read"), list(state.unread, (one) => [`${one.file}, line ${one.line}: `, told(one.message)], ""))] : []),
    ...topics.map(([topic, found]) => el("section", {}, el("h2", {}, topic), el("ul", {}, found.map(row)))),
    ...(topics.length ? [] : [el("p.quiet", {}, "Nothing fits. Try fewer words.")]));
}

function marks(one) {
  return [one.kind === "article" ? null : el("span.mark", {}, one.kind), one.changed && el("span.mark", {}, one.changed),
    one.flags ? el("span.mark.flag", {}, one.flags === 1 ? "flagged" : `flagged ${one.flags} times`) : null,
    one.problems ? el("span.mark.warning", {}, `${one.problems} to look at`) : null];
}

function row(one) {
  const link = el("a", { href: `#${one.slug}`, onclick: () => slugNow() === one.slug && open(one.slug) }, one.title, marks(one));
  if (one.slug === slugNow()) link.setAttribute("aria-current", "page");
  return el("li", {}, link);
}

async function showAnswer(question, focus = true) {
  const draw = begin(() => showAnswer(question, false));
  leaveArticle();
  const found = await read(`/ask?question=${encodeURIComponent(question)}`);
  const kinds = { answer: "It answers", did_you_mean: "It asks which is meant", honest_no: "It says honestly that it does not know", person: "It passes it to a person" };
  draw([el("h2", {}, `“${question}”`), el("p", {}, el("b", {}, kinds[found.kind]), found.which.length ? `: ${found.which.join(", ")}` : ""),
    found.passage ? el("div.bubble", {}, found.passage.split("\n").map((text) => el("p", {}, text))) : null,
    found.spoken ? [el("h3", {}, "On the phone"), el("blockquote", {}, found.spoken)] : null,
    el("p.quiet", {}, `The best article is right with a probability of ${percent(found.probability)}.`),
    el("h3", {}, "The closest articles"),
    list(found.ranked, (one) => [el("button.link", { type: "button", onclick: () => open(one.slug) }, one.slug), el("span.quiet", {}, ` ${one.score.toFixed(2)} by “${one.text}”`)], "None.")], focus);
}

async function showChanges(focus = true) {
  const draw = begin(() => showChanges(false));
  leaveArticle();
  draw([el("h2", {}, "What changed since the last commit"), el("p.quiet", {}, "Asking the articles of then and of now …")], focus);
  const { files, changes, why_not: whyNot } = await read("/changes");
  const words = (one) => one.better === false ? (one.only_sure ? "less sure" : "lost") : one.only_sure ? "surer" : one.better ? "better" : one.only_words ? "other words" : "other";
  draw([el("h2", {}, "What changed since the last commit"), whyNot ? el("p", {}, whyNot) : null,
    el("h3", {}, "In the files"), files.length ? files.map(changedFile) : el("p.quiet", {}, "Nothing."),
    el("h3", {}, "In the answers to known questions"),
    list(changes, (one) => [el(one.better === false ? "b.error" : "b.good", {}, words(one)), ` “${one.question}” `,
      el("span.quiet", {}, one.only_words ? `(${one.after})` : `was ${one.before}, is ${one.after}`)], "No known question changes its answer.")], false);
}

function changedFile({ file, slug, kind, lines }) {
  return el("details", { open: lines.length <= MOST_OPEN }, el("summary", {}, file, el("span.mark", {}, kind)),
    slug ? el("p", {}, el("button.link", { type: "button", onclick: () => open(slug) }, "Show the article")) : null,
    el("ul.lines", {}, lines.map(([sign, text]) => el(sign === "+" ? "li.added" : "li.taken", {}, el("span.sign", { ariaLabel: sign === "+" ? "added" : "taken out", role: "img" }, sign), ` ${text}`))));
}

async function showSayings(focus = true) {
  const draw = begin(() => showSayings(false));
  leaveArticle();
  const { sayings } = await read("/sayings");
  const wrong = (one) => one.wordings.some((wording) => wording.problems.length);
  const look = sayings.filter(wrong).length;
  draw([el("h2", {}, "The assistant's own words"), el("p.quiet", {}, `${sayings.length} sayings besides articles, ${look} worth a look. A developer changes them in the file named.`), [...sayings.filter(wrong), ...sayings.filter((one) => !wrong(one))].map((one) => el("details", {},
    el("summary", {}, one.name, el("span.quiet", {}, ` ${one.wordings.length} in ${one.file}`), wrong(one) ? el("span.mark.warning", {}, "look") : null),
    el("ul", {}, one.wordings.map((wording) => el("li", {}, wording.text, el("span.quiet", {}, ` line ${wording.line}`), wording.problems.map((why) => el("p.warning", {}, why)))))))], focus);
}

function step(by) {
  const links = [...document.querySelectorAll("#list a")];
  const at = links.findIndex((link) => link.hash === location.hash);
  links[Math.min(links.length - 1, Math.max(0, at + by))]?.click();
}

async function reload() {
  state = await read("/state");
  drawList();
  byId("live").textContent = `${state.articles} articles, ${state.problems} things to look at${state.customers ? `. Customers' questions cannot be read: ${state.customers}` : ""}`;
  await redraw();
}

byId("search").addEventListener("input", drawList);
byId("ask").addEventListener("submit", (event) => { event.preventDefault(); if (byId("question").value.trim()) showAnswer(byId("question").value.trim()); });
byId("show-changes").addEventListener("click", () => showChanges());
byId("show-sayings").addEventListener("click", () => showSayings());
addEventListener("hashchange", () => (slugNow() ? showArticle(slugNow(), false) : showStart()));
addEventListener("keydown", (event) => {
  if (event.target.matches("input") || event.ctrlKey || event.metaKey || event.altKey) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  const keys = { "/": () => byId("search").focus(), a: () => byId("question").focus(), j: () => step(1), k: () => step(-1) };
  if (keys[event.key]) { event.preventDefault(); keys[event.key](); }
});

const saved = new EventSource("/saved");
saved.onmessage = () => reload();
saved.onerror = () => { byId("live").textContent = "The preview has stopped. Start it again with make editor."; };
if (slugNow()) showArticle(slugNow(), false);
else redraw = showStart;

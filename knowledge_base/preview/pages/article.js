/** One article: how it looks on chat, how it sounds on the phone, how it is found, what is wrong with it. */

import { el, list, percent, told } from "./dom.js";

const CLOSE = 0.8;
const WORDS_A_SECOND = 2.6;
const KINDS = { answer: "answered", did_you_mean: "offered", honest_no: "not known", person: "to a person" };
const SEVERITIES = { broken: "Broken", error: "Must be put right", warning: "Worth a look" };

/** The whole view; `open` is called with the slug of a linked article. */
export function drawArticle(article, open) {
  const places = placed(article);
  const wrong = (line) => places.get(line)?.map(problem) ?? null;
  return [
    el("h2", {}, article.title),
    el("p.quiet", {}, article.file, article.changed ? ` · ${article.changed} since the last commit` : ""),
    flags(article),
    problems(article),
    el("div.two", {}, chat(article, open, wrong), phone(article, wrong)),
    el("div.two", {}, questions(article, open, wrong), aside(article, open)),
  ];
}

/** Problems by the line of the part they stand in; a part reaches to where the next one begins. */
function placed(article) {
  const exact = new Set([...article.questions, ...article.tests].map((one) => one.line));
  const parts = [article.lead_line, article.spoken_line, ...article.sections.map((one) => one.line)].filter(Boolean).sort((a, b) => a - b);
  const found = new Map();
  for (const one of article.problems) {
    const line = exact.has(one.line) ? one.line : parts.filter((begin) => begin <= one.line).at(-1);
    if (line) found.set(line, [...(found.get(line) ?? []), one]);
  }
  return found;
}

function problem(one) {
  return el("span.in-place", {}, el(`b.${one.severity}`, {}, SEVERITIES[one.severity]), " ", told(one.message));
}

function flags(article) {
  if (!article.flags.length) return null;
  return el("section.flags", { ariaLabel: "Flagged by agents" }, el("h3", {}, "Agents say it is wrong"),
    list(article.flags, (flag) => [flag.note, el("span.quiet", {}, ` ${[flag.at.slice(0, 10), flag.reference && `conversation ${flag.reference}`].filter(Boolean).join(", ")}`)], ""));
}

function problems(article) {
  if (!article.problems.length) return null;
  return el("section.problems", { ariaLabel: "Problems" }, el("h3", {}, "To put right"),
    list(article.problems, (one) => [el(`b.${one.severity}`, {}, SEVERITIES[one.severity]), ` line ${one.line}: `, told(one.message)], ""));
}

function chat(article, open, wrong) {
  return el("section.chat", {}, el("h3", {}, "On chat"),
    el("div.bubble", {}, blocks(article.lead), article.links.map((link) => related(link, open)),
      article.quick_replies.length ? el("p.replies", {}, article.quick_replies.map((title) => el("span.reply", {}, title))) : null),
    wrong(article.lead_line),
    article.sections.map((section) => el("details", { open: true }, el("summary", {}, section.heading), blocks(section.blocks), wrong(section.line))));
}

function related(link, open) {
  if (link.url.startsWith("article:")) {
    const slug = link.url.slice("article:".length);
    return el("p", {}, el("button.link", { type: "button", onclick: () => open(slug) }, link.title));
  }
  return el("p.quiet", {}, `${link.title}: ${link.url}`);
}

function blocks(texts) {
  return texts.map((text) => el("p", {}, text));
}

function phone(article, wrong) {
  const seconds = Math.max(1, Math.round(article.spoken.split(/\s+/).length / WORDS_A_SECOND));
  return el("section.phone", {}, el("h3", {}, "On the phone"), el("blockquote", {}, article.spoken),
    wrong(article.spoken_line),
    el("p.quiet", {}, `${article.spoken.length} characters, about ${seconds} seconds`),
    el("p", {}, "speechSynthesis" in window ? el("button", { type: "button", onclick: (event) => speak(article.spoken, event.currentTarget) }, "Listen") : null));
}

/** By a voice of this machine: nothing that is written here goes anywhere. */
function speak(words, button) {
  const voice = speechSynthesis.getVoices().find((one) => one.localService && one.lang.startsWith("en"));
  if (!voice) {
    button.after(el("span.quiet", { role: "status" }, " This browser has no voice of its own. Read it aloud instead."));
    button.disabled = true;
    return;
  }
  const said = new SpeechSynthesisUtterance(words);
  said.voice = voice;
  speechSynthesis.cancel();
  speechSynthesis.speak(said);
}

function questions(article, open, wrong) {
  return el("section", {}, el("h3", {}, `Questions (${article.questions.length})`),
    article.questions.length ? el("p.quiet", {}, "In brackets: the place of this article if nobody had written the question down, and how close the nearest of its other questions is.") : null,
    list(article.questions, (one) => [one.question, " ", standing(one), near(one, open), wrong(one.line)], "None yet."),
    el("h3", {}, "Held-out tests"),
    list(article.tests, (one) => [el(one.reached ? "b.good" : "b.warning", {}, KINDS[one.kind]), ` ${one.text} `,
      el("span.score", {}, `(${place(one.rank)}, ${percent(one.probability)} sure)`),
      one.reached ? null : el("span.quiet", {}, one.which.length ? ` → ${one.which.join(", ")}` : " → nothing"), wrong(one.line)], "None yet: add two."));
}

function standing({ rank, cosine }) {
  return el(rank === 1 ? "span.score" : "span.score.warning", {}, `(${place(rank)}, ${percent(cosine)})`);
}

const place = (rank) => (rank === null ? "not among the first" : rank === 1 ? "1st" : rank === 2 ? "2nd" : rank === 3 ? "3rd" : `${rank}th`);

/** The strongest other article: always named, and marked when it is too close or ahead. */
function near(one, open) {
  if (!one.rival) return null;
  const close = one.rank > 1 || one.rival_cosine >= CLOSE;
  return el(close ? "span.near.warning" : "span.near", {}, `${one.rank > 1 ? "ahead" : "next"}: ${percent(one.rival_cosine)} like “${one.rival_text}” of `,
    el("button.link", { type: "button", onclick: () => open(one.rival) }, one.rival));
}

function aside(article, open) {
  const counted = article.outcomes;
  const names = { shown: "shown", solved: "solved", rejected: "not meant", handed_off: "handed off after", flagged: "flagged by agents" };
  const rows = Object.entries(names).filter(([key]) => counted[key]);
  return el("section", {}, el("h3", {}, "With customers"),
    rows.length ? el("dl", {}, rows.map(([key, name]) => [el("dt", {}, name), el("dd", {}, String(counted[key]))])) : el("p.quiet", {}, "Nobody was shown it yet, as far as is known here."),
    el("h3", {}, "About it"),
    el("dl", {}, article.facts.map(([name, value]) => [el("dt", {}, name), el("dd", {}, fact(name, value, open))]),
      article.grade === null ? null : [el("dt", {}, "Reads like"), el("dd", {}, `grade ${Math.max(1, Math.round(article.grade))}`)]));
}

function fact(name, value, open) {
  return name === "Goes on with" ? el("button.link", { type: "button", onclick: () => open(value) }, value) : value;
}

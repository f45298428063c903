/** One article: how it looks on chat, how it sounds on the phone, how it is found, what is wrong with it. */

import { el, list, percent } from "./dom.js";

const CLOSE = 0.8;
const KINDS = { answer: "answered", did_you_mean: "offered", honest_no: "not known", person: "to a person" };
const SEVERITIES = { broken: "Broken", error: "Must be put right", warning: "Worth a look" };

/** The whole view; `open` is called with the slug of a linked article. */
export function drawArticle(article, open) {
  return [
    el("h2", {}, article.title),
    el("p.quiet", {}, article.file, article.changed ? ` · ${article.changed} since the last commit` : ""),
    problems(article),
    el("div.two", {}, chat(article, open), phone(article)),
    el("div.two", {}, questions(article, open), aside(article, open)),
  ];
}

function problems(article) {
  if (!article.problems.length) return null;
  return el("section.problems", { ariaLabel: "Problems" }, el("h3", {}, "To put right"),
    list(article.problems, (one) => [el(`b.${one.severity}`, {}, SEVERITIES[one.severity]), ` line ${one.line}: ${one.message}`], ""));
}

function chat(article, open) {
  return el("section.chat", {}, el("h3", {}, "On chat"),
    el("div.bubble", {}, blocks(article.lead), article.links.map((link) => related(link, open)),
      el("p.replies", {}, article.quick_replies.map((title) => el("span.reply", {}, title)))),
    article.sections.map((section) => el("details", { open: true }, el("summary", {}, section.heading), blocks(section.blocks))));
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

function phone(article) {
  const seconds = Math.max(1, Math.round(article.spoken.split(/\s+/).length / 2.6));
  const speak = () => {
    speechSynthesis.cancel();
    speechSynthesis.speak(new SpeechSynthesisUtterance(article.spoken));
  };
  return el("section.phone", {}, el("h3", {}, "On the phone"), el("blockquote", {}, article.spoken),
    el("p.quiet", {}, `${article.spoken.length} characters, about ${seconds} seconds`),
    "speechSynthesis" in window ? el("button", { type: "button", onclick: speak }, "Listen") : null);
}

function questions(article, open) {
  return el("section", {}, el("h3", {}, `Questions (${article.questions.length})`),
    list(article.questions, (one) => [one.text, one.closest && one.closest.cosine >= CLOSE ? near(one.closest, open) : null], "None yet."),
    el("h3", {}, "Held-out tests"),
    list(article.tests, (one) => [el(one.reached ? "b.good" : "b.warning", {}, KINDS[one.kind]), ` ${one.text}`,
      one.reached ? null : el("span.quiet", {}, one.which.length ? ` → ${one.which.join(", ")}` : " → nothing")], "None yet: add two."));
}

function near(closest, open) {
  return el("span.near", {}, ` ${percent(closest.cosine)} like “${closest.text}” of `,
    el("button.link", { type: "button", onclick: () => open(closest.slug) }, closest.slug));
}

function aside(article, open) {
  const counted = article.outcomes;
  const names = { shown: "shown", solved: "solved", rejected: "not meant", handed_off: "handed off after", flagged: "flagged by agents" };
  const rows = Object.entries(names).filter(([key]) => counted[key]);
  return el("section", {}, el("h3", {}, "With customers"),
    rows.length ? el("dl", {}, rows.map(([key, name]) => [el("dt", {}, name), el("dd", {}, String(counted[key]))])) : el("p.quiet", {}, "Nothing known. Start with --questions and an export."),
    article.notes.map((note) => el("p.note", {}, note)),
    el("h3", {}, "About it"),
    el("dl", {}, article.facts.map(([name, value]) => [el("dt", {}, name), el("dd", {}, fact(name, value, open))]),
      article.grade === null ? null : [el("dt", {}, "Reads like"), el("dd", {}, `grade ${Math.max(1, Math.round(article.grade))}`)]));
}

function fact(name, value, open) {
  return name === "Goes on with" ? el("button.link", { type: "button", onclick: () => open(value) }, value) : value;
}

/** The panel of articles beside a conversation: read one, put it into the reply, tell the editors it is wrong. */

import { openAgentsOnly, openFlag } from "./dialogs.js";
import { h, icon } from "./dom.js";
import { turnLink } from "./packet.js";
import { day } from "./times.js";

const STEP = /^\d+\. /m;
const ADDRESS = /https:\/\//;
const ITEM = /^(?:•|\d+\.) /;

/** All of it; `suggestions` holds the state, `desk` says whether the agent may write. */
export function articlesView(desk, suggestions) {
  const { articles, problem, loading, query } = suggestions.shown;
  return [
    search(suggestions),
    suggestions.held && !suggestions.found ? h("button", { class: "button small newer", type: "button", key: "newer", onclick: () => suggestions.take() }, icon("down"), "Newer suggestions") : null,
    query ? h("p", { class: "quiet article-asked", key: "asked" }, `For “${query}”. `, h("button", { class: "text-button", type: "button", onclick: () => clear(suggestions) }, "Back to the conversation")) : null,
    problem ? unreachable(problem, suggestions) : null,
    loading && !articles.length ? h("p", { class: "quiet", key: "loading" }, "Looking for articles") : null,
    h("ul", { class: "articles", role: "list", key: "articles" }, articles.map((article) => h("li", { key: article.slug }, card(article, desk, suggestions)))),
    !problem && !loading && !articles.length ? nothing(query) : null,
  ];
}

function search(suggestions) {
  const field = () => document.querySelector("#article-words");
  return h("form", { class: "article-search", role: "search", "aria-label": "Articles", key: "search", onsubmit: (event) => { event.preventDefault(); suggestions.find(field().value); } },
    h("label", { class: "hidden", for: "article-words" }, "Look up an article"),
    h("input", { id: "article-words", type: "search", maxlength: "500", autocomplete: "off", placeholder: "Look up an article", onkeydown: (event) => event.key === "Escape" && clear(suggestions) }),
    h("button", { class: "icon-button", type: "submit", "aria-label": "Look up" }, icon("search")));
}

function clear(suggestions) {
  document.querySelector("#article-words").value = "";
  suggestions.find("");
}

function unreachable(problem, suggestions) {
  return h("div", { class: "empty small-empty", key: "problem", role: "status" }, icon("warn"), h("p", {}, problem),
    h("button", { class: "button small", type: "button", onclick: () => (suggestions.found ? suggestions.find(suggestions.found.query) : suggestions.again()) }, "Try again"));
}

function nothing(query) {
  return h("div", { class: "empty small-empty", key: "none" }, icon("article"),
    h("p", {}, query ? "No article is about that." : "No article fits what the customer said. New words are looked up as they come."));
}

function card(article, desk, suggestions) {
  const { title, answer, whole } = article;
  return h("article", { class: `article${article.agents_only ? " agents-only" : ""}`, "aria-label": title },
    h("h3", {}, title),
    article.agents_only ? h("p", { class: "agents-sign" }, icon("shield"), "For agents only: not written for customers") : null,
    article.notice ? h("p", { class: "notice-sign" }, icon("warn"), "Known problem") : null,
    h("p", { class: "quiet article-why" }, why(article)),
    h("div", { class: "article-words" }, lines(answer)),
    whole !== answer ? h("details", { key: "whole" }, h("summary", {}, icon("expand"), "Whole article"), h("div", { class: "article-words" }, lines(whole))) : null,
    h("p", { class: "quiet article-source" }, source(article)),
    h("div", { class: "article-buttons" },
      desk.isMine ? inserts(article) : null,
      suggestions.isFlagged(article.slug) ? h("span", { class: "quiet flagged" }, icon("check"), "The editors were told") : h("button", { class: "button small", type: "button", key: "flag", onclick: () => openFlag(desk, article, () => suggestions.flag(article.slug)) }, icon("flag"), "Flag as wrong", of(title))));
}

/** What a screen reader needs besides the short words on a button. */
const of = (title) => h("span", { class: "hidden" }, ` ${title}`);

function why({ probability, turn, seen }) {
  return [
    `Fits ${Math.round(probability * 100)} %`,
    turn ? [", to ", turnLink(turn)] : null,
    seen ? [" · the customer saw it, ", turnLink(seen)] : null,
  ];
}

function source({ topic, slug, owner, valid_until: until, review_by: review }) {
  const parts = [
    slug.includes("/") ? slug : `${topic}/${slug}`,
    owner ? `kept by ${owner}` : null,
    until ? `holds until ${day(until)}` : "holds until changed",
    review ? `${review < today() ? "review was due" : "to be reviewed by"} ${day(review)}` : null,
  ];
  return parts.filter(Boolean).join(" · ");
}

const today = () => new Date().toISOString().slice(0, 10);

/** Plain text with its lines; steps and points stand apart. */
function lines(text) {
  return text.split("\n").map((line) => h("p", { class: ITEM.test(line) ? "item" : null }, line));
}

function inserts(article) {
  const { answer, whole, title } = article;
  const what = [STEP.test(whole) ? "steps" : null, ADDRESS.test(whole) ? "links" : null].filter(Boolean).join(" and ");
  return [
    insertButton(article, "answer", answer, "Insert", title, true),
    whole !== answer ? insertButton(article, "whole", whole, what ? `Insert with ${what}` : "Insert all", title) : null,
  ];
}

function insertButton(article, key, text, label, title, primary = false) {
  const put = () => document.querySelector("desk-app").dispatchEvent(new CustomEvent("insert", { detail: text }));
  return h("button", { class: `button small${primary && !article.agents_only ? " primary" : ""}`, type: "button", key, onclick: () => (article.agents_only ? openAgentsOnly(article, put) : put()) },
    label, article.agents_only ? " …" : null, of(title));
}

/** The safe subset of markdown that a reply may use (bold, links, lists, line breaks), as nodes. */

import { h, safeUrl } from "./dom.js";

const INLINE =
  /\*\*(.+?)\*\*|\[([^\]\n]+)\]\(([^()\s]+(?:\([^()\s]*\)[^()\s]*)*)\)|(https?:\/\/[^\s<>"')\]]*[^\s<>"')\].,;:!?])/g;
const BULLET = /^\s*[-*•]\s+(.*)$/;
const NUMBER = /^\s*(\d{1,3})[.)]\s+(.*)$/;

function link(title, address) {
  const url = safeUrl(address);
  if (!url) return title;
  return h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, title);
}

/** Bold, links and bare addresses of one line; everything else stays the words it is. */
export function inline(text) {
  const nodes = [];
  let from = 0;
  for (const found of text.matchAll(INLINE)) {
    if (found.index > from) nodes.push(text.slice(from, found.index));
    const [whole, bold, title, address, bare] = found;
    if (bold) nodes.push(h("strong", {}, inline(bold)));
    else nodes.push(bare ? link(bare, bare) : link(title, address));
    from = found.index + whole.length;
  }
  if (from < text.length) nodes.push(text.slice(from));
  return nodes;
}

/** Plain words with their line breaks: what the customer typed. */
export function plain(text) {
  return text.split("\n").flatMap((line, at) => (at ? [h("br"), line] : [line]));
}

function block(lines) {
  if (lines.every((line) => BULLET.test(line))) {
    return h(
      "ul",
      {},
      lines.map((line) => h("li", {}, inline(line.match(BULLET)[1]))),
    );
  }
  if (lines.every((line) => NUMBER.test(line))) {
    const start = lines[0].match(NUMBER)[1];
    return h(
      "ol",
      { start: start === "1" ? null : start },
      lines.map((line) => h("li", {}, inline(line.match(NUMBER)[2]))),
    );
  }
  return h(
    "p",
    {},
    lines.flatMap((line, at) => (at ? [h("br"), ...inline(line)] : inline(line))),
  );
}

const kindOf = (line) => (BULLET.test(line) ? "bullet" : NUMBER.test(line) ? "number" : "words");

/** The blocks of a reply: paragraphs and lists. */
export function markdown(text) {
  const blocks = [];
  let lines = [];
  const finish = () => {
    if (lines.length) blocks.push(block(lines));
    lines = [];
  };
  for (const line of text.replace(/\r/g, "").split("\n")) {
    if (!line.trim()) finish();
    else {
      if (lines.length && kindOf(line) !== kindOf(lines[0])) finish();
      lines.push(line);
    }
  }
  finish();
  return blocks;
}

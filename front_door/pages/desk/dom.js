/** Nodes from data, and the least change that turns shown nodes into them: focus, scroll and reading place stay. */

const SVG = "http://www.w3.org/2000/svg";
const HANDLERS = Symbol("handlers");

/**
 * An element. Attributes named `on…` are listeners; null, undefined and false are left out; `key` names the
 * node among its siblings; `value` is set once, when the node is made. Children are nodes or text.
 */
export function h(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  const handlers = {};
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") handlers[name.slice(2)] = value;
    else if (name === "key") node.dataset.key = value;
    else if (name === "value") node.value = value;
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  listen(node, handlers);
  node.append(...children.flat(3).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

function listen(node, handlers) {
  node[HANDLERS] ??= {};
  for (const type of Object.keys(handlers)) {
    if (!(type in node[HANDLERS])) node.addEventListener(type, (event) => node[HANDLERS][type]?.call(node, event));
  }
  for (const type of Object.keys(node[HANDLERS])) if (!(type in handlers)) node[HANDLERS][type] = null;
  Object.assign(node[HANDLERS], handlers);
}

/** Make the children of `parent` look like `wanted`, keeping every node that can be kept. */
export function morphChildren(parent, wanted) {
  const list = wanted.flat(3).filter((child) => child !== null && child !== undefined && child !== false)
    .map((child) => (child instanceof Node ? child : document.createTextNode(String(child))));
  const keyed = new Map();
  for (const child of parent.childNodes) if (child.dataset?.key) keyed.set(child.dataset.key, child);
  let place = parent.firstChild;
  for (const fresh of list) {
    const kept = match(place, fresh, keyed);
    if (kept === null) {
      parent.insertBefore(fresh, place);
      continue;
    }
    if (kept === place) place = place.nextSibling;
    else parent.insertBefore(kept, place);
    morph(kept, fresh);
  }
  while (place) {
    const next = place.nextSibling;
    place.remove();
    place = next;
  }
}

function match(place, fresh, keyed) {
  const key = fresh.dataset?.key;
  if (key) {
    const kept = keyed.get(key);
    keyed.delete(key);
    return kept && kept.nodeName === fresh.nodeName ? kept : null;
  }
  return place && place.nodeName === fresh.nodeName && !place.dataset?.key ? place : null;
}

function morph(kept, fresh) {
  if (kept.nodeType === Node.TEXT_NODE) {
    if (kept.data !== fresh.data) kept.data = fresh.data;
    return;
  }
  const opens = kept.nodeName === "DETAILS" || kept.nodeName === "DIALOG";
  for (const { name } of [...kept.attributes]) {
    if (!fresh.hasAttribute(name) && !(opens && name === "open")) kept.removeAttribute(name);
  }
  for (const { name, value } of fresh.attributes) {
    if (kept.getAttribute(name) !== value && !(opens && name === "open")) kept.setAttribute(name, value);
  }
  listen(kept, fresh[HANDLERS] ?? {});
  if (!kept.hasAttribute("data-own")) morphChildren(kept, [...fresh.childNodes]);
}

const PATHS = {
  search: ["M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14z", "M20 20l-4-4"],
  bell: ["M6 16V11a6 6 0 0 1 12 0v5l1.5 2h-15z", "M10 20.5h4"],
  bell_off: ["M6 16V11c0-1.3.4-2.5 1.1-3.5M9.5 5.6A6 6 0 0 1 18 11v5l1.5 2H8", "M4 4l16 16", "M10 20.5h4"],
  theme: ["M12 4a8 8 0 1 0 0 16z", "M12 4a8 8 0 0 1 0 16"],
  help: ["M9.5 9.5a2.6 2.6 0 1 1 3.6 2.4c-.8.4-1.1.9-1.1 1.8", "M12 17h.01", "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z"],
  chat: ["M4 5.5h16v11H10l-4.5 3.5v-3.5H4z"],
  phone: ["M7 4h3l1.5 4-2 1.5a11 11 0 0 0 5 5l1.5-2 4 1.5v3a2 2 0 0 1-2 2A15 15 0 0 1 5 6a2 2 0 0 1 2-2z"],
  check: ["M5 12.5 10 17.5 19 7"],
  cross: ["M6 6l12 12", "M18 6 6 18"],
  skip: ["M6 6l6 6-6 6", "M13 6l6 6-6 6"],
  question: ["M9 9a3 3 0 1 1 4.2 2.8c-.9.4-1.2 1-1.2 2.2", "M12 18h.01"],
  shield: ["M12 3l7 2.5V11c0 5-3 8-7 10-4-2-7-5-7-10V5.5z"],
  shield_ok: ["M12 3l7 2.5V11c0 5-3 8-7 10-4-2-7-5-7-10V5.5z", "M8.5 11.5l2.5 2.5 4.5-5"],
  note: ["M5 4h14v11l-5 5H5z", "M14 20v-5h5"],
  clock: ["M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z", "M12 7v5l3.5 2"],
  down: ["M6 9l6 6 6-6"],
  right: ["M9 6l6 6-6 6"],
  back: ["M15 6l-6 6 6 6"],
  copy: ["M9 9h11v11H9z", "M15 9V4H4v11h5"],
  mood_down: ["M4 7l6 6 4-4 6 8", "M20 11v6h-6"],
  mood_flat: ["M4 12h16"],
  mood_up: ["M4 17l6-6 4 4 6-8", "M20 13V7h-6"],
  send: ["M4 12 20 4l-5 16-3.5-6.5z", "M11.5 13.5 20 4"],
  person: ["M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8z", "M4.5 20c.8-3.6 3.8-5.5 7.5-5.5s6.7 1.9 7.5 5.5"],
  warn: ["M12 4l9 16H3z", "M12 10v4.5", "M12 17.2h.01"],
  offline: ["M4 4l16 16", "M3 9a14 14 0 0 1 4-2.6M10.5 5.1A14 14 0 0 1 21 9", "M6.5 12.5a9 9 0 0 1 3-1.9M14 10.5a9 9 0 0 1 3.5 2", "M12 18h.01"],
  inbox: ["M4 13l2.5-8h11L20 13v6H4z", "M4 13h5l1 2.5h4l1-2.5h5"],
  step: ["M12 14.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z", "M12 3v4", "M12 17v4"],
  article: ["M6 3h9l4 4v14H6z", "M14.5 3v5H19", "M9 12h7", "M9 16h7"],
  mic: ["M12 14a3 3 0 0 0 3-3V7a3 3 0 0 0-6 0v4a3 3 0 0 0 3 3z", "M6 11a6 6 0 0 0 12 0", "M12 17v3"],
  hang_up: ["M4 15c4-5 12-5 16 0l-2.5 3-3-1.5v-2a9 9 0 0 0-5 0v2l-3 1.5z"],
  flag: ["M6 21V4", "M6 4.5h12l-3 4 3 4H6"],
  expand: ["M8 10l4 4 4-4"],
};

/** A line drawing of 24 × 24 in the colour of the words around it; never read out. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  for (const d of PATHS[name]) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", d);
    svg.append(path);
  }
  return svg;
}

/** A key as it stands on the keyboard; the element it belongs to carries `aria-keyshortcuts`. */
export function keycap(key) {
  return h("kbd", { "aria-hidden": "true" }, key);
}

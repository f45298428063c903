/** Nodes by hand: every text lands in a text node, so nobody's markup ever runs. */

const SVG = "http://www.w3.org/2000/svg";

/**
 * An element with attributes (`on…` are listeners, functions only; null and false are left out)
 * and children (nodes or text).
 */
export function h(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

const PATHS = {
  chat: ["M4 5.5h16v11H10l-4.5 3.5v-3.5H4z"],
  send: ["M4 12 20 4l-5 16-3.5-6.5z", "M11.5 13.5 20 4"],
  close: ["M6 6l12 12", "M18 6 6 18"],
  menu: ["M5 12h.01", "M12 12h.01", "M19 12h.01"],
  person: ["M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8z", "M4.5 20c.8-3.6 3.8-5.5 7.5-5.5s6.7 1.9 7.5 5.5"],
  check: ["M5 12.5 10 17.5 19 7"],
  down: ["M12 5v14", "M6 13l6 6 6-6"],
  out: ["M14 5h5v5", "M19 5l-8 8", "M10 6H5v13h13v-5"],
  pin: [
    "M12 21s6.5-5.8 6.5-11a6.5 6.5 0 0 0-13 0c0 5.2 6.5 11 6.5 11z",
    "M12 12.3a2.3 2.3 0 1 0 0-4.6 2.3 2.3 0 0 0 0 4.6z",
  ],
  file: ["M12 4v11", "M7.5 11 12 15.5 16.5 11", "M5 19.5h14"],
  moon: ["M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10z"],
  back: ["M15 5l-7 7 7 7"],
  list: ["M5 7h14", "M5 12h14", "M5 17h9"],
  again: ["M5 12a7 7 0 1 1 2.2 5.1", "M5 19v-4.5h4.5"],
  end: ["M12 4v8", "M7 7a7 7 0 1 0 10 0"],
  cloud: ["M4 4l16 16", "M8 8.3A6 6 0 0 1 17.8 11 4.2 4.2 0 0 1 19.5 18.5", "M15.5 19H7a4.5 4.5 0 0 1-1.3-8.8"],
  phone: [
    "M7.5 4H5a1.500 1.500 0 0 0-1.500 1.600C4 13.700 10.300 20 18.400 20.500A1.500 1.500 0 0 0 20 19v-2.700l-4-1.600-1.900 1.900c-2.800-1.200-5-3.400-6.200-6.200L9.800 8.500z",
  ],
  mic: ["M12 14.500a3 3 0 0 0 3-3v-5a3 3 0 0 0-6 0v5a3 3 0 0 0 3 3z", "M6 11.500a6 6 0 0 0 12 0", "M12 17.500V21"],
  keys: ["M6 6h.01", "M12 6h.01", "M18 6h.01", "M6 12h.01", "M12 12h.01", "M18 12h.01", "M12 18h.01"],
  "hang-up": ["M4 15.500c-.8-4 3.500-6.500 8-6.500s8.800 2.500 8 6.500l-4-1v-3", "M8 11.500v3l-4 1"],
  star: ["M12 4l2.5 5.2 5.5.8-4 4 .9 5.7L12 17l-4.9 2.7L8 14l-4-4 5.5-.8z"],
};

/** A line drawing of 24 × 24 in the colour of the words around it; never read out. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", `icon icon-${name}`);
  svg.setAttribute("aria-hidden", "true");
  for (const d of PATHS[name]) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", d);
    svg.append(path);
  }
  return svg;
}

/** The assistant's mark: the meadowlark's breast, a black V on yellow. No face, no name. */
export function mark() {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 32 32");
  svg.setAttribute("class", "mark");
  svg.setAttribute("aria-hidden", "true");
  const round = document.createElementNS(SVG, "circle");
  for (const [name, value] of [
    ["cx", 16],
    ["cy", 16],
    ["r", 16],
    ["class", "mark-ground"],
  ])
    round.setAttribute(name, value);
  const vee = document.createElementNS(SVG, "path");
  vee.setAttribute(
    "d",
    "M7.5 9.5c2.6 2 4.6 4.700 5.700 8.300L16 22.500l2.800-4.700c1.100-3.600 3.100-6.300 5.700-8.300-1 6-3.700 11.500-8.500 16.500-4.800-5-7.500-10.500-8.500-16.500z",
  );
  vee.setAttribute("class", "mark-vee");
  svg.append(round, vee);
  return svg;
}

/** The face of somebody who answers: an agent's portrait, their initials, or the assistant's mark. */
export function face(author, agent) {
  if (author !== "agent" || !agent) return h("span", { class: "face" }, mark());
  const source = agent.photo && safeUrl(agent.photo);
  if (source) return h("span", { class: "face" }, h("img", { src: source, alt: "", width: 32, height: 32 }));
  const initials = agent.name
    .split(/\s+/)
    .map((word) => word[0])
    .slice(0, 2)
    .join("");
  return h("span", { class: "face initials", "aria-hidden": "true" }, initials);
}

/** The address when it is http(s), else null: no other scheme becomes a link or a picture. */
export function safeUrl(address, base = import.meta.url) {
  try {
    const url = new URL(address, base);
    return url.protocol === "https:" || url.protocol === "http:" ? url.href : null;
  } catch {
    return null;
  }
}

/** Nodes without markup in strings. */

/** `el("p.quiet", { id: "x" }, "words", node)`; null and false children are left out. */
export function el(name, properties, ...children) {
  const [tag, ...classes] = name.split(".");
  const node = document.createElement(tag);
  if (classes.length) node.className = classes.join(" ");
  for (const [key, value] of Object.entries(properties ?? {})) {
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (key.startsWith("aria") || key === "for") node.setAttribute(key === "for" ? "for" : key.replace("aria", "aria-").toLowerCase(), value);
    else node[key] = value;
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** JSON of an address of this page's own server. */
export async function read(path) {
  const answer = await fetch(path);
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.json();
}

/** A list, or a quiet sentence when it is empty. */
export function list(items, draw, empty) {
  return items.length ? el("ul", {}, items.map((item) => el("li", {}, draw(item)))) : el("p.quiet", {}, empty);
}

/** A message whose names in backticks are set as code. */
export function told(message) {
  return message.split("`").map((part, index) => (index % 2 ? el("code", {}, part) : part));
}

/** A share as whole percent. */
export const percent = (share) => `${Math.round(100 * share)} %`;

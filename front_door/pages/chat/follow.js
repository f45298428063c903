/** Scrolling: at the end unless the customer scrolled away, and never past the beginning of an answer. */

import { h, icon } from "./dom.js";

const AT_END_PX = 24;
const ROOM_ABOVE_PX = 8;

/** Follows what grows inside `node`; `newer` is the button that leads back to the end. */
export class Follow {
  #stick = true;
  #own = false;

  constructor(node, words) {
    this.node = node;
    this.anchor = null;
    this.newer = h(
      "button",
      { class: "newer", type: "button", hidden: true, onclick: () => this.toEnd() },
      icon("down"),
      h("span", {}, words.newer),
    );
    node.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    new ResizeObserver(() => this.step()).observe(node);
  }

  /** Something was added or changed its height. */
  step() {
    if (!this.#stick) return;
    const end = this.node.scrollHeight - this.node.clientHeight;
    this.#goTo(Math.min(end, this.anchor?.isConnected ? this.anchor.offsetTop - ROOM_ABOVE_PX : end));
    this.newer.hidden = end - this.node.scrollTop < AT_END_PX;
  }

  /** A new answer came; the customer is told of it when reading further up. */
  fresh() {
    if (this.#stick) return;
    this.newer.hidden = false;
    this.newer.classList.add("fresh");
  }

  toEnd() {
    this.#stick = true;
    this.#goTo(this.node.scrollHeight);
    this.#noneBelow();
  }

  #goTo(top) {
    this.#own = true;
    this.node.scrollTop = top;
    requestAnimationFrame(() => requestAnimationFrame(() => (this.#own = false)));
  }

  #scrolled() {
    const rest = this.node.scrollHeight - this.node.clientHeight - this.node.scrollTop;
    if (!this.#own) this.#stick = rest < AT_END_PX;
    if (rest < AT_END_PX) this.#noneBelow();
  }

  #noneBelow() {
    this.newer.hidden = true;
    this.newer.classList.remove("fresh");
  }
}

/** The top of the panel: whose chat it is, who is there now, and the menu. */

import { face, h, icon, mark } from "./dom.js";

const MOST_FACES = 3;

/** `on` offers `call()`, `close()`, `threads()`, `first(door)`, `download()`, `startAgain()` and `end()`. */
export class Header {
  constructor(words, on, { brand, faces, teamPage }) {
    Object.assign(this, { words, on, brand, teamPage, calling: false });
    const team = faces.slice(0, MOST_FACES).map((photo) => face("agent", { name: brand, photo }));
    this.team = team.length ? team : [mark()];
    this.faces = h("div", { class: "faces" }, this.team);
    this.title = h("h2", { id: "title" }, brand);
    this.subtitle = h("p", { class: "subtitle" }, words.states.connecting);
    this.menu = h("div", { class: "menu", hidden: true });
    this.more = this.#tool("menu", words.menu, () => this.#toggle());
    this.more.setAttribute("aria-expanded", "false");
    this.phone = this.#tool("phone", words.call.start, () => on.call());
    this.phone.hidden = true;
    const close = this.#tool("close", words.closePanel, () => on.close());
    const names = h("div", { class: "names" }, this.title, this.subtitle);
    this.node = h("header", {}, this.faces, names, this.phone, this.more, close, this.menu);
  }

  /** The agent's face and name while one is there, else the team's. */
  show({ owner, agent, welcome }) {
    this.phone.hidden = !welcome.calls || owner === "closed" || this.calling;
    this.state = { reference: welcome.reference, closed: owner === "closed", signedInAs: welcome.signed_in_as, door: welcome.door, teamPage: this.teamPage };
    this.title.textContent = agent?.name || welcome.team || this.brand;
    this.subtitle.textContent = this.#detail(agent, welcome);
    this.faces.replaceChildren(...(agent ? [face("agent", agent)] : this.team));
  }

  /** While a call is on, there is no second one to begin. */
  inCall(calling, offered) {
    this.calling = calling;
    this.phone.hidden = calling || !offered;
  }

  /** Close the menu if it is open; whether it was. */
  closeMenu() {
    if (this.menu.hidden) return false;
    const inside = this.menu.contains(this.node.getRootNode().activeElement);
    this.menu.hidden = true;
    this.more.setAttribute("aria-expanded", "false");
    if (inside) this.more.focus();
    return true;
  }

  /** Somewhere was clicked; elsewhere than the menu closes it. */
  clicked(target) {
    if (!this.menu.contains(target) && !this.more.contains(target)) this.closeMenu();
  }

  #detail(agent, welcome) {
    if (agent) return agent.title || this.words.authors.agent;
    if (welcome.signed_in_as) return this.words.signedIn(welcome.signed_in_as);
    return welcome.team ? this.brand : this.words.authors.agent;
  }

  #tool(picture, label, done) {
    return h("button", { type: "button", class: "tool", "aria-label": label, onclick: done }, icon(picture));
  }

  async #toggle() {
    if (this.closeMenu()) return;
    const { drawMenu } = await import("./menu.js");
    const closing = (act) => () => {
      this.closeMenu();
      act();
    };
    const { first } = this.on;
    const named = ["threads", "booking", "download", "startAgain", "end"];
    const acts = { first, ...Object.fromEntries(named.map((name) => [name, closing(this.on[name])])) };
    this.menu.replaceChildren(...drawMenu(this.words, acts, this.state || {}));
    this.menu.hidden = false;
    this.more.setAttribute("aria-expanded", "true");
    this.menu.querySelector("button").focus();
  }
}

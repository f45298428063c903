/** The customer's column: context packet, account, earlier conversations, articles that fit. */

import { accountView } from "./account.js";
import { articlesView } from "./articles.js";
import { h, icon, keycap, morphChildren } from "./dom.js";
import { packetRows } from "./packet.js";
import { Suggestions } from "./suggestions.js";
import { ago } from "./times.js";
import { OWNERS } from "./words.js";

const TABS = [
  { name: "context", title: "Context", key: "X" },
  { name: "account", title: "Account", key: "A" },
  { name: "earlier", title: "Earlier", key: "H" },
  { name: "articles", title: "Articles", key: "S" },
];

class DeskCustomer extends HTMLElement {
  #desk = null;
  #tab = "context";
  #articles = null;

  /** The desk, given by the app. */
  set desk(desk) {
    this.#desk = desk;
    this.#articles = new Suggestions(desk, () => this.update(), () => this.#isReadingArticles());
  }

  get desk() {
    return this.#desk;
  }

  /** Show one of the tabs. */
  show(name, { focus = false } = {}) {
    this.#tab = name;
    this.#read();
    this.update();
    if (focus) this.querySelector(`#tab-${name}`)?.focus();
  }

  /** Another conversation was opened. */
  opened() {
    this.#tab = "context";
  }

  update() {
    const { view } = this.desk;
    this.#articles.follow();
    if (!view || view.problem) {
      morphChildren(this, [h("div", { class: "empty small-empty", key: "none" }, icon("person"), h("p", {}, "Who the customer is, what they want and what was tried stands here once a conversation is open."))]);
      return;
    }
    this.#read();
    morphChildren(this, [
      h("h2", { class: "hidden", key: "title" }, "About the customer"),
      h("div", { class: "tabs", key: "tabs", role: "tablist", "aria-label": "About the customer" }, TABS.map((tab) => this.#tabButton(tab))),
      h("p", { class: "hidden", key: "told", role: "status" }, this.#articles.told),
      h("div", { class: "tab-panel", key: `panel-${this.#tab}`, id: "customer-panel", role: "tabpanel", tabindex: "0", "aria-labelledby": `tab-${this.#tab}` }, this.#content(view)),
    ]);
  }

  #read() {
    if (["account", "earlier"].includes(this.#tab) && this.desk.view?.packet) this.desk.look(this.#tab);
  }

  /** Nothing is changed under the eyes, the pointer or the keys of somebody who reads. */
  #isReadingArticles() {
    const panel = this.querySelector("#customer-panel");
    return this.#tab === "articles" && Boolean(panel?.matches(":hover, :focus-within") || document.querySelector("dialog[open]"));
  }

  #tabButton({ name, title, key }) {
    const chosen = name === this.#tab;
    const count = name === "articles" ? this.#articles.count : 0;
    return h("button", { id: `tab-${name}`, key: name, type: "button", role: "tab", "aria-selected": String(chosen), "aria-controls": "customer-panel", tabindex: chosen ? "0" : "-1", "aria-keyshortcuts": key, onclick: () => this.show(name), onkeydown: (event) => this.#arrow(event) },
      title, count ? h("span", { class: "badge" }, String(count)) : null, keycap(key));
  }

  #arrow(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const place = TABS.findIndex((tab) => tab.name === this.#tab);
    this.show(TABS.at((place + step) % TABS.length).name, { focus: true });
  }

  #content(view) {
    if (!view.packet) return [h("p", { class: "quiet", role: "status", key: "loading" }, "Loading")];
    if (this.#tab === "account") return accountView(view, () => this.desk.look("account", { again: true }));
    if (this.#tab === "earlier") return this.#earlier(view);
    if (this.#tab === "articles") return articlesView(this.desk, this.#articles);
    return packetRows(view.packet, { mayWrite: this.desk.isMine });
  }

  #earlier({ earlier }) {
    if (!earlier || earlier.loading) return [h("p", { class: "quiet", role: "status", key: "loading" }, "Looking for earlier conversations")];
    if (earlier.problem) {
      return [h("div", { class: "empty small-empty", key: "problem" }, icon("warn"), h("p", {}, earlier.problem),
        h("button", { class: "button small", type: "button", onclick: () => this.desk.look("earlier", { again: true }) }, "Try again"))];
    }
    if (!earlier.conversations.length) return [h("div", { class: "empty small-empty", key: "none" }, icon("clock"), h("p", {}, "No earlier conversation with this customer that we know of."))];
    return [h("ul", { class: "earlier", role: "list", key: "list" }, earlier.conversations.map((item) => h("li", { key: item.conversation_id },
      h("button", { class: "row", type: "button", onclick: () => this.dispatchEvent(new CustomEvent("open-conversation", { bubbles: true, detail: item.conversation_id })) },
        h("span", { class: "row-top" }, h("span", { class: "row-name" }, item.matter || OWNERS[item.owner]), h("span", { class: "row-time" }, ago(item.opened_at))),
        h("span", { class: "row-words" }, `${item.outcome} · ${item.reference}`)))))];
  }
}

customElements.define("desk-customer", DeskCustomer);

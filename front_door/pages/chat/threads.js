/** A customer's conversations: the list, and one of them to be read again or gone on with. */

import { face, h, icon } from "./dom.js";
import { Items } from "./items.js";

/** `on` offers `mention(frame)`, `left()` and `read(unread)`. */
export class Threads {
  #lines = [];
  #reading = null;

  constructor(words, own, on, locale) {
    Object.assign(this, { words: own, on });
    this.items = new Items(words, { choose: () => {} }, locale);
    this.when = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" });
    this.title = h("h3", { tabindex: "-1", id: "threads-title" });
    this.back = h("button", { type: "button", class: "tool", onclick: () => this.up() }, icon("back"));
    this.body = h("div", { class: "threads-body", tabindex: "0", role: "group", "aria-labelledby": "threads-title" });
    this.foot = h("div", { class: "threads-foot", hidden: true });
    this.node = h(
      "section",
      { class: "threads", hidden: true, "aria-labelledby": "threads-title" },
      h("div", { class: "threads-head" }, this.back, this.title),
      this.body,
      this.foot,
    );
  }

  get open() {
    return !this.node.hidden;
  }

  /** Ask for the list and show that it is on its way. */
  ask() {
    this.node.hidden = false;
    this.#reading = null;
    this.#page(this.words.title, this.words.close, h("p", { class: "threads-none", role: "status" }, this.words.loading));
    this.title.focus();
    this.on.mention({ type: "list_conversations" });
  }

  /** One step back: from a conversation to the list, from the list to the chat. */
  up() {
    if (this.#reading) this.ask();
    else this.leave();
  }

  leave() {
    if (!this.open) return;
    this.node.hidden = true;
    this.#reading = null;
    this.body.replaceChildren();
    this.on.left();
  }

  /** The list has come. */
  list({ items, locked }) {
    if (!this.open || this.#reading) return;
    this.#lines = items;
    const rows = items.map((line) => h("li", {}, this.#row(line)));
    const list = rows.length ? h("ul", { class: "threads-list" }, rows) : h("p", { class: "threads-none" }, this.words.none);
    this.body.replaceChildren(list, locked ? h("p", { class: "threads-locked" }, this.words.locked(locked)) : "");
  }

  /** Words of the conversation that is being read. */
  past({ reference, frames, more }) {
    if (this.#reading?.reference !== reference) return;
    const log = this.#reading.log;
    if (!log.isConnected) this.body.replaceChildren(log);
    for (const frame of frames) this.#say(log, frame);
    if (more) this.on.mention({ type: "read_conversation", reference, after: frames.at(-1).seq });
  }

  /** It cannot be shown. */
  unknown() {
    if (!this.open) return false;
    this.body.replaceChildren(h("p", { class: "threads-none", role: "alert" }, this.words.unknown));
    return true;
  }

  #row(line) {
    const { words } = this;
    const state = line.here ? words.here : words.states[line.owner];
    const about = [line.reference, this.when.format(new Date(line.changed_at)), state].filter(Boolean).join(" · ");
    return h(
      "button",
      { type: "button", class: "thread", "aria-current": line.here && "true", onclick: () => this.#read(line) },
      line.agent ? face("agent", line.agent) : face("assistant"),
      h(
        "span",
        { class: "thread-words" },
        h("b", {}, line.matter),
        line.last_words && h("span", { class: "thread-last" }, line.last_words),
        h("span", { class: "thread-about" }, about),
      ),
      line.unread ? h("span", { class: "thread-unread" }, words.unread(line.unread)) : null,
    );
  }

  #read(line) {
    if (line.here) {
      this.leave();
      return;
    }
    this.#reading = { reference: line.reference, log: h("div", { class: "log threads-log" }) };
    this.#page(this.words.conversation(line.reference), this.words.toList, h("p", { class: "threads-none", role: "status" }, this.words.loading));
    const go = () => {
      this.leave();
      this.on.mention({ type: "reopen", reference: line.reference });
    };
    const label = line.owner === "closed" ? this.words.reopen : this.words.goOn;
    this.foot.replaceChildren(h("button", { type: "button", class: "act strong", onclick: go }, label));
    this.foot.hidden = false;
    this.title.focus();
    this.on.mention({ type: "read_conversation", reference: line.reference });
    if (line.unread) this.on.read(line.unread);
  }

  #page(title, back, content) {
    this.title.textContent = title;
    this.back.setAttribute("aria-label", back);
    this.body.replaceChildren(content);
    this.foot.hidden = true;
  }

  #say(log, frame) {
    if (frame.type === "turn") log.append(this.items.mine(frame.text, new Date(frame.at)));
    else if (frame.type === "reply") log.append(this.items.reply(frame, false));
    else if (frame.agent) log.append(this.items.takeover(frame.agent));
  }
}

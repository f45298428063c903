/** The list of what was said: one polite live region, in the order of the ledger. */

import { face, h, icon } from "./dom.js";
import { Follow } from "./follow.js";
import { Items, retire } from "./items.js";
import { markdown } from "./markdown.js";

const GROUP_MS = 5 * 60_000;
/** Readers look at changes a moment later; until then the past must not be read out. */
const QUIET_MS = 100;

/** `on` offers `choose(choice)`, `retry(id)` and `discard(id)`. */
export class Log {
  #last = null;
  #day = "";
  #pending = new Map();
  #turns = new Map();
  #frames = new Map();
  #earlier = [];
  #open = [];
  #doorWait = null;
  #answering = null;

  constructor(words, on, locale) {
    this.words = words;
    this.on = on;
    this.items = new Items(words, on, locale);
    this.list = h("div", {
      class: "log",
      role: "log",
      "aria-label": words.log,
      "aria-live": "polite",
      "aria-relevant": "additions",
    });
    this.writing = h("div", { class: "writing", hidden: true });
    this.node = h(
      "div",
      { class: "scroll", tabindex: "0", role: "group", "aria-label": words.log },
      h("div", { class: "inner" }, this.list, this.writing),
    );
    this.follow = new Follow(this.node, words);
  }

  /** Whether what was missed is still coming in. */
  busy = false;

  /** All frames so far, for the transcript. */
  said() {
    return [...this.#earlier, ...this.#frames.values()];
  }

  /** How many replies of a person or the assistant came after `seq`. */
  repliesAfter(seq) {
    return [...this.#frames.values()].filter(
      (frame) => frame.type === "reply" && frame.author !== "system" && frame.seq > seq,
    ).length;
  }

  /** Another conversation begins, on an empty page or below the one it follows. */
  begin(follows) {
    this.busy = true;
    this.list.setAttribute("aria-busy", "true");
    this.#earlier = follows ? this.said() : [];
    this.#retireAll(() => false);
    if (follows) for (const node of this.list.children) delete node.dataset.seq;
    else {
      this.list.replaceChildren();
      this.#pending.clear();
      this.#day = "";
    }
    this.#turns.clear();
    this.#frames.clear();
    this.#last = null;
    this.#doorWait = null;
  }

  /** All that was missed is here: from now on additions are read out. */
  settled() {
    this.busy = false;
    setTimeout(() => this.busy || this.list.removeAttribute("aria-busy"), QUIET_MS);
    this.toEnd();
  }

  /** A line between two stretches of the conversation. */
  notice(text) {
    this.#place(h("p", { class: "notice" }, text));
    this.#last = null;
    this.#follow();
  }

  /** One frame of the ledger. */
  add(frame) {
    this.#frames.set(frame.seq, frame);
    this.#newDay(new Date(frame.at));
    if (frame.type === "turn") this.#turn(frame);
    else if (frame.type === "reply") this.#reply(frame);
    else this.#moved(frame);
    this.#follow();
  }

  /** A turn of this tab that is not acknowledged yet. */
  pending(entry) {
    if (this.#pending.has(entry.id)) {
      this.sending(entry.id);
      return;
    }
    const node = this.items.mine(entry.secret ? null : entry.frame.text, new Date(entry.at));
    node.append(h("p", { class: "delivery" }, this.words.sending));
    this.#pending.set(entry.id, node);
    this.list.append(node);
    this.follow.anchor = node;
    this.#answering = entry.id;
    this.#chosen(entry.frame.choice_id, entry.frame.text);
    this.toEnd();
  }

  /** The turn is on its way (again). */
  sending(id) {
    const node = this.#pending.get(id);
    node?.classList.remove("undelivered", "refused");
    node?.querySelector(".delivery")?.replaceChildren(this.words.sending);
  }

  /** The turn is in the ledger. */
  delivered(id, seq) {
    const node = this.#pending.get(id);
    if (!node) return;
    node.classList.remove("undelivered", "refused");
    node.querySelector(".delivery")?.remove();
    this.#turns.set(seq, node);
  }

  /** The turn has not arrived: told, with a way on. `reason` is set when it was refused. */
  undelivered(id, reason) {
    const line = this.#pending.get(id)?.querySelector(".delivery");
    if (!line) return;
    line.parentNode.classList.add("undelivered");
    line.parentNode.classList.toggle("refused", Boolean(reason));
    const act = (name, text) => h("button", { type: "button", class: "link", onclick: () => this.on[name](id) }, text);
    line.replaceChildren(
      reason ? `${this.words.refused}. ${reason}` : this.words.undelivered,
      " ",
      act("retry", this.words.retry),
    );
    if (reason) line.append(" ", act("discard", this.words.discard));
    this.#follow();
  }

  /** Take a refused turn off the page. */
  remove(id) {
    this.#pending.get(id)?.remove();
    this.#pending.delete(id);
  }

  /** Words of an earlier frame were blanked. */
  redact(seq, text) {
    const frame = this.#frames.get(seq);
    if (!frame) return;
    this.#frames.set(seq, { ...frame, text });
    const bubble = this.list.querySelector(`[data-seq="${seq}"] .bubble`);
    bubble?.replaceChildren(...(frame.type === "turn" ? this.items.said(text) : markdown(text)));
  }

  /** An agent has read up to `seq`: said under the last turn it covers. */
  seen(seq, name) {
    this.list.querySelector(".seen")?.remove();
    const read = [...this.#turns.entries()].filter(([at]) => at <= seq).sort(([one], [other]) => other - one)[0];
    read?.[1].append(h("p", { class: "delivery seen", "aria-live": "off" }, icon("check"), this.words.read(name)));
    this.#follow();
  }

  /** Who is writing, in words; null when nobody is. */
  write(author, agent, doing) {
    this.writing.hidden = !author;
    if (!author) return;
    const said =
      doing || (author === "agent" ? this.words.typing.agent(agent?.name.split(" ")[0]) : this.words.typing.assistant);
    const dots = h("span", { class: "dots", "aria-hidden": "true" }, h("i"), h("i"), h("i"));
    this.writing.className = `writing by-${author}`;
    this.writing.replaceChildren(face(author, agent), h("p", { class: "doing" }, said, dots));
    this.#follow();
  }

  /** What is known of the team's wait, under its door. */
  tellWait(detail) {
    this.#doorWait = detail;
    this.list.querySelector(".door-team:not([aria-disabled]) .detail")?.replaceChildren(detail);
  }

  toEnd() {
    this.follow.toEnd();
  }

  #turn(frame) {
    const at = new Date(frame.at);
    let node = this.#pending.get(frame.client_id);
    if (node) {
      this.delivered(frame.client_id, frame.seq);
      this.#pending.delete(frame.client_id);
      node.querySelector(".bubble").replaceChildren(...this.items.said(frame.text));
      if (this.#firstPending() && node.compareDocumentPosition(this.#firstPending()) & Node.DOCUMENT_POSITION_PRECEDING)
        this.#place(node);
    } else {
      node = this.items.mine(frame.text, at);
      this.#turns.set(frame.seq, node);
      this.#place(node);
      this.#chosen(frame.choice_id, frame.text);
    }
    node.dataset.seq = frame.seq;
    if (frame.client_id !== this.#answering) this.follow.anchor = node;
    this.#answering = frame.client_id;
    this.#last = { author: "customer", at };
  }

  #reply(frame) {
    const at = new Date(frame.at);
    const goesOn =
      this.#last?.author === frame.author && this.#last.name === frame.agent?.name && at - this.#last.at < GROUP_MS;
    const node = this.items.reply(frame, goesOn);
    node.dataset.seq = frame.seq;
    this.#offer(frame, node.querySelector(".body"));
    this.#place(node);
    this.#last = { author: frame.author, name: frame.agent?.name, at };
    const first = this.follow.anchor?.classList.contains("mine");
    if (first || !frame.client_id || frame.client_id !== this.#answering) this.follow.anchor = node;
    if (!this.busy) this.follow.fresh();
  }

  /** Choices of a reply; the two of the greeting are the doors. */
  #offer(frame, body) {
    let choices = frame.choices || [];
    if (!choices.length && frame.expects === "yes_no") choices = [{ title: this.words.yes }, { title: this.words.no }];
    if (!choices.length) return;
    const doors = frame.seq === 1 && choices.length === 2;
    const { drawn, group } = doors ? this.items.doors(choices, this.#doorWait) : this.items.choices(choices);
    this.#open.push(...drawn);
    body.append(group);
  }

  #chosen(id, text) {
    this.#retireAll((choice) => (id ? choice.id === id : choice.title === text));
  }

  #retireAll(isChosen) {
    for (const each of this.#open) retire(each, isChosen(each.choice), this.words);
    this.#open = [];
  }

  #moved(frame) {
    const doors = this.#open.filter(({ button }) => button.classList.contains("door"));
    for (const each of doors) retire(each, false, this.words);
    this.#open = this.#open.filter((each) => !doors.includes(each));
    if (frame.owner !== "agent" || !frame.agent) return;
    const node = this.items.takeover(frame.agent);
    this.#place(node);
    this.follow.anchor = node;
    this.#last = null;
  }

  #firstPending() {
    return [...this.#pending.values()].find((node) => node.parentNode === this.list);
  }

  /** Before what is still on its way. */
  #place(node) {
    const first = this.#firstPending();
    this.list.insertBefore(node, first === node ? null : first || null);
  }

  #newDay(at) {
    if (at.toDateString() === this.#day) return;
    this.#day = at.toDateString();
    this.#place(this.items.day(at));
  }

  #follow() {
    if (!this.busy) this.follow.step();
  }
}

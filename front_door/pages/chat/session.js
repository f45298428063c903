/** One customer's chat in one tab: joins the socket, the outbox and the panel, and counts what is unread. */

import { fit } from "./fit.js";
import { Outbox } from "./outbox.js";
import { Panel } from "./panel.js";
import { Wire } from "./wire.js";

/**
 * `element` is the custom element: it gives the identity (`proof(kept)`), shows the unread count
 * (`tellUnread(count)`) and closes the panel (`close()`).
 */
export class Session {
  #lastSeq = 0;
  #elsewhere = 0;
  #unread = -1;

  constructor({ element, words, memory, url, brand, faces, language, teamPage }) {
    Object.assign(this, { element, words, memory, language });
    this.outbox = new Outbox(memory);
    this.panel = new Panel(words, this.#actions(), { brand, locale: language, faces, teamPage });
    this.wire = new Wire({
      url,
      memory,
      outbox: this.outbox,
      hello: (kept) => this.#hello(kept),
      listener: this.#listener(),
    });
    this.unfit = fit(this.panel.node);
    this.unwatch = memory.watch((key) => key === "seen" && this.recount());
    this.looked = () => {
      if (document.visibilityState === "visible") this.wire.hurry();
      this.look();
    };
    document.addEventListener("visibilitychange", this.looked);
  }

  /** Leave for good. */
  stop() {
    this.panel.call?.hangUp();
    this.panel.node.remove();
    this.wire.stop();
    this.unwatch();
    this.unfit();
    document.removeEventListener("visibilitychange", this.looked);
  }

  connect() {
    this.wire.start();
  }

  /** The panel has just been shown. */
  shown(focus) {
    this.connect();
    this.panel.composer.restore(this.memory.read("draft"));
    if (focus) this.panel.enter();
    this.panel.log.toEnd();
    this.look();
  }

  say(text, options = {}) {
    const entry = this.outbox.addTurn(text, options);
    this.panel.log.pending(entry);
    this.#go();
  }

  /** Somebody else uses this browser now: forget the conversation, and open another if one is on show. */
  forget() {
    this.panel.call?.hangUp();
    for (const key of ["token", "browser", "draft", "seen", "rated"]) this.memory.write(key, null);
    this.outbox.clear();
    this.panel.composer.clear();
    this.#lastSeq = 0;
    this.#elsewhere = 0;
    this.panel.threads?.leave();
    if (!this.panel.node.hidden) this.wire.startAnew();
    else {
      this.wire.rest();
      this.panel.log.begin();
      this.recount();
    }
  }

  /** What is shown on a visible page counts as read; the rest is counted. */
  look() {
    const { id } = this.wire;
    if (id && document.visibilityState === "visible" && !this.panel.node.hidden && this.#lastSeq > this.#seen()) {
      this.memory.write("seen", { id, seq: this.#lastSeq });
      this.wire.mention({ type: "seen", seq: this.#lastSeq });
    }
    this.recount();
  }

  recount() {
    const unread = this.panel.log.repliesAfter(this.#seen()) + this.#elsewhere;
    if (unread !== this.#unread) this.element.tellUnread(unread);
    this.#unread = unread;
  }

  /** What is known beside the conversation: this browser's key, and answers in other conversations. */
  #welcomed(welcome) {
    if (welcome.browser) this.memory.write("browser", welcome.browser);
    this.#wait(welcome.elsewhere || 0);
  }

  #wait(count) {
    this.#elsewhere = count;
    this.panel.elsewhere(count);
    this.recount();
  }

  #seen() {
    const seen = this.memory.read("seen");
    return seen && seen.id === this.wire.id ? seen.seq : 0;
  }

  #go() {
    this.wire.start();
    this.wire.flush();
  }

  async #hello(kept) {
    const proof = await this.element.proof(kept);
    const hello = { locale: this.language, time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone };
    const browser = this.memory.read("browser");
    if (browser) hello.browser = browser;
    return proof ? { ...hello, signed_identity: proof } : hello;
  }

  #actions() {
    return {
      say: (text, options) => this.say(text, options),
      wish: (frame) => {
        if (frame.type === "rate") this.memory.write("rated", this.wire.id);
        this.outbox.addWish(frame, this.wire.id);
        this.#go();
      },
      mention: (frame) => this.wire.mention(frame),
      read: (count) => this.#wait(Math.max(0, this.#elsewhere - count)),
      retry: (id) => this.#retry(id),
      discard: (id) => this.outbox.settle(id),
      unsent: () => this.#unsent().map(({ id }) => id),
      anew: () => {
        this.wire.mention({ type: "end" });
        this.wire.startAnew();
      },
      wasRated: () => this.memory.read("rated") === this.wire.id,
      hurry: () => this.wire.hurry(),
      close: () => this.element.close(),
      draft: (text) => this.memory.write("draft", text || null),
    };
  }

  #unsent() {
    return this.outbox.waiting().filter(({ wish, refused }) => !wish && !refused);
  }

  #retry(id) {
    const entry = this.outbox.get(id);
    if (!entry) return;
    entry.refused = false;
    entry.sentOn = null;
    this.panel.log.sending(id);
    this.wire.hurry();
    this.wire.flush();
  }

  #listener() {
    const { panel } = this;
    return {
      link: (state) => panel.link(state),
      begin: (welcome, why) => {
        this.#lastSeq = 0;
        panel.begin(welcome, why);
        this.#welcomed(welcome);
      },
      again: (welcome) => {
        panel.again(welcome);
        this.#welcomed(welcome);
      },
      frame: (frame) => {
        panel.frame(frame);
        if (frame.type === "reply") this.#lastSeq = frame.seq;
        if (!panel.log.busy) this.look();
      },
      notice: (frame) => {
        if (frame.type === "elsewhere") this.#wait(frame.count);
        if (frame.code === "identity_refused") this.element.identityRefused = true;
        panel.notice(frame);
      },
      acked: (id, seq) => panel.log.delivered(id, seq),
      refused: (id, problem) => panel.refused(id, problem),
      caughtUp: () => this.#caughtUp(),
    };
  }

  #caughtUp() {
    const lost = this.outbox.waiting().filter(({ blanked }) => blanked);
    for (const { id } of lost) this.outbox.settle(id);
    this.panel.caughtUp(this.#unsent());
    if (lost.length) this.panel.log.notice(this.words.secretLost);
    this.look();
  }
}

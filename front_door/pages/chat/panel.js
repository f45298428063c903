/** The open chat: header, strip, log, waiting room, composer, and what they do to one another. */

import { Booking } from "./booking.js";
import { Composer } from "./composer.js";
import { h, icon } from "./dom.js";
import { Header } from "./header.js";
import { Log } from "./log.js";
import { Strip, WaitingRoom } from "./strip.js";

const AGENT_TYPING_MS = 8_000;
const ASSISTANT_TYPING_MS = 45_000;
const SLOW_LINK_MS = 1_500;

/**
 * `chat` (the element's own side) offers `say(text, options)`, `wish(frame)`, `mention(frame)`, `retry(id)`,
 * `discard(id)`, `unsent()`, `anew()`, `hurry()`, `close()`, `wasRated()` and `draft(text)`.
 */
export class Panel {
  owner = null;
  agent = null;
  waiting = null;
  #typed = 0;
  #typingTimer = null;
  #linkTimer = null;

  constructor(words, chat, { brand, locale, faces, teamPage }) {
    Object.assign(this, { words, chat, brand, locale, teamPage });
    this.log = new Log(
      words,
      { choose: (choice) => this.#choose(choice), retry: (id) => chat.retry(id), discard: (id) => this.#discard(id) },
      locale,
    );
    this.composer = new Composer(words, {
      send: (text, options) => chat.say(text, options),
      typing: () => this.#typing(),
      draft: (text) => chat.draft(this.composer?.secret ? "" : text),
    });
    const on = {
      prefer: (door) => this.prefer(door),
      anew: () => this.anew(),
      number: (number) => this.#leaveNumber(number),
      booking: () => this.openBooking(),
    };
    this.strip = new Strip(words, on);
    this.room = new WaitingRoom(words, on);
    this.header = new Header(
      words,
      {
        call: () => this.#startCall(),
        close: () => chat.close(),
        booking: () => this.openBooking(),
        download: () => this.#download(),
        startAgain: () => this.anew(),
        threads: () => this.#showThreads(),
        first: (door) => chat.wish({ type: "prefer", door, lasting: true }),
        end: () => chat.wish({ type: "end" }),
      },
      { brand, faces, teamPage },
    );
    this.offline = h(
      "div",
      { class: "offline", hidden: true },
      icon("cloud"),
      h("p", {}, words.offline),
      h("button", { type: "button", class: "act", onclick: () => chat.hurry() }, words.connectNow),
    );
    this.after = h("div", { class: "after", hidden: true });
    this.booking = new Booking(words, chat, { locale, changed: () => this.#standing(), left: () => this.enter() });
    this.line = h("div", { class: "line" });
    this.news = h("div", { class: "elsewhere", hidden: true });
    this.node = h(
      "section",
      { class: "panel", role: "dialog", "aria-labelledby": "title", hidden: true },
      this.header.node,
      this.strip.node,
      this.news,
      this.line,
      this.log.node,
      h("footer", {}, this.log.follow.newer, this.offline, this.booking.node, this.room.node, this.after, this.composer.node),
    );
    this.node.addEventListener("keydown", (event) => this.#escape(event));
    this.node.addEventListener("click", (event) => this.header.clicked(event.composedPath()[0]));
  }

  /** The panel was just shown: to the field, but on a touch screen not under its keyboard. */
  enter() {
    if (matchMedia("(pointer: coarse)").matches) this.log.node.focus({ preventScroll: true });
    else this.composer.focus();
  }

  /** A conversation fills the page; `why` is said when it is not the one the customer knew. */
  begin(welcome, why) {
    this.log.begin(why === "follows");
    if (this.words.anew[why]) this.log.notice(this.words.anew[why]);
    this.waiting = null;
    this.booking.forget();
    this.after.hidden = true;
    this.#known(welcome);
    this.composer.expect(null);
  }

  /** The same conversation after a reconnect. */
  again(welcome) {
    this.#known(welcome);
  }

  #known(welcome) {
    this.welcome = welcome;
    this.#hold(welcome.owner, welcome.agent);
  }

  /** Everything that was missed is on the page. */
  caughtUp(entries) {
    for (const entry of entries) this.log.pending(entry);
    this.log.settled();
  }

  /** One frame of the ledger. */
  frame(frame) {
    this.log.add(frame);
    if (frame.type === "turn") this.composer.expect(null);
    else if (frame.type === "reply") this.#replied(frame);
    else {
      this.log.write(null);
      this.#hold(frame.owner, frame.agent);
    }
  }

  /** What is not in the ledger. */
  notice(frame) {
    if (frame.type === "typing") this.#writes(frame.author, frame.doing);
    else if (frame.type === "seen") this.log.seen(frame.seq, this.agent?.name.split(" ")[0]);
    else if (frame.type === "redacted") this.log.redact(frame.seq, frame.text);
    else if (frame.type === "waiting") this.#waits(frame);
    else if (frame.type === "conversations") this.threads?.list(frame);
    else if (frame.type === "past") this.threads?.past(frame);
    else if (frame.type === "door") this.#firstDoor(frame.door);
    else if (frame.type === "team") this.room.meet(frame, this.teamPage);
    else if (this.booking.takes(frame)) return;
    else if (frame.type === "call_ready") this.call?.ready(frame);
    else if (frame.type === "problem") this.#problem(frame);
  }

  refused(id, problem) {
    this.log.undelivered(id, problem.text || this.words.problems[problem.code] || this.words.problems.other);
  }

  /** How the connection is; a short break is not worth a word. */
  link(state) {
    clearTimeout(this.#linkTimer);
    if (state === "online") this.offline.hidden = true;
    else if (state === "offline") {
      this.#linkTimer = setTimeout(() => {
        this.offline.hidden = false;
        this.log.write(null);
        for (const id of this.chat.unsent()) this.log.undelivered(id);
      }, SLOW_LINK_MS);
    }
  }

  /** The picker for a call at a booked time. */
  openBooking() {
    this.booking.open();
  }

  prefer(door) {
    this.chat.wish({ type: "prefer", door });
    this.enter();
  }

  anew() {
    this.chat.anew();
    this.enter();
  }

  /** So many answers wait in other conversations. */
  elsewhere(count) {
    this.news.hidden = !count;
    const text = this.words.threads.elsewhere(count);
    this.news.replaceChildren(h("button", { type: "button", class: "link", onclick: () => this.#showThreads() }, text));
  }

  #firstDoor(door) {
    this.welcome = { ...this.welcome, door };
    this.header.show({ owner: this.owner, agent: this.agent, welcome: this.welcome });
  }

  async #showThreads() {
    if (!this.threads) {
      const [{ Threads }, own] = await Promise.all([import("./threads.js"), this.words.threads.load()]);
      const { chat } = this;
      const on = { mention: chat.mention, read: chat.read, left: () => this.enter() };
      this.threads ??= new Threads(this.words, own.words, on, this.locale);
      this.log.node.before(this.threads.node);
    }
    this.threads.ask();
  }

  #choose(choice) {
    this.chat.say(choice.title, choice.id ? { choiceId: choice.id } : {});
    this.enter();
  }

  #discard(id) {
    this.chat.discard(id);
    this.log.remove(id);
  }

  #leaveNumber(number) {
    this.chat.wish({ type: "leave_number", number });
    this.room.form.replaceChildren(h("p", {}, this.words.number.noted));
    this.enter();
  }

  #hold(owner, agent) {
    this.owner = owner;
    this.agent = owner === "agent" ? agent || this.agent : null;
    if (owner !== "queue" && owner !== "assistant") this.waiting = null;
    this.header.show({ owner, agent: this.agent, welcome: this.welcome });
    this.composer.area.placeholder = owner === "closed" ? this.words.composer.afterClosed : this.words.composer.hint;
    if (owner === "closed") this.#closed();
    else this.after.hidden = true;
    this.#standing();
  }

  #standing() {
    this.strip.show(this);
    this.room.show(this);
  }

  async #closed() {
    this.log.write(null);
    this.composer.expect(null);
    if (!this.after.hidden || this.chat.wasRated()) return;
    this.after.hidden = false;
    const { ratingForm } = await import("./rating.js");
    const rated = (score, comment) =>
      this.chat.wish(comment ? { type: "rate", score, comment } : { type: "rate", score });
    this.after.replaceChildren(ratingForm(this.words.rating, rated));
  }

  #waitDetail() {
    const own = this.words.doors;
    const { minutes } = this.waiting;
    if (minutes === undefined || minutes === null) return own.nobody;
    return minutes < 1 ? own.soon : own.wait(this.words.minutes(minutes));
  }

  #waits(frame) {
    this.waiting = frame;
    this.log.tellWait(this.#waitDetail());
    this.#standing();
  }

  #replied(frame) {
    if (frame.last || frame.author !== "assistant") this.log.write(null);
    if (frame.author !== "system" || frame.expects) this.composer.expect(frame.expects || null);
  }

  #writes(author, doing) {
    clearTimeout(this.#typingTimer);
    this.log.write(author, this.agent, doing);
    this.#typingTimer = setTimeout(
      () => this.log.write(null),
      author === "agent" ? AGENT_TYPING_MS : ASSISTANT_TYPING_MS,
    );
  }

  #problem(frame) {
    const text = frame.text || this.words.problems[frame.code] || this.words.problems.other;
    if (frame.code === "bad_number") {
      this.room.form.replaceChildren(this.room.drawn?.node || "");
      this.room.bad(text);
    } else if (frame.code === "unknown_conversation" && this.threads?.unknown()) {
      return;
    } else if (frame.code === "not_offered" && this.call?.open) this.call.refused();
    else if (frame.code !== "shutting_down") this.log.notice(text);
  }

  #typing() {
    if (Date.now() - this.#typed < 2_500) return;
    this.#typed = Date.now();
    this.chat.mention({ type: "typing" });
  }

  /** Go on by voice; the bar of the call comes when it is first wanted. */
  async #startCall() {
    if (!this.call) {
      const { CallBar } = await import("./call.js");
      this.call ??= new CallBar(this.words.call, {
        ask: () => this.chat.mention({ type: "start_call" }),
        changed: (calling) => this.header.inCall(calling, this.welcome?.calls && this.owner !== "closed"),
      });
      this.line.append(this.call.node);
    }
    this.call.start();
  }

  async #download() {
    const { saveTranscript } = await import("./transcript.js");
    saveTranscript(this.log.said(), {
      words: this.words,
      brand: this.brand,
      reference: this.welcome?.reference || "chat",
      locale: this.locale,
    });
  }

  #escape(event) {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    if (this.header.closeMenu()) return;
    if (this.threads?.open) this.threads.up();
    else this.chat.close();
  }
}

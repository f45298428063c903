/** The call at a booked time as the panel knows it: how it stands, and the picker while it is open. */

import { h } from "./dom.js";

const PROBLEMS = new Set(["bad_number", "number_needed", "not_bookable", "slot_taken"]);
const TOLD = new Set(["booked", "due", "missed", "calling", "not_reached"]);

/** `chat` as the panel has it; `on` offers `changed()` and `left()`. */
export class Booking {
  /** The newest `callback` frame, or null. */
  call = null;
  #picker = null;
  #words;
  #chat;
  #on;

  constructor(words, chat, on) {
    this.#words = words.booking;
    this.#chat = chat;
    this.#on = on;
    this.node = h("div", { class: "booking", hidden: true });
  }

  /** How it stands, for the strip; null when there is nothing to tell. */
  get told() {
    const said = this.call && this.#words.standing[this.call.standing];
    return said && TOLD.has(this.call.standing) ? said(this.#when()) : null;
  }

  get #open() {
    return this.call !== null && this.call.standing === "booked";
  }

  /** Another conversation is on the page. */
  forget() {
    this.call = null;
    this.#shut();
  }

  async open() {
    if (!this.#picker) {
      const { CallPicker } = await import("./callback.js");
      this.#picker = new CallPicker(this.#words, this.#wishes(), this.#on.locale);
      this.node.replaceChildren(this.#picker.node);
    }
    this.#picker.booked(this.#open ? this.call : null);
    this.node.hidden = false;
    this.#picker.focus();
    this.#chat.mention({ type: "ask_slots" });
  }

  /** A frame about calls; false for any other. */
  takes(frame) {
    if (frame.type === "callback") this.#stands(frame);
    else if (frame.type === "slots") this.#picker?.offer(frame);
    else if (frame.type === "problem" && !this.node.hidden && PROBLEMS.has(frame.code)) {
      this.#picker.bad(frame.text);
      this.#chat.mention({ type: "ask_slots" });
    } else return false;
    return true;
  }

  #stands(frame) {
    const changed = this.call?.standing !== frame.standing || this.call?.at !== frame.at;
    this.call = frame;
    if (changed && !this.node.hidden) {
      this.#shut();
      this.#on.left();
    }
    this.#on.changed();
  }

  #when() {
    const options = { weekday: "short", month: "short", day: "numeric", hour: "numeric", minute: "2-digit" };
    const clock = new Intl.DateTimeFormat(this.#on.locale, { ...options, timeZone: this.call.time_zone });
    return clock.format(new Date(this.call.at));
  }

  #wishes() {
    return {
      book: (at, number) => this.#chat.wish({ type: "book_callback", at, number }),
      cancelCall: () => this.#chat.wish({ type: "cancel_callback" }),
      refuse: () => {
        this.#chat.wish({ type: "refuse_calls" });
        this.#leave();
      },
      shut: () => this.#leave(),
    };
  }

  #leave() {
    this.#shut();
    this.#on.left();
  }

  #shut() {
    this.node.hidden = true;
    this.#picker = null;
    this.node.replaceChildren();
  }
}

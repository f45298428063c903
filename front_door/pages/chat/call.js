/** The bar of a call: how it stands, mute, keypad, hanging up. The words of the call stand in the log as ever. */

import { CallSound, openMicrophone } from "./call-sound.js";
import { h, icon } from "./dom.js";

const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"];
const STAYS_MS = 6_000;

/** `on` offers `ask()` (for a ticket) and `changed(inCall)`. */
export class CallBar {
  #sound = null;
  #microphone = null;
  #muted = false;

  constructor(words, on) {
    this.words = words;
    this.on = on;
    this.said = h("p", { class: "call-said", role: "status" });
    this.mute = this.#act(words.mute, "mic", () => this.#mute());
    this.mute.setAttribute("aria-pressed", "false");
    this.pad = this.#act(words.keypad, "keys", () => this.#toggleKeys());
    this.pad.setAttribute("aria-expanded", "false");
    this.end = this.#act(words.hangUp, "hang-up", () => this.hangUp());
    this.end.classList.add("hang-up");
    this.acts = h("div", { class: "acts" }, this.mute, this.pad, this.end);
    this.keys = h(
      "div",
      { class: "keys", hidden: true, role: "group", "aria-label": words.keypad },
      KEYS.map((key) =>
        h("button", { type: "button", class: "key", "aria-label": words.key(key), onclick: () => this.#press(key) }, key),
      ),
    );
    this.node = h("section", { class: "call", hidden: true, "aria-label": words.label }, this.said, this.acts, this.keys);
  }

  get open() {
    return !this.acts.hidden && !this.node.hidden;
  }

  /** Ask for the microphone, then for a ticket. */
  async start() {
    if (this.open) return;
    this.#show(this.words.microphone, true);
    try {
      this.#microphone = await openMicrophone();
    } catch {
      this.#over(this.words.noMicrophone);
      return;
    }
    this.#say(this.words.calling);
    this.on.ask();
  }

  /** The front door gave a ticket. */
  ready(frame) {
    if (!this.#microphone) return;
    this.#sound = new CallSound(this.#microphone, {
      ready: () => this.#say(this.#muted ? this.words.muted : this.words.inCall),
      ended: (ending) => this.#over(this.words.endings[ending] || this.words.endings.other),
    });
    this.#microphone = null;
    this.#sound.mute(this.#muted);
    this.#sound.connect(frame);
  }

  /** The front door takes no call now. */
  refused() {
    this.#letGo();
    this.#over(this.words.endings.other);
  }

  /** Harmless when there is no call. */
  hangUp() {
    if (!this.open) return;
    if (this.#sound) this.#sound.hangUp();
    else {
      this.#letGo();
      this.#over(this.words.endings.caller_left);
    }
  }

  #letGo() {
    for (const track of this.#microphone?.stream.getTracks() || []) track.stop();
    this.#microphone?.context.close();
    this.#microphone = null;
  }

  #show(text, inCall) {
    clearTimeout(this.timer);
    this.node.hidden = false;
    this.acts.hidden = !inCall;
    this.#say(text);
    this.on.changed(inCall);
  }

  #over(text) {
    this.#sound = null;
    this.#muted = false;
    this.mute.setAttribute("aria-pressed", "false");
    this.keys.hidden = true;
    this.pad.setAttribute("aria-expanded", "false");
    this.#show(text, false);
    this.timer = setTimeout(() => {
      this.node.hidden = true;
    }, STAYS_MS);
  }

  #say(text) {
    this.said.replaceChildren(icon("phone"), h("span", {}, text));
  }

  #mute() {
    this.#muted = !this.#muted;
    this.#sound?.mute(this.#muted);
    this.mute.setAttribute("aria-pressed", String(this.#muted));
    this.#say(this.#muted ? this.words.muted : this.words.inCall);
  }

  #toggleKeys() {
    this.keys.hidden = !this.keys.hidden;
    this.pad.setAttribute("aria-expanded", String(!this.keys.hidden));
  }

  #press(key) {
    this.#sound?.press(key);
  }

  #act(text, picture, done) {
    return h("button", { type: "button", class: "act", onclick: done }, icon(picture), text);
  }
}

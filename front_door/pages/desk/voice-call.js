/** The agent's own voice in a customer's call: one call at a time, whatever conversation is looked at meanwhile. */

import { CallSound, openMicrophone } from "/chat/call-sound.js";

const SPEAKS = 0.06;
/** Of full loudness; below it is breath and room. */
const HANGS_MS = 400;
/** Somebody who pauses so long still counts as speaking. */

/** `change` (something shown changed) and `level` (detail: `{who, level, speaks}`, some times a second). */
export class VoiceCall extends EventTarget {
  /** `idle`, `asking` (for the microphone), `joining`, `talking`. */
  state = "idle";
  conversationId = null;
  muted = false;
  held = false;
  transcribed = null;
  problem = null;
  #sound = null;
  #spoke = { me: 0, them: 0 };

  constructor(request) {
    super();
    this.request = request;
  }

  get on() {
    return this.state !== "idle";
  }

  /** Into the call of this conversation; what stands in the way is told in `problem`. */
  async join(conversationId) {
    if (this.on) return;
    Object.assign(this, { conversationId, problem: null, muted: false, held: false, transcribed: null });
    this.#become("asking");
    let microphone;
    try {
      microphone = await openMicrophone({ live: true });
    } catch {
      this.#over("The microphone is not available. Allow it for this page, or answer in writing: it is read out.");
      return;
    }
    this.#become("joining");
    try {
      this.#connect(microphone, await this.request({ type: "join_call", conversation_id: conversationId }));
    } catch (problem) {
      for (const track of microphone.stream.getTracks()) track.stop();
      microphone.context.close();
      this.#over(problem.message);
    }
  }

  mute() {
    if (this.state !== "talking") return;
    this.muted = !this.muted;
    this.#sound.mute(this.muted);
    this.#become(this.state);
  }

  hold() {
    if (this.state !== "talking") return;
    this.held = !this.held;
    this.#sound.tell({ type: "hold", on: this.held });
    this.#become(this.state);
  }

  /** The voice leaves, the customer stays: replies are typed from now on. */
  leave() {
    this.#sound?.tell({ type: "leave" });
  }

  /** The call is over, for the customer too. */
  hangUp() {
    this.#sound?.hangUp();
  }

  #connect(microphone, ready) {
    this.#sound = new CallSound(microphone, {
      ready: ({ transcribed }) => {
        this.transcribed = transcribed;
        this.#become("talking");
      },
      ended: (ending) => this.#over(ENDINGS[ending] ?? null),
      level: (who, level) => this.#level(who, level),
    });
    this.#sound.connect(ready);
  }

  #level(who, level) {
    if (level > SPEAKS) this.#spoke[who] = performance.now();
    const speaks = performance.now() - this.#spoke[who] < HANGS_MS && this.#spoke[who] > 0;
    this.dispatchEvent(new CustomEvent("level", { detail: { who, level, speaks } }));
  }

  #over(problem) {
    this.#sound = null;
    this.problem = problem;
    this.#become("idle");
  }

  #become(state) {
    this.state = state;
    this.dispatchEvent(new CustomEvent("change"));
  }
}

const ENDINGS = {
  refused: "The call could not be joined: it is over, or somebody else has it.",
  line_dropped: "Your connection to the call broke. The customer hears that, and waits for you for a moment: join again.",
};

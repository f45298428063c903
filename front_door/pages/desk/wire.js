/** The socket to the front door: opens, comes back, and says honestly how it is. */

import { currentSession, SessionProblem } from "./session.js";

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 10_000;
const SIGNED_OUT = 4401;

/** The request was refused; nothing was changed. */
export class Refused extends Error {
  constructor({ code, text, by }) {
    super(text);
    this.code = code;
    this.by = by ?? null;
  }
}

/** The connection broke before the answer came: whether it was done shows in the conversation. */
export class ConnectionLost extends Error {
  constructor() {
    super("The connection broke before this was confirmed. Look whether it was done, then try again.");
  }
}

/** Requests that may be said twice: said again by themselves when the connection is back. */
const REPEATABLE = new Set(["claim", "open", "reply", "search", "account", "earlier", "suggest"]);

/**
 * Events: `frame` (detail: a frame that answers no request), `state` (detail: `connecting`, `live`,
 * `reconnecting`, `offline`), `signed_out`.
 */
export class Wire extends EventTarget {
  #socket = null;
  #pending = new Map();
  #number = 0;
  #tries = 0;
  #timer = 0;
  #ended = false;
  #opening = false;
  state = "connecting";

  start() {
    window.addEventListener("online", () => this.#again(0));
    window.addEventListener("offline", () => this.#say("offline"));
    this.#open();
  }

  /** Close for good. */
  end() {
    this.#ended = true;
    clearTimeout(this.#timer);
    this.#socket?.close();
  }

  /** Send what needs no answer; dropped while there is no connection. */
  send(frame) {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(frame));
    return true;
  }

  /** Send a request; resolves with its answer, rejects with Refused or ConnectionLost. */
  request(frame) {
    const requestId = `${Date.now().toString(36)}-${++this.#number}`;
    const full = { ...frame, request_id: requestId };
    return new Promise((resolve, reject) => {
      this.#pending.set(requestId, { full, resolve, reject });
      if (!this.send(full) && !REPEATABLE.has(frame.type)) {
        this.#pending.delete(requestId);
        reject(new ConnectionLost());
      }
    });
  }

  async #open() {
    clearTimeout(this.#timer);
    if (this.#opening) return;
    this.#opening = true;
    const csrf = await this.#token();
    this.#opening = false;
    if (csrf === null || this.#ended) return;
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const socket = new WebSocket(`${scheme}://${location.host}/desk/socket`, ["care.desk.1", `csrf.${csrf}`]);
    this.#socket = socket;
    socket.addEventListener("message", (event) => this.#received(JSON.parse(event.data)));
    socket.addEventListener("close", (event) => {
      if (this.#socket !== socket) return;
      this.#socket = null;
      if (event.code === SIGNED_OUT) this.dispatchEvent(new CustomEvent("signed_out"));
      else this.#lost();
    });
  }

  /** The page's token; null when there is no session or no server, which is told by an event. */
  async #token() {
    try {
      const session = await currentSession();
      if (session.agent) return session.csrf;
      this.dispatchEvent(new CustomEvent("signed_out"));
    } catch (problem) {
      if (!(problem instanceof SessionProblem)) throw problem;
      this.#opening = false;
      this.#lost();
    }
    return null;
  }

  #received(frame) {
    if (frame.type === "welcome") this.#welcomed();
    const waiting = frame.request_id ? this.#pending.get(frame.request_id) : null;
    if (waiting) {
      this.#pending.delete(frame.request_id);
      if (frame.type === "refused") waiting.reject(new Refused(frame));
      else waiting.resolve(frame);
      if (frame.type !== "conversation") return;
    }
    this.dispatchEvent(new CustomEvent("frame", { detail: frame }));
  }

  #welcomed() {
    this.#tries = 0;
    const again = [...this.#pending.values()];
    this.#say("live");
    for (const { full } of again) this.send(full);
  }

  #lost() {
    if (this.#ended) return;
    for (const [id, { full, reject }] of this.#pending) {
      if (REPEATABLE.has(full.type)) continue;
      this.#pending.delete(id);
      reject(new ConnectionLost());
    }
    this.#say(navigator.onLine ? "reconnecting" : "offline");
    this.#again(Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** this.#tries) * (0.5 + Math.random() / 2));
    this.#tries += 1;
  }

  #again(wait) {
    if (this.#ended || this.#socket || this.#opening) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#open(), wait);
  }

  #say(state) {
    if (this.state === state) return;
    this.state = state;
    this.dispatchEvent(new CustomEvent("state", { detail: state }));
  }
}

/**
 * The socket to the front door: says hello, resumes after what it has, hands frames on exactly once and
 * in order, and sends what waits in the outbox until it is acknowledged.
 */

const PATIENCE_MS = 10_000;
const LONGEST_PAUSE_MS = 15_000;
const OTHER_TAB_MS = 400;
/** Wishes that mean one conversation and no other. */
const ABOUT_THE_PAST = new Set(["rate", "end"]);
const ORDERED = new Set(["turn", "reply", "state_changed"]);

/** Runs `work` while no other tab of this browser does the same; at once where locks are not offered. */
async function alone(name, work) {
  return navigator.locks ? navigator.locks.request(name, work) : work();
}

/**
 * `listener` gets `link(state)` with connecting, online or offline; `begin(welcome, why)` when a
 * conversation fills the page from the start; `again(welcome)` after a reconnect; `frame(frame)` for what is
 * in the ledger, in order, once; `notice(frame)` for what is not; `acked(id, seq)`; `refused(id, problem)`;
 * `caughtUp()`.
 */
export class Wire {
  last = 0;
  id = null;
  ready = false;
  #socket = null;
  #wanted = false;
  #failures = 0;
  #timer = null;
  #holdUntil = 0;
  #head = 0;
  #greeting = false;

  constructor({ url, memory, outbox, hello, listener }) {
    Object.assign(this, { url, memory, outbox, hello, listener });
    this.unwatch = memory.watch((key) => this.#otherTab(key));
    this.onOnline = () => this.hurry();
    this.onOffline = () => this.#drop();
    window.addEventListener("online", this.onOnline);
    window.addEventListener("offline", this.onOffline);
  }

  start() {
    this.#wanted = true;
    this.hurry();
  }

  /** Leave for good. */
  stop() {
    this.#wanted = false;
    this.unwatch();
    window.removeEventListener("online", this.onOnline);
    window.removeEventListener("offline", this.onOffline);
    this.#drop();
  }

  /** Connect now instead of after the pause. */
  hurry() {
    clearTimeout(this.#timer);
    if (this.#wanted && !this.#socket && !this.#greeting) this.#connect();
  }

  /** Leave this conversation behind on every tab and open another; undelivered turns go along. */
  startAnew() {
    this.memory.write("token", null);
    this.id = null;
    this.#drop();
    this.hurry();
  }

  /** Hang up until somebody wants to talk again. */
  rest() {
    this.#wanted = false;
    this.id = null;
    clearTimeout(this.#timer);
    this.#drop();
  }

  /** Say hello again, to bring a new identity to the same conversation. */
  reconnect() {
    this.#drop();
    this.hurry();
  }

  /** Send what is not a turn and need not survive (typing, seen). */
  mention(frame) {
    if (this.ready) this.#send(frame);
  }

  /** Send everything that waits and was not yet sent on this socket. */
  flush() {
    if (!this.ready) return;
    const pause = this.#holdUntil - Date.now();
    if (pause > 0) {
      setTimeout(() => this.flush(), pause);
      return;
    }
    for (const entry of this.outbox.waiting()) {
      if (entry.sentOn === this.#socket || entry.blanked || entry.refused) continue;
      if (ABOUT_THE_PAST.has(entry.frame.type) && entry.conversation !== this.id) {
        this.outbox.settle(entry.id);
        continue;
      }
      entry.sentOn = this.#socket;
      this.#send(entry.frame);
      if (!entry.wish) this.#expectAck(entry.id, this.#socket);
    }
  }

  #send(frame) {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(frame));
  }

  #expectAck(id, socket) {
    setTimeout(() => {
      const entry = this.outbox.get(id);
      if (entry?.sentOn === socket && this.#socket === socket && !entry.refused) this.#drop();
    }, PATIENCE_MS);
  }

  async #connect() {
    if (navigator.onLine === false) {
      this.listener.link("offline");
      this.#later();
      return;
    }
    this.#greeting = true;
    this.listener.link("connecting");
    try {
      const welcomed = await alone(this.memory.lock, () => this.#greet());
      this.#failures = welcomed ? 0 : this.#failures + 1;
    } finally {
      this.#greeting = false;
    }
    if (this.#wanted && !this.#socket) this.#later();
  }

  #later() {
    if (!this.#wanted) return;
    this.listener.link("offline");
    clearTimeout(this.#timer);
    const pause = Math.min(LONGEST_PAUSE_MS, 500 * 2 ** this.#failures) * (0.75 + Math.random() / 2);
    this.#timer = setTimeout(() => this.hurry(), pause);
  }

  /** Hello until welcomed; a refused token is read again, then given up, and the customer is told. */
  async #greet() {
    let why = this.id ? "restart" : "open";
    for (let attempt = 0; attempt < 4 && this.#wanted; attempt += 1) {
      const kept = this.memory.read("token");
      const answer = await this.#hello(kept, why);
      if (answer === "welcome") return true;
      if (answer !== "resume_refused") return false;
      if (this.memory.read("token")?.token === kept?.token) {
        await new Promise((done) => setTimeout(done, OTHER_TAB_MS));
        if (this.memory.read("token")?.token === kept?.token) {
          this.memory.write("token", null);
          why = "refused";
        }
      }
    }
    return false;
  }

  async #hello(kept, why) {
    const frame = { type: "hello", after: kept && kept.id === this.id ? this.last : 0, channel: "web_chat" };
    if (kept) frame.resume_token = kept.token;
    Object.assign(frame, await this.hello(kept));
    return new Promise((settle) => {
      const socket = new WebSocket(this.url);
      this.#socket = socket;
      const patience = setTimeout(() => socket.close(), PATIENCE_MS);
      const finish = (outcome) => {
        clearTimeout(patience);
        settle(outcome);
      };
      socket.abandon = () => finish("closed");
      socket.onopen = () => socket.send(JSON.stringify(frame));
      socket.onmessage = (event) => {
        if (this.#socket !== socket) return;
        const heard = JSON.parse(event.data);
        if (heard.type === "welcome") {
          const goesOn = heard.follows === this.id ? "follows" : "reopened";
          this.#welcome(heard, this.ready ? goesOn : why);
          finish("welcome");
        } else if (heard.code === "identity_refused") this.listener.notice(heard);
        else if (heard.type === "problem" && !this.ready) {
          finish(heard.code);
          this.#leave(socket);
        } else this.#hear(heard);
      };
      socket.onclose = () => {
        finish("closed");
        if (this.#socket === socket) this.#drop();
      };
    });
  }

  #welcome(frame, why) {
    this.memory.write("token", { token: frame.resume_token, id: frame.conversation_id });
    this.#head = frame.head;
    this.ready = true;
    this.outbox.recall();
    if (frame.conversation_id === this.id) this.listener.again(frame);
    else {
      this.id = frame.conversation_id;
      this.last = 0;
      this.listener.begin(frame, why);
    }
    this.listener.link("online");
    if (this.last >= this.#head) this.#caughtUp();
  }

  #caughtUp() {
    this.#head = Infinity;
    this.listener.caughtUp();
    this.flush();
  }

  #hear(frame) {
    for (const entry of this.outbox.waiting()) {
      if (entry.wish && entry.sentOn === this.#socket) this.outbox.settle(entry.id);
    }
    if (ORDERED.has(frame.type)) this.#inOrder(frame);
    else if (frame.type === "ack") this.#settle(frame.client_id, frame.seq);
    else if (frame.type === "problem" && frame.client_id) this.#problem(frame);
    else this.listener.notice(frame);
  }

  #inOrder(frame) {
    if (frame.seq <= this.last) return;
    if (frame.seq > this.last + 1) {
      this.reconnect();
      return;
    }
    this.last = frame.seq;
    if (frame.type === "turn" && frame.client_id) this.#settle(frame.client_id, frame.seq);
    this.listener.frame(frame);
    if (this.last >= this.#head) this.#caughtUp();
  }

  #settle(id, seq) {
    this.outbox.settle(id);
    this.listener.acked(id, seq);
  }

  #problem(frame) {
    const entry = this.outbox.get(frame.client_id);
    if (!entry) return;
    if (frame.retry_after) {
      this.#holdUntil = Date.now() + frame.retry_after * 1000;
      entry.sentOn = null;
      setTimeout(() => this.flush(), frame.retry_after * 1000);
      this.listener.notice(frame);
    } else {
      entry.refused = true;
      this.listener.refused(frame.client_id, frame);
    }
  }

  #otherTab(key) {
    if (key !== "token" || !this.#wanted) return;
    const kept = this.memory.read("token");
    if (kept && kept.id !== this.id && !this.#greeting) this.reconnect();
  }

  #leave(socket) {
    socket.onclose = null;
    socket.onmessage = null;
    socket.abandon();
    socket.close();
    if (this.#socket === socket) this.#socket = null;
  }

  #drop() {
    const socket = this.#socket;
    this.ready = false;
    if (socket) this.#leave(socket);
    if (this.#wanted && !this.#greeting) this.#later();
  }
}

/** What the customer said and the front door has not yet acknowledged. */

import { freshId } from "./memory.js";

/**
 * Entries `{id, at, frame, secret}` in the order they were written. Each lies under a key of its own,
 * so tabs never overwrite one another, and survives a reload; of a secret only its place survives.
 */
export class Outbox {
  #memory;
  #entries = new Map();

  constructor(memory) {
    this.#memory = memory;
    this.recall();
  }

  /** Take in what other tabs or earlier pages left. */
  recall() {
    for (const entry of this.#memory.all("out:")) {
      if (!this.#entries.has(entry.id)) this.#entries.set(entry.id, entry);
    }
  }

  /** Keep a turn until it is acknowledged. */
  addTurn(text, { choiceId, secret = false } = {}) {
    const id = freshId();
    const frame = { type: "customer_turn", client_id: id, text };
    if (choiceId) frame.choice_id = choiceId;
    return this.#add({ id, at: Date.now(), frame, secret });
  }

  /** Keep a wish (prefer, rate, leave_number, end) for this conversation until the front door has spoken after it. */
  addWish(frame, conversation) {
    return this.#add({ id: freshId(), at: Date.now(), frame, secret: false, wish: true, conversation });
  }

  #add(entry) {
    this.#entries.set(entry.id, entry);
    const kept = entry.secret ? { ...entry, frame: { ...entry.frame, text: "" }, blanked: true } : entry;
    this.#memory.write(`out:${entry.id}`, kept);
    return entry;
  }

  /** The entry is delivered, or given up. */
  settle(id) {
    const entry = this.#entries.get(id);
    this.#entries.delete(id);
    this.#memory.write(`out:${id}`, null);
    return entry;
  }

  get(id) {
    return this.#entries.get(id);
  }

  /** All that waits, oldest first. */
  waiting() {
    return [...this.#entries.values()].sort((one, other) => one.at - other.at);
  }

  clear() {
    for (const id of [...this.#entries.keys()]) this.settle(id);
  }
}

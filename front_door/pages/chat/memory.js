/** What this browser keeps of a chat between reloads, in the tab or shared between tabs. */

const held = new Map();

function storage(area) {
  try {
    const probe = "care.probe";
    window[area].setItem(probe, probe);
    window[area].removeItem(probe);
    return window[area];
  } catch {
    return null;
  }
}

/** One chat's corner of the browser's storage; plain memory where the browser refuses any. */
export class Memory {
  #prefix;
  #store;

  constructor(name, area = "localStorage") {
    this.#prefix = `care.chat:${name}:`;
    this.#store = storage(area);
  }

  /** Name of the lock under which one tab at a time says hello. */
  get lock() {
    return `${this.#prefix}hello`;
  }

  read(key) {
    const text = this.#store ? this.#store.getItem(this.#prefix + key) : held.get(this.#prefix + key);
    try {
      return text ? JSON.parse(text) : null;
    } catch {
      return null;
    }
  }

  write(key, value) {
    const full = this.#prefix + key;
    try {
      if (value === null) this.#store ? this.#store.removeItem(full) : held.delete(full);
      else this.#store ? this.#store.setItem(full, JSON.stringify(value)) : held.set(full, JSON.stringify(value));
    } catch {
      held.set(full, JSON.stringify(value)); // storage is full: this tab still knows
    }
  }

  /** Values of all keys that begin with `start`. */
  all(start) {
    const keys = this.#store ? Object.keys(this.#store) : [...held.keys()];
    const full = this.#prefix + start;
    return keys
      .filter((key) => key.startsWith(full))
      .map((key) => this.read(key.slice(this.#prefix.length)))
      .filter(Boolean);
  }

  /** Tell `listener(key)` what another tab changed. */
  watch(listener) {
    const heard = (event) => {
      if (event.key?.startsWith(this.#prefix)) listener(event.key.slice(this.#prefix.length));
    };
    window.addEventListener("storage", heard);
    return () => window.removeEventListener("storage", heard);
  }
}

/** A fresh id for a turn; the same turn keeps it however often it is sent. */
export function freshId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

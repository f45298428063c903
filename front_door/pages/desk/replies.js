/** Replies that are not confirmed yet: kept in this tab over a reload, said again until they are. */

import { tabMemory } from "./preferences.js";

export class UnsentReplies {
  #replies = new Map();

  get(clientId) {
    return this.#replies.get(clientId);
  }

  /** Those of one conversation, in the order written. */
  of(conversationId) {
    return [...this.#replies.values()].filter((reply) => reply.conversation_id === conversationId);
  }

  put(reply) {
    this.#replies.set(reply.client_id, reply);
    this.#remember();
  }

  remove(clientId) {
    if (this.#replies.delete(clientId)) this.#remember();
  }

  /** Take up what an earlier page of this tab left; returns what is to be sent again. */
  recall() {
    for (const reply of JSON.parse(tabMemory.get("replies") || "[]")) this.#replies.set(reply.client_id, reply);
    return [...this.#replies.values()].filter((reply) => !reply.problem);
  }

  #remember() {
    tabMemory.set("replies", this.#replies.size ? JSON.stringify([...this.#replies.values()]) : "");
  }
}

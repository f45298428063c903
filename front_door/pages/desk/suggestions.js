/** Articles for the open conversation: asked for anew after every word of the customer, shown without a jump. */

const SETTLE_MS = 250;

const NOTHING = { articles: [], problem: null, loading: false };

/** Changes are told by `changed`; `isRead` says whether the agent is in the middle of the list just now. */
export class Suggestions {
  #desk;
  #changed;
  #isRead;
  #conversation = null;
  #newest = 0;
  #timer = 0;
  #number = 0;
  #flagged = new Set();
  /** What fits the conversation: `{articles, problem, loading}`. */
  followed = NOTHING;
  /** Newer ones that wait until the agent wants them, or null. */
  held = null;
  /** What was found for the agent's own words, `{query, articles, problem, loading}`, or null. */
  found = null;

  constructor(desk, changed, isRead) {
    this.#desk = desk;
    this.#changed = changed;
    this.#isRead = isRead;
  }

  /** What is to be seen now. */
  get shown() {
    return this.found ?? this.followed;
  }

  /** How many fit the conversation. */
  get count() {
    return (this.held ?? this.followed).articles.length;
  }

  /** In words, for whoever does not see them. */
  get told() {
    const { articles } = this.held ?? this.followed;
    if (!articles.length) return "";
    return `${articles.length === 1 ? "1 article fits" : `${articles.length} articles fit`}: ${articles.map((one) => one.title).join("; ")}`;
  }

  /** Keep step with the open conversation. */
  follow() {
    const { view } = this.#desk;
    if (this.#conversation !== (view?.conversation_id ?? null)) this.#begin(view?.conversation_id ?? null);
    if (!view?.packet || view.loading || view.problem) return;
    const newest = view.transcript.findLast((item) => item.kind === "turn")?.seq ?? 0;
    if (newest === this.#newest) return;
    const wait = this.#newest ? SETTLE_MS : 0;
    this.#newest = newest;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.again(), wait);
  }

  /** Ask for the conversation once more. */
  async again() {
    const number = ++this.#number;
    this.followed = { ...this.followed, problem: null, loading: true };
    this.#changed();
    const fresh = await this.#ask("");
    if (number !== this.#number) return;
    const same = sameArticles(fresh.articles, this.followed.articles);
    const waits = !same && this.followed.articles.length > 0 && !this.found && !fresh.problem && this.#isRead();
    this.held = waits ? fresh : null;
    this.followed = waits ? { ...this.followed, loading: false } : fresh;
    this.#changed();
  }

  /** Show the newer ones. */
  take() {
    this.followed = this.held ?? this.followed;
    this.held = null;
    this.#changed();
  }

  /** Look something up in the agent's own words; none goes back to the conversation. */
  async find(query) {
    const words = query.trim();
    if (!words) {
      this.found = null;
      return this.#changed();
    }
    const asked = (this.found = { ...NOTHING, query: words, loading: true });
    this.#changed();
    const fresh = await this.#ask(words);
    if (this.found !== asked) return undefined;
    this.found = { query: words, ...fresh };
    return this.#changed();
  }

  /** The agent told the editors about this one. */
  flag(slug) {
    this.#flagged.add(slug);
    this.#changed();
  }

  isFlagged(slug) {
    return this.#flagged.has(slug);
  }

  #begin(conversationId) {
    clearTimeout(this.#timer);
    this.#number += 1;
    this.#conversation = conversationId;
    this.#newest = 0;
    this.#flagged.clear();
    this.followed = NOTHING;
    this.held = null;
    this.found = null;
  }

  async #ask(query) {
    try {
      const { articles, problem } = await this.#desk.wire.request({ type: "suggest", conversation_id: this.#conversation, query });
      return { articles, problem: problem ?? null, loading: false };
    } catch (problem) {
      return { articles: [], problem: problem.message, loading: false };
    }
  }
}

const sameArticles = (some, others) => some.length === others.length && some.every((one, place) => one.slug === others[place].slug);

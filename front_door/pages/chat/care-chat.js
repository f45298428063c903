/**
 * `<care-chat>`: the chat of customer care for any page, in one line.
 *
 *     <script type="module" src="https://care.example/chat/care-chat.js"></script>
 *     <care-chat brand="Meadowlark Mobile"></care-chat>
 *
 * Attributes: `brand`, `endpoint` (else the place this file came from), `faces` (addresses of portraits), `team-page`,
 * `signed-identity` (a token from the carrier's login), `theme` (`light` or `dark`), `open`, `lang`.
 * From scripts: `open()`, `close()`, `ask(text)`, `getIdentity = async () => token`, `signedIn()`, `forget()`;
 * it tells `care-open`, `care-close` and `care-unread` (`detail.count`).
 * Only the launcher loads with the page; the chat itself comes when it is wanted.
 */

import { followTheme } from "../theme.js";
import { h, icon } from "./dom.js";
import { Memory } from "./memory.js";
import { words as english } from "./words.en.js";

/** Languages that have a `words.<code>.js` beside this file. */
const LANGUAGES = new Set(["en"]);

/** Style sheets of the panel. */
const SHEETS = ["panel.css", "header.css", "log.css", "choices.css", "composer.css", "cards.css", "forms.css", "call.css", "threads.css", "callback.css"];

async function wordsFor(language) {
  const code = language.slice(0, 2).toLowerCase();
  return code !== "en" && LANGUAGES.has(code) ? (await import(`./words.${code}.js`)).words : english;
}

/** `getIdentity` may be set by the page before this class is known, so it has no field here. */
class CareChat extends HTMLElement {
  /** The front door did not accept the last proof. */
  identityRefused = false;
  #proved = null;
  #prepared = null;
  #dressed = null;
  #session = null;
  #title = null;
  #unfollow = () => {};

  async connectedCallback() {
    await this.#ready();
    if (!this.isConnected) return;
    this.#follow();
    const open = this.hasAttribute("open") || this.tab.read("open");
    this.launcher.hidden = Boolean(open);
    if (open) await this.open({ focus: false });
    else if (this.memory.read("token") || this.memory.all("out:").length) (await this.#wake()).connect();
  }

  disconnectedCallback() {
    const session = this.#session;
    this.#session = null;
    session?.then((each) => each.stop());
    this.#unfollow();
  }

  /** Show the panel and connect. */
  async open({ focus = true } = {}) {
    const session = await this.#wake();
    session.panel.node.hidden = false;
    this.launcher.hidden = true;
    this.tab.write("open", true);
    session.shown(focus);
    this.#tell("care-open");
  }

  /** Hide the panel; the conversation goes on. Focus returns to the launcher. */
  async close() {
    const session = await this.#wake();
    session.panel.node.hidden = true;
    this.launcher.hidden = false;
    this.tab.write("open", null);
    this.launcher.focus();
    this.#tell("care-close");
  }

  /** Open the chat and say this for the customer. */
  async ask(text) {
    await this.open();
    (await this.#wake()).say(text);
  }

  /** The customer has just logged in on the carrier's page: prove it to the conversation there is. */
  async signedIn() {
    this.#proved = null;
    this.identityRefused = false;
    await this.#ready();
    if (this.memory.read("token")) (await this.#wake()).wire.reconnect();
  }

  /** The customer logged out, or somebody else logged in: this browser forgets the conversation. */
  async forget() {
    this.#proved = null;
    this.identityRefused = false;
    (await this.#wake()).forget();
  }

  /** The token to prove the customer with in the next hello, or null. A token proves once only. */
  async proof(kept) {
    if (this.identityRefused) return null;
    if (this.getIdentity && kept && this.#proved) return null;
    const token = this.getIdentity ? await this.getIdentity().catch(() => null) : this.getAttribute("signed-identity");
    if (!token || token === this.#proved) return null;
    this.#proved = token;
    return token;
  }

  /** Show how much is unread: on the launcher and in the page's title. */
  tellUnread(count) {
    this.badge.hidden = !count;
    this.badge.textContent = count > 99 ? "99+" : String(count);
    this.launcher.setAttribute("aria-label", this.words.launchLabel(count));
    this.#title ??= document.title;
    document.title = count ? this.words.titleBadge(count, this.#title) : this.#title;
    if (!count) this.#title = null;
    this.#tell("care-unread", { count });
  }

  #ready() {
    this.#prepared ??= this.#prepare();
    return this.#prepared;
  }

  async #prepare() {
    this.root = this.attachShadow({ mode: "open" });
    this.language = this.lang || document.documentElement.lang || navigator.language || "en";
    this.place = new URL(this.getAttribute("endpoint") || "../chat", import.meta.url);
    this.memory = new Memory(this.place.host);
    this.tab = new Memory(this.place.host, "sessionStorage");
    this.words = await wordsFor(this.language);
    this.#build();
    await this.#styled("../tokens.css", "launcher.css");
  }

  #follow() {
    this.#unfollow();
    if (this.hasAttribute("theme")) this.dataset.theme = this.getAttribute("theme");
    else this.#unfollow = followTheme(this);
  }

  #build() {
    const brand = this.getAttribute("brand") || this.words.brand;
    this.badge = h("span", { class: "badge", hidden: true });
    const wanted = () => this.#wake().catch(() => null);
    this.launchWord = h("span", { class: "launch-word" }, this.words.launch);
    this.launcher = h(
      "button",
      {
        type: "button",
        class: "launcher",
        hidden: true,
        "aria-label": this.words.launchLabel(0),
        onclick: () => this.open().catch(() => null),
        onpointerenter: wanted,
        onfocus: wanted,
      },
      icon("chat"),
      this.launchWord,
      this.badge,
    );
    this.room = h(
      "section",
      { class: "chat", "aria-label": this.words.panel(brand), lang: this.words === english ? "en" : this.language },
      this.launcher,
    );
    this.root.append(this.room);
  }

  /** Link the style sheets and wait for them, so that nothing is shown naked. */
  #styled(...sheets) {
    const load = (sheet) =>
      new Promise((done) => {
        this.root.insertBefore(
          h("link", { rel: "stylesheet", href: new URL(sheet, import.meta.url).href, onload: done, onerror: done }),
          this.room,
        );
      });
    return Promise.all(sheets.map(load));
  }

  /** The chat behind the launcher, fetched once; what failed to load is fetched again the next time. */
  #wake() {
    this.#session ??= this.#begin().catch((error) => {
      this.#session = null;
      this.launcher.hidden = false;
      this.launchWord.textContent = this.words.launchFailed;
      throw error;
    });
    return this.#session;
  }

  async #begin() {
    await this.#ready();
    this.#dressed ??= this.#styled(...SHEETS);
    const [{ Session }] = await Promise.all([import("./session.js"), this.#dressed]);
    this.launchWord.textContent = this.words.launch;
    const socket = new URL(this.place);
    socket.protocol = socket.protocol.replace("http", "ws");
    const session = new Session({
      element: this,
      words: this.words,
      memory: this.memory,
      url: socket.href,
      brand: this.getAttribute("brand") || this.words.brand,
      faces: (this.getAttribute("faces") || "").split(/\s+/).filter(Boolean),
      language: this.language,
      teamPage: new URL(this.getAttribute("team-page") || "../team", import.meta.url).href,
    });
    this.room.append(session.panel.node);
    return session;
  }

  #tell(name, detail = null) {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }
}

customElements.define("care-chat", CareChat);

/** What stands in the log, as nodes: turns, replies with what belongs to them, takeovers. */

import { drawCard } from "./cards.js";
import { face, h, icon, mark, safeUrl } from "./dom.js";
import { markdown, plain } from "./markdown.js";

const SECRET = "[secret]";

/** Draws for one language; `on.choose(choice)` gets the choice that was tapped. */
export class Items {
  constructor(words, on, locale) {
    this.words = words;
    this.on = on;
    this.clock = new Intl.DateTimeFormat(locale, { hour: "numeric", minute: "2-digit" });
    this.exact = new Intl.DateTimeFormat(locale, { dateStyle: "full", timeStyle: "medium" });
    this.date = new Intl.DateTimeFormat(locale, { weekday: "long", day: "numeric", month: "long" });
  }

  /** The customer's own words; null and `[secret]` stay hidden. */
  said(text) {
    if (text !== null && text !== SECRET) return plain(text);
    return [
      h("span", { class: "hidden-words", "aria-hidden": "true" }, "••••"),
      h("span", { class: "sr" }, this.words.hiddenTurn),
    ];
  }

  mine(text, at) {
    const bubble = h("div", { class: "bubble", dir: "auto", title: this.exact.format(at) }, this.said(text));
    return h(
      "div",
      { class: "item mine" },
      h("div", { class: "body" }, h("span", { class: "sr" }, `${this.words.authors.customer}: `), bubble),
    );
  }

  /** A reply; `goesOn` when the same author spoke just before. */
  reply(frame, goesOn) {
    const at = new Date(frame.at);
    const name = frame.agent?.name || this.words.authors[frame.author];
    const time = h("time", { datetime: frame.at, title: this.exact.format(at) }, this.clock.format(at));
    const who = h(
      "p",
      { class: goesOn ? "sr" : "who" },
      h("b", {}, name),
      frame.author === "assistant" && ` ${this.words.automated}`,
      " ",
      time,
    );
    const body = h("div", { class: "body" }, who, h("div", { class: "bubble", dir: "auto" }, markdown(frame.text)));
    if (frame.card) body.append(h("div", { class: "card-room" }, drawCard(frame.card, this.words.card)));
    if (frame.links?.length) body.append(this.#links(frame.links));
    return h(
      "div",
      { class: `item ${frame.author}${goesOn ? " goes-on" : ""}` },
      frame.author !== "system" && face(frame.author, frame.agent),
      body,
    );
  }

  takeover(agent) {
    return h(
      "div",
      { class: "takeover" },
      face("agent", agent),
      h("p", {}, h("b", {}, agent.name), agent.title && h("span", {}, agent.title)),
    );
  }

  day(at) {
    const ago = Math.round((new Date().setHours(0, 0, 0, 0) - new Date(at).setHours(0, 0, 0, 0)) / 86_400_000);
    return h("p", { class: "day" }, [this.words.today, this.words.yesterday][ago] || this.date.format(at));
  }

  /** Buttons for choices, as `[{choice, button}]` and the group they stand in. */
  choices(choices) {
    const drawn = choices.map((choice) => ({ choice, button: this.#button(choice, "choice", choice.title) }));
    return {
      drawn,
      group: h(
        "div",
        { class: "choices", role: "group", "aria-label": this.words.choices },
        drawn.map(({ button }) => button),
      ),
    };
  }

  /** The two doors as equal buttons: the assistant first, the team second. */
  doors([assistant, team], waitDetail) {
    const own = this.words.doors;
    const content = (picture, choice, detail) => [
      picture,
      h("b", {}, choice.title),
      h("span", { class: "detail" }, detail),
    ];
    const drawn = [
      {
        choice: assistant,
        button: this.#button(assistant, "door door-assistant", content(mark(), assistant, own.assistant)),
      },
      {
        choice: team,
        button: this.#button(team, "door door-team", content(icon("person"), team, waitDetail || own.team)),
      },
    ];
    return {
      drawn,
      group: h(
        "div",
        { class: "doors", role: "group", "aria-label": own.group },
        drawn.map(({ button }) => button),
      ),
    };
  }

  #button(choice, className, content) {
    const button = h("button", { type: "button", class: className, dir: "auto" }, content);
    button.addEventListener("click", () => button.getAttribute("aria-disabled") !== "true" && this.on.choose(choice));
    return button;
  }

  #links(links) {
    const safe = links.map(({ title, url }) => ({ title, url: safeUrl(url) })).filter(({ url }) => url);
    return h(
      "ul",
      { class: "links" },
      safe.map(({ title, url }) =>
        h("li", {}, h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, title, icon("out"))),
      ),
    );
  }
}

/** The choice was made, or can no longer be: it stays readable, the chosen one says so. */
export function retire({ button }, chosen, words) {
  button.setAttribute("aria-disabled", "true");
  if (!chosen) return;
  button.classList.add("chosen");
  button.append(icon("check"), h("span", { class: "sr" }, `, ${words.chosen}`));
}

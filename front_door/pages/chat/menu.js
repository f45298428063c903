/** What one needs seldom: transcript, appearance, starting again, ending. */

import { rememberedTheme, rememberTheme } from "../theme.js";
import { h, icon } from "./dom.js";

function appearance(words) {
  const now = rememberedTheme() || "system";
  const pick = (name) =>
    h(
      "label",
      {},
      h("input", {
        type: "radio",
        name: "appearance",
        value: name,
        checked: name === now,
        onchange: () => rememberTheme(name === "system" ? null : name),
      }),
      h("span", {}, words.appearances[name]),
    );
  return h(
    "fieldset",
    { class: "appearance" },
    h("legend", {}, words.appearance),
    h("div", {}, ["system", "light", "dark"].map(pick)),
  );
}

/** Who answers this customer first, on every channel. */
function firstDoor(words, door, chosen) {
  const pick = (name) =>
    h(
      "label",
      {},
      h("input", { type: "radio", name: "door", value: name, checked: name === door, onchange: () => chosen(name) }),
      h("span", {}, words.firstDoors[name]),
    );
  return h(
    "fieldset",
    { class: "appearance" },
    h("legend", {}, words.firstDoor),
    h("div", {}, ["assistant", "team"].map(pick)),
  );
}

/** Ending is final, so its button asks once more. */
function endButton(words, end) {
  let sure = false;
  const text = h("span", {}, words.end);
  const button = h("button", { type: "button", class: "entry" }, icon("end"), text);
  button.addEventListener("click", () => {
    if (sure) end();
    sure = true;
    text.textContent = words.endSure;
    button.classList.add("sure");
  });
  return button;
}

/** The menu's content; `on` offers `threads()`, `first(door)`, `download()`, `startAgain()` and `end()`. */
export function drawMenu(words, on, { reference, closed, signedInAs, door, teamPage }) {
  const entry = (picture, text, done) =>
    h("button", { type: "button", class: "entry", onclick: done }, icon(picture), h("span", {}, text));
  return [
    signedInAs && h("p", { class: "quiet" }, words.signedIn(signedInAs)),
    reference && h("p", { class: "quiet" }, words.reference(reference)),
    entry("list", words.threads.open, on.threads),
    h("a", { class: "entry", href: teamPage, target: "_blank", rel: "noopener" }, icon("person"), h("span", {}, words.team)),
    !closed && entry("phone", words.booking.open, on.booking),
    entry("file", words.download, on.download),
    entry("again", closed ? words.newConversation : words.startAgain, on.startAgain),
    !closed && endButton(words, on.end),
    firstDoor(words, door, on.first),
    appearance(words),
  ].filter(Boolean);
}

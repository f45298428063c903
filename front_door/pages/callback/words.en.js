/** What the page says; another language is a file beside this one. */

import { words as chat } from "/chat/words.en.js";

export const words = {
  ...chat.booking,
  heading: {
    booked: "Your call is booked",
    due: "Your team calls you now",
    missed: "Your call is late; you come before everybody now",
    calling: "Your team is calling you",
    not_reached: "We did not reach you. Pick another time",
    reached: "The call is over",
    cancelled: "No call is booked",
  },
  who: (team, number) => `The ${team} calls ${number}.`,
  reference: (reference) => `Reference ${reference}`,
  calendar: "Add it to your calendar",
  change: "Choose another time",
  cancelSure: "Cancel it for good?",
  refuseSure: "Never call this number?",
  done: {
    move: "The call is moved.",
    cancel: "The call is cancelled. Nobody calls you.",
    refuse: "Nobody calls you any more. What you wrote is kept, and you can write at any time.",
  },
  gone: "This link is no longer good",
  goneText: "The call was made, cancelled or booked anew. Write in the chat if you want another one.",
  busy: "That could not be saved just now. Try again in a moment.",
};

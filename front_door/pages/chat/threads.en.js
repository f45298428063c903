/** The words of the list of conversations, in English; loaded with it. */

const plural = (count, one, many) => (count === 1 ? one : many.replace("#", count));

export const words = {
  title: "Your conversations",
  close: "Back to the chat",
  toList: "Back to your conversations",
  loading: "Looking for your conversations",
  none: "No earlier conversation in this browser. Sign in, or prove who you are in the chat, to see those of your account.",
  locked: (count) => plural(count, "One more is shown once you prove who you are.", "# more are shown once you prove who you are."),
  conversation: (reference) => `Conversation ${reference}`,
  here: "open here",
  states: { assistant: "with the assistant", queue: "waiting for your team", agent: "with your team", parked: "kept for your team", closed: "closed" },
  unknown: "This conversation cannot be shown here. Sign in, or prove who you are in the chat first.",
  unread: (count) => plural(count, "1 new", "# new"),
  reopen: "Ask about this again",
  goOn: "Go on with this conversation",
};

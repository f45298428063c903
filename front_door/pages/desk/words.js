/** Closed values as the desk words them. The longer sentences come from the front door. */

export const REASONS = {
  asked_for_person: "Asked for a person",
  policy: "Only the team may do this",
  steps_used_up: "Every step was tried",
  upset: "Upset",
  not_understood: "Not understood",
  identity_failed: "Identity not proved",
  no_answer: "No answer found",
  emergency: "Emergency",
  abuse: "Abuse",
  system_down: "A system was down",
};

export const MOODS = {
  negative: { word: "Negative", icon: "mood_down" },
  neutral: { word: "Neutral", icon: "mood_flat" },
  positive: { word: "Positive", icon: "mood_up" },
};

export const TRENDS = { falling: "getting worse", steady: "steady", rising: "getting better" };

export const RESULTS = {
  worked: { word: "worked", icon: "check" },
  failed: { word: "did not help", icon: "cross" },
  skipped: { word: "skipped", icon: "skip" },
  unknown: { word: "result not known", icon: "question" },
};

export const METHODS = {
  pin: "PIN",
  one_time_code: "one-time code",
  signed_login: "signed login",
  phone_number: "phone number only",
  name_and_birth_date: "name and date of birth",
};

export const PROVENANCE = {
  stated: { word: "said by the customer", mark: "said" },
  confirmed: { word: "confirmed", mark: "confirmed" },
  observed: { word: "read in the carrier's systems", mark: "read" },
  proved: { word: "proved", mark: "proved" },
};

export const CHANNELS = {
  web_chat: { word: "Web chat", icon: "chat" },
  rest: { word: "Web chat", icon: "chat" },
  sms: { word: "Text message", icon: "chat" },
  voice: { word: "Phone call", icon: "phone" },
};

export const OWNERS = {
  assistant: "With the assistant",
  queue: "Waiting",
  agent: "Held",
  parked: "Parked",
  closed: "Closed",
};

/** A booked call, by how it stands; its time follows. */
export const CALLS = { booked: "Call at", due: "Call now, promised for", missed: "Call was promised for", calling: "Being called, promised for", not_reached: "Not reached, last try" };

/** Promised calls whose time has come. */
export const CALLS_TO_MAKE = new Set(["due", "missed"]);

/** A call that may be made (again), in the words of the button. */
export const MAY_CALL = new Set(["booked", "due", "missed", "calling"]);

export const OUTCOMES = [
  ["reached", "Reached", "you go on with the customer"],
  ["no_answer", "No answer", "tried again later"],
  ["busy", "Busy", "tried again later"],
  ["voicemail", "Voicemail", "tried again later; leave no details"],
  ["wrong_number", "Somebody else answered", "that number is not called again"],
];

export const STATES = { available: "Available", wrap_up: "Wrapping up", away: "Away", offline: "Offline" };

/** Why somebody is away who did not say so. */
export const BECAUSE = {
  missed_offer: "You are away now: a customer was offered to you and not taken up. Claim one, or switch back to available.",
  shift_ended: "Your shift has ended, so nothing new comes. Hand over what you hold, or switch back to available.",
  lead: "Your lead set you away.",
};

/** Who answers, as a lead may switch it. */
export const MODES = {
  normal: { word: "As always", means: "the assistant or the team, as customers choose." },
  assistant_only: { word: "Assistant only", means: "nobody is put through; who wants a person may book a call." },
  people_only: { word: "People only", means: "the assistant answers nobody." },
  callbacks_only: { word: "Callbacks only", means: "people are called at a time they pick." },
};

export const CONNECTIONS = {
  connecting: "Connecting",
  live: "Live",
  reconnecting: "Reconnecting",
  offline: "Offline",
};

/** Somebody nobody knows yet. */
export const UNKNOWN = "Unknown customer";

/** What an agent likes, remembered in this browser. */

const KEY = "care.desk.preferences";
const DEFAULTS = { sound: true, keys: true, asked: false, collapsed: [] };

let values = { ...DEFAULTS };
try {
  values = { ...DEFAULTS, ...JSON.parse(localStorage.getItem(KEY) ?? "{}") };
} catch {
  // A browser without storage starts from the defaults each time.
}

/** The value of a preference. */
export const preference = (name) => values[name];

/** Change a preference. */
export function prefer(name, value) {
  values = { ...values, [name]: value };
  try {
    localStorage.setItem(KEY, JSON.stringify(values));
  } catch {
    // Kept until the page is left.
  }
}

/** A text of this tab that survives a reload: drafts and replies on their way. */
export const tabMemory = {
  get(key) {
    try {
      return sessionStorage.getItem(`care.desk.${key}`) ?? "";
    } catch {
      return "";
    }
  },
  set(key, text) {
    try {
      if (text) sessionStorage.setItem(`care.desk.${key}`, text);
      else sessionStorage.removeItem(`care.desk.${key}`);
    } catch {
      // Kept in the field itself until the page is left.
    }
  },
};

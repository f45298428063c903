/** Sound, desktop notifications and the count in the tab's title. */

import { preference, prefer } from "./preferences.js";
import { REASONS, UNKNOWN } from "./words.js";

let audio = null;

/** Two soft notes; silent until the person has touched the page, as browsers demand. */
export function chime() {
  if (!preference("sound")) return;
  audio ??= new AudioContext();
  if (audio.state === "suspended") audio.resume();
  [[659.3, 0], [880, 0.14]].forEach(([pitch, delay]) => {
    const start = audio.currentTime + delay;
    const gain = audio.createGain();
    gain.gain.setValueAtTime(0, start);
    gain.gain.linearRampToValueAtTime(0.08, start + 0.02);
    gain.gain.exponentialRampToValueAtTime(0.0001, start + 0.45);
    const tone = audio.createOscillator();
    tone.frequency.value = pitch;
    tone.connect(gain).connect(audio.destination);
    tone.start(start);
    tone.stop(start + 0.5);
  });
}

/** Whether it makes sense to ask for notifications: possible, not decided, not asked before. */
export const mayAsk = () => "Notification" in window && Notification.permission === "default" && !preference("asked");

/** Ask, or remember that the person would rather not be asked. */
export async function ask(wanted) {
  prefer("asked", true);
  if (wanted) await Notification.requestPermission();
}

/** Say that a conversation calls for attention while the page is out of sight. */
export function notify(item, onOpen) {
  chime();
  if (!document.hidden || !("Notification" in window) || Notification.permission !== "granted") return;
  const title = item.owner === "queue" ? "Somebody is waiting" : `${item.customer ?? UNKNOWN} wrote`;
  const body = item.owner === "queue" ? (REASONS[item.reason] ?? "A conversation for the team") : "Open the desk to read it.";
  const notification = new Notification(title, { body, icon: "/desk/icon.svg", tag: item.conversation_id });
  notification.addEventListener("click", () => {
    window.focus();
    notification.close();
    onOpen(item.conversation_id);
  });
}

/** How many wait or have written, in the tab's title. */
export function count(waiting, unread) {
  const total = waiting + unread;
  document.title = total ? `(${total}) Desk` : "Desk";
}

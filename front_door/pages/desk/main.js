/** Who is signed in decides what is shown: the sign-in page or the desk. */

import { followTheme } from "/theme.js";
import "./app.js";
import { h } from "./dom.js";
import { currentSession } from "./session.js";
import "./sign-in.js";
import { tick } from "./times.js";

function showSignIn(reason = null) {
  const page = h("desk-sign-in", {});
  page.reason = reason;
  page.addEventListener("signed-in", () => showDesk());
  document.body.replaceChildren(page);
}

function showDesk() {
  const page = h("desk-app", {});
  page.addEventListener("signed-out", (event) => showSignIn(event.detail));
  document.body.replaceChildren(page);
}

async function start() {
  followTheme(document.documentElement);
  tick(document.body);
  try {
    const { agent } = await currentSession();
    if (agent) showDesk();
    else showSignIn();
  } catch (problem) {
    showSignIn(problem.message);
  }
}

start();

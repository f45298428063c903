/** Signing in and out; the session itself is a cookie this page cannot read. */

/** The server did not answer, or refused: `message` is for people, `code` for the page. */
export class SessionProblem extends Error {
  constructor(code, message, retryAfter = null) {
    super(message);
    this.code = code;
    this.retryAfter = retryAfter;
  }
}

const OFFLINE = "The desk cannot be reached. Check the connection and try again.";

async function ask(path, init = {}) {
  let answer;
  try {
    answer = await fetch(path, { credentials: "same-origin", cache: "no-store", ...init });
  } catch {
    throw new SessionProblem("offline", OFFLINE);
  }
  const body = await answer.json().catch(() => null);
  if (!answer.ok) {
    const { code = "unavailable", message = OFFLINE, retry_after: retryAfter } = body?.error ?? {};
    throw new SessionProblem(code, message, retryAfter);
  }
  return body ?? {};
}

const post = (path, csrf, values) =>
  ask(path, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRF-Token": csrf },
    body: JSON.stringify(values),
  });

/** `{agent, csrf}`; `agent` is null for somebody who is not signed in. */
export const currentSession = () => ask("/desk/session");

/** Sign in; the token of the page is fetched first, so that an old page still works. */
export async function signIn(login, password) {
  const { csrf } = await currentSession();
  return post("/desk/sign-in", csrf, { login, password });
}

/** Sign out here, or everywhere. */
export async function signOut({ everywhere = false } = {}) {
  const { csrf } = await currentSession();
  await post("/desk/sign-out", csrf, { everywhere });
}

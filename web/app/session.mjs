// The official's session. The token stays on the server; the browser has a cookie that no script can read.

/**
 * @typedef {object} Session
 * @property {string | null} name
 * @property {string | null} agency
 * @property {string} role
 * @property {string | null} unit
 * @property {string | null} area
 * @property {string[]} purposes
 * @property {string | null} purpose
 * @property {string | null} caseNumber
 * @property {string | null} reason
 * @property {string | null} language
 * @property {number} idleSeconds
 * @property {string} endsAt
 * @property {boolean} demo
 * @property {string} draftKey
 */

const CHANNEL = new BroadcastChannel("ortaq-session");
const PEEK_SECONDS = 60;

/** Fires `ended` when the session is over, here or in another tab. */
export const sessionEvents = new EventTarget();

/**
 * The session; null where there is none. Asking with `peek` does not count as work.
 * @param {{ peek?: boolean }} [how]
 * @returns {Promise<Session | null>}
 */
export async function readSession({ peek = false } = {}) {
  const answer = await fetch(peek ? "/session?peek=1" : "/session", { headers: { Accept: "application/json" } });
  return answer.ok ? answer.json() : null;
}

/**
 * Keep what the official chose: purpose, case, reason, language. What is not named stays as it is.
 * @param {Session} session
 * @param {Partial<Pick<Session, "purpose" | "caseNumber" | "reason" | "language">>} changes
 * @returns {Promise<Session | null>} the session as it is now; null where the hub refused the choice
 */
export async function keepChoice({ purpose, caseNumber, reason, language }, changes) {
  const choice = { purpose, caseNumber, reason, language, ...changes };
  const answer = await fetch("/session", {
    method: "PUT",
    headers: { "Content-Type": "application/json", Accept: "application/json" },
    body: JSON.stringify(choice),
  });
  if (answer.status === 401) tellEnd();
  if (!answer.ok) return null;
  CHANNEL.postMessage("changed");
  return answer.json();
}

/** Tell this tab and the others that the session is over. */
export function tellEnd() {
  sessionEvents.dispatchEvent(new Event("ended"));
}

/** Sign out here and at the provider; the other tabs are told first. */
export async function signOut() {
  CHANNEL.postMessage("signed out");
  const answer = await fetch("/sign-out", { method: "POST", headers: { Accept: "application/json" } });
  const told = answer.ok ? await answer.json().catch(() => ({})) : {};
  location.replace(told.location ?? "/sign-in");
}

/** Watch for the end of the session: another tab signs out, or nobody works for too long. */
export function watchSession() {
  CHANNEL.onmessage = (message) => {
    if (message.data === "signed out") location.replace("/sign-in");
    else sessionEvents.dispatchEvent(new Event("changed"));
  };
  setInterval(async () => {
    if (document.visibilityState !== "visible") return;
    try {
      if ((await readSession({ peek: true })) === null) tellEnd();
    } catch {
      // The hub is away; whoever asks next says so.
    }
  }, PEEK_SECONDS * 1000);
  // A page kept by the browser from before the sign-out is asked for anew.
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
}

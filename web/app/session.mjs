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

/**
 * Fires `ended` when the session is over, `changed` when another tab chose something, and `resumed` when the official
 * has signed in again.
 */
export const sessionEvents = new EventTarget();

/**
 * The session; null where there is none. Asking with `peek` does not count as work.
 * @param {{ peek?: boolean }} [how]
 * @returns {Promise<Session | null>}
 * @throws {Error} the hub does not say: it is away, or asked too often
 */
export async function readSession({ peek = false } = {}) {
  const answer = await fetch(peek ? "/session?peek=1" : "/session", { headers: { Accept: "application/json" } });
  if (answer.status === 401) return null;
  if (!answer.ok) throw new Error(`no session: ${answer.status}`);
  return answer.json();
}

/**
 * Keep what the official chose: purpose, case, reason, language. What is not named stays as it is.
 * @param {Session} session
 * @param {Partial<Pick<Session, "purpose" | "caseNumber" | "reason" | "language">>} changes
 * @returns {Promise<Session | null>} the session as it is now; null where the hub refused the choice, or is away
 */
export async function keepChoice({ purpose, caseNumber, reason, language }, changes) {
  const choice = { purpose, caseNumber, reason, language, ...changes };
  const answer = await fetch("/session", {
    method: "PUT",
    headers: { "Content-Type": "application/json", Accept: "application/json" },
    body: JSON.stringify(choice),
  }).catch(() => null);
  if (answer === null) return null;
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

/** Show nothing of this page any more: the browser is another official's now. */
export function leave() {
  location.replace("/today");
}

/**
 * Watch for the end of the session: another tab signs out, another official signs in, or nobody works for too long.
 * @param {Session} session
 */
export function watchSession({ draftKey }) {
  // Whoever has signed in here may be another official than the one of a tab that is open.
  CHANNEL.postMessage("opened");
  CHANNEL.onmessage = (message) => {
    if (message.data === "signed out") location.replace("/sign-in");
    else if (message.data === "opened") look();
    else sessionEvents.dispatchEvent(new Event("changed"));
  };
  const look = async () => {
    try {
      const now = await readSession({ peek: true });
      if (now === null) tellEnd();
      else if (now.draftKey !== draftKey) leave();
    } catch {
      // The hub is away; whoever asks next says so.
    }
  };
  const lookInFront = () => document.visibilityState === "visible" && look();
  setInterval(lookInFront, PEEK_SECONDS * 1000);
  document.addEventListener("visibilitychange", lookInFront);
  // A page kept by the browser from before the sign-out is asked for anew.
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
}

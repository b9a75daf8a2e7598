// The session is over while somebody works: what stands in the forms stays, and one signs in again beside it.

import { html, useEffect, useRef, useState } from "../html.mjs";
import { keepChoice, leave, readSession, sessionEvents } from "../session.mjs";
import { t } from "../texts.mjs";
import { Dialog } from "./dialog.mjs";

const ASK_SECONDS = 2;

/** @param {{ subject: any, onSession: (session: any) => void }} properties */
export function SignInAgain({ subject, onSession }) {
  const [waiting, setWaiting] = useState(false);
  const [another, setAnother] = useState(false);
  const timer = useRef(0);
  useEffect(() => {
    // Whoever has signed in beside another tab need not do it here too.
    document.addEventListener("visibilitychange", look);
    sessionEvents.addEventListener("changed", look);
    return () => {
      clearInterval(timer.current);
      document.removeEventListener("visibilitychange", look);
      sessionEvents.removeEventListener("changed", look);
    };
  }, []);

  function open() {
    window.open("/sign-in?next=/about", "_blank");
    setWaiting(true);
    clearInterval(timer.current);
    timer.current = setInterval(look, ASK_SECONDS * 1000);
  }

  async function look() {
    const session = await readSession({ peek: true }).catch(() => null);
    if (session === null) return;
    // Another official must not see what stands on this page.
    if (session.draftKey !== subject.draftKey) {
      setAnother(true);
      leave();
      return;
    }
    clearInterval(timer.current);
    onSession(await resumed(session));
  }

  /**
   * The new session with the purpose of the one that is over, unless another was chosen: the work goes on.
   * @param {any} session
   */
  async function resumed(session) {
    if (session.purpose || !session.purposes.includes(subject.purpose)) return session;
    const { purpose, caseNumber, reason, language } = subject;
    return (await keepChoice(session, { purpose, caseNumber, reason, language })) ?? session;
  }

  return html`
    <${Dialog} title=${t("ended.title")}>
      <p>${t("ended.text")}</p>
      ${waiting && !another && html`<p role="status">${t("ended.waiting")}</p>`}
      <p class="actions">
        <button type="button" class="main" onClick=${open}>${t("ended.signIn")}</button>
        <a href="/sign-in">${t("ended.leave")}</a>
      </p>
    <//>
  `;
}

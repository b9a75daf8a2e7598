// The session is over while somebody works: what stands in the forms stays, and one signs in again beside it.

import { html, useEffect, useRef, useState } from "../html.mjs";
import { keepChoice, readSession } from "../session.mjs";
import { t } from "../texts.mjs";
import { Dialog } from "./dialog.mjs";

const ASK_SECONDS = 2;

/** @param {{ subject: any, onSession: (session: any) => void }} properties */
export function SignInAgain({ subject, onSession }) {
  const [waiting, setWaiting] = useState(false);
  const [another, setAnother] = useState(false);
  const timer = useRef(0);
  useEffect(() => () => clearInterval(timer.current), []);

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
      location.replace("/today");
      return;
    }
    clearInterval(timer.current);
    // The work goes on as what it was begun as, so that the page and its forms stay as they are.
    const { purpose, caseNumber, reason } = subject;
    const chosen = session.purpose ? session : await keepChoice(session, { purpose, caseNumber, reason });
    onSession(chosen ?? session);
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

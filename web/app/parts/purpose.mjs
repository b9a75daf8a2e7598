// The purpose for which somebody works, with case and reason where it needs them. It stands on every page.

import { html, useState } from "../html.mjs";
import { keepChoice } from "../session.mjs";
import { label, t } from "../texts.mjs";
import { Dialog } from "./dialog.mjs";

const NEEDS_CASE = ["INVESTIGATION"];
const NEEDS_REASON = ["INVESTIGATION", "EMERGENCY"];

/**
 * Whether the session has a purpose with all that it needs.
 * @param {import("../session.mjs").Session} session
 */
export function isComplete({ purpose, caseNumber, reason }) {
  if (!purpose) return false;
  return (!NEEDS_CASE.includes(purpose) || !!caseNumber) && (!NEEDS_REASON.includes(purpose) || !!reason);
}

/**
 * The name of a purpose.
 * @param {string} purpose
 */
export function purposeName(purpose) {
  return label("Purpose", purpose);
}

/** @param {{ session: any, onClose: () => void, onSession: (session: any) => void }} properties */
export function PurposeDialog({ session, onClose, onSession }) {
  const [purpose, setPurpose] = useState(session.purpose ?? session.purposes[0]);
  const [caseNumber, setCaseNumber] = useState(session.caseNumber ?? "");
  const [reason, setReason] = useState(session.reason ?? "");
  const [refused, setRefused] = useState(false);
  const needsCase = NEEDS_CASE.includes(purpose);
  const needsReason = NEEDS_REASON.includes(purpose);

  /** @param {Event} event */
  async function keep(event) {
    event.preventDefault();
    const choice = { purpose, caseNumber: caseNumber.trim() || null, reason: reason.trim() || null };
    const now = await keepChoice(session, choice);
    if (now) onSession(now);
    else setRefused(true);
  }

  return html`
    <${Dialog} title=${t("purpose.title")} onClose=${isComplete(session) ? onClose : undefined}>
      <form onSubmit=${keep}>
        <p>${t("purpose.why")}</p>
        <fieldset>
          <legend>${t("purpose.legend")}</legend>
          ${session.purposes.map(
            (/** @type {string} */ name) => html`<label class="choice">
              <input
                type="radio"
                name="purpose"
                value=${name}
                checked=${name === purpose}
                onChange=${() => setPurpose(name)}
              />
              ${purposeName(name)}
            </label>`,
          )}
        </fieldset>
        <label class="field">
          <span>${t("purpose.case")}${needsCase ? " *" : ""}</span>
          <input
            name="case"
            value=${caseNumber}
            maxlength="40"
            pattern="[0-9A-Za-z][0-9A-Za-z./\\-]*"
            required=${needsCase}
            autocomplete="off"
            onInput=${(/** @type {any} */ event) => setCaseNumber(event.target.value)}
          />
          <small>${t("purpose.caseHint")}</small>
        </label>
        <label class="field">
          <span>${t("purpose.reason")}${needsReason ? " *" : ""}</span>
          <textarea
            name="reason"
            rows="2"
            maxlength="500"
            required=${needsReason}
            value=${reason}
            onInput=${(/** @type {any} */ event) => setReason(event.target.value)}
          ></textarea>
          <small>${t("purpose.reasonHint")}</small>
        </label>
        ${refused && html`<p class="error" role="alert">${t("purpose.refused")}</p>`}
        <p class="actions"><button type="submit" class="main">${t("purpose.keep")}</button></p>
      </form>
    <//>
  `;
}

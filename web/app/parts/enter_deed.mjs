// Choosing a work to enter: a list and a button, so that the arrow keys alone open nothing.

import { html, useState } from "../html.mjs";
import { t, workText } from "../texts.mjs";
import { workForms } from "./deeds.mjs";
import { useAnswer } from "./query.mjs";

/**
 * @param {{ choose: (forms: any[]) => any[], onDeed: (name: string) => void }} properties `choose` picks and orders
 *   the forms that are of use here
 */
export function EnterDeed({ choose, onDeed }) {
  const [name, setName] = useState("");
  const asked = useAnswer(async () => ({ data: await workForms(), access: [] }), []);
  const forms = choose(asked.data ?? []);
  if (!forms.length) return null;
  const open = (/** @type {Event} */ event) => {
    event.preventDefault();
    if (name) onDeed(name);
  };
  return html`<form class="enter-deed" onSubmit=${open}>
    <label>
      <span class="hidden">${t("person.enterDeed")}</span>
      <select value=${name} onChange=${(/** @type {any} */ event) => setName(event.target.value)}>
        <option value="">${t("person.enterDeed")}</option>
        ${forms.map((form) => html`<option value=${form.name}>${workText(form.name).title}</option>`)}
      </select>
    </label>
    <button type="submit" disabled=${!name}>${t("person.open")}</button>
  </form>`;
}

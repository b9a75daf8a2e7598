// One input of a form, by its kind: a day, a moment, a choice, a record, words.

import { day } from "../dates.mjs";
import { html } from "../html.mjs";
import { label as choiceLabel, t } from "../texts.mjs";
import { RecordPicker } from "./record_picker.mjs";

/**
 * @param {{ input: any, label: string, hint?: string, value: any, records?: { id: string, title: string }[], problem?: string, onChange: (value: any) => void }} properties
 */
export function FormField({ input, label, hint, value, records, problem, onChange }) {
  const id = `field-${input.name}`;
  const described = [hint && `${id}-hint`, problem && `${id}-problem`].filter(Boolean).join(" ") || undefined;
  const shared = {
    id,
    name: input.name,
    "aria-invalid": problem ? "true" : undefined,
    "aria-describedby": described,
    "aria-required": input.required ? "true" : undefined,
  };
  const typed = (/** @type {any} */ event) => onChange(event.target.value);
  return html`
    <div class=${`field${problem ? " wrong" : ""}`}>
      ${input.kind === "FLAG"
        ? html`<label class="choice">
            <input
              ...${shared}
              type="checkbox"
              checked=${!!value}
              onChange=${(/** @type {any} */ event) => onChange(event.target.checked)}
            />
            ${label}
          </label>`
        : html`<label for=${id}>${label}${input.required ? html`<span class="needed" aria-hidden="true"> *</span>` : ` (${t("form.optional")})`}</label>`}
      ${control(input, shared, value, records, typed, onChange)}
      ${hint && html`<small id=${`${id}-hint`}>${hint}</small>`}
      ${problem && html`<small id=${`${id}-problem`} class="problem">${problem}</small>`}
    </div>
  `;
}

/**
 * @param {any} input
 * @param {any} shared
 * @param {any} value
 * @param {any} records
 * @param {(event: any) => void} typed
 * @param {(value: any) => void} onChange
 */
function control(input, shared, value, records, typed, onChange) {
  switch (input.kind) {
    case "FLAG":
      return null;
    case "DAY":
      // A browser shows a day in the order of its own language; in words it is read in one way alone.
      return html`<div class="day-field">
        <input ...${shared} type="date" value=${value} onInput=${typed} />
        <span class="in-words">${day(value)}</span>
      </div>`;
    case "MOMENT":
      return html`<input ...${shared} type="datetime-local" value=${value} onInput=${typed} />`;
    case "NUMBER":
      return html`<input ...${shared} type="text" inputmode="numeric" value=${value} onInput=${typed} />`;
    case "CHOICE":
      return html`<select ...${shared} value=${value} onChange=${typed}>
        <option value="">${t("form.choose")}</option>
        ${input.choices.map(
          (/** @type {string} */ choice) => html`<option value=${choice}>${choiceLabel(input.target, choice)}</option>`,
        )}
      </select>`;
    case "PERSON":
    case "RECORD":
    case "RECORDS":
      return html`<${RecordPicker} input=${input} shared=${shared} value=${value} records=${records} onChange=${onChange} />`;
    case "LINES":
      return html`<textarea
        ...${shared}
        rows="3"
        value=${Array.isArray(value) ? value.join("\n") : value}
        onInput=${(/** @type {any} */ event) => onChange(event.target.value.split("\n").filter((/** @type {string} */ line) => line.trim()))}
      ></textarea>`;
    default:
      return html`<textarea ...${shared} rows="2" maxlength=${input.longest ?? undefined} value=${value} onInput=${typed}></textarea>`;
  }
}

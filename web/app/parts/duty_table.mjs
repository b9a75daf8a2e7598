// Duties as one table: due, the norm in plain words, person or case, inspector, and a button for the deed. The keys
// j and k go down and up, Enter opens the deed.

import { html, useRef, useState } from "../html.mjs";
import { daysUntil, shortDay } from "../dates.mjs";
import { t, workText } from "../texts.mjs";
import { personName } from "./hits.mjs";

/**
 * @param {{ title: string, rows: any[], readOnly: boolean, onDeed: (deed: any) => void }} properties
 */
export function DutyTable({ title, rows, readOnly, onDeed }) {
  const [byInspector, setByInspector] = useState(false);
  const [current, setCurrent] = useState(0);
  const body = useRef(/** @type {HTMLElement | null} */ (null));
  const ordered = byInspector ? [...rows].sort(inspectorOrder) : rows;
  if (!rows.length) return html`<div><h2>${title}</h2><p class="empty">${t("today.nothing")}</p></div>`;

  /** @param {KeyboardEvent} event */
  function key(event) {
    const step = event.key === "j" || event.key === "ArrowDown" ? 1 : event.key === "k" || event.key === "ArrowUp" ? -1 : 0;
    if (step) {
      event.preventDefault();
      const next = Math.min(Math.max(current + step, 0), ordered.length - 1);
      setCurrent(next);
      /** @type {any} */ (body.current?.children[next])?.focus();
    } else if (event.key === "Enter" && event.target === body.current?.children[current]) {
      const names = ordered[current].doneBy;
      if (names.length && !readOnly) onDeed(deedOfDuty(ordered[current], names[0]));
    }
  }

  return html`<div>
    <div class="table-head">
      <h2>${title}</h2>
      <label class="choice no-print">
        <input type="checkbox" checked=${byInspector} onChange=${() => setByInspector(!byInspector)} />
        ${t("today.byInspector")}
      </label>
    </div>
    <table class="duties">
      <thead>
        <tr>
          <th scope="col">${t("today.due")}</th>
          <th scope="col">${t("today.whatIsOwed")}</th>
          <th scope="col">${t("today.person")}</th>
          <th scope="col">${t("today.inspector")}</th>
          <th scope="col" class="no-print">${t("today.deed")}</th>
        </tr>
      </thead>
      <tbody ref=${body} onKeyDown=${key}>
        ${ordered.map(
          (row, place) => html`<tr key=${row.duty.id} tabindex=${place === current ? 0 : -1} onFocus=${() => setCurrent(place)}>
            <td class=${row.status === "OVERDUE" ? "due late" : "due"}>${shortDay(row.duty.dueOn)}<br /><small>${lateness(row)}</small></td>
            <td>${row.duty.norm?.summary}<br /><small class="norm-code">${t("norm.name", { code: row.duty.norm?.code ?? "" })}</small></td>
            <td><${About} row=${row} /></td>
            <td>${row.inspector?.name ?? "–"}</td>
            <td class="no-print"><${Deeds} row=${row} readOnly=${readOnly} onDeed=${onDeed} /></td>
          </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** @param {any} row */
function lateness(row) {
  const days = daysUntil(row.duty.dueOn ?? "");
  if (row.status === "OVERDUE") return t("today.late", { count: Math.max(1, -days) });
  return days === 0 ? t("today.isToday") : t("today.inDays", { count: days });
}

/** @param {{ row: any }} properties */
function About({ row }) {
  const { person } = row;
  const of = row.duty.case;
  return html`${person
    ? html`<a href=${`/person/${person.id}`}>${personName(person)}</a>${person.isMinor && html` <span class="badge minor">${t("person.minor")}</span>`}`
    : !of && html`<span class="quiet">${t("today.noPerson")}</span>`}
  ${of?.number && html`<br /><small><a href=${`/case/${encodeURI(of.number)}`}>№ ${of.number}</a></small>`}`;
}

/** @param {{ row: any, readOnly: boolean, onDeed: (deed: any) => void }} properties */
function Deeds({ row, readOnly, onDeed }) {
  if (readOnly || !row.doneBy.length) return null;
  const button = (/** @type {string} */ name) =>
    html`<button type="button" class="deed" onClick=${() => onDeed(deedOfDuty(row, name))}>${workText(name).title}</button>`;
  const [first, ...others] = row.doneBy;
  return html`<div>
    ${button(first)}
    ${others.length > 0 &&
    html`<details class="other-deeds">
      <summary>${t("today.otherDeeds")}</summary>
      ${others.map(button)}
    </details>`}
  </div>`;
}

/**
 * @param {any} row
 * @param {string} name
 */
function deedOfDuty(row, name) {
  return { name, key: row.duty.id, about: { person: row.person?.id ?? null, title: row.person ? personName(row.person) : undefined, norm: row.duty.norm?.code } };
}

/**
 * @param {any} one
 * @param {any} other
 */
function inspectorOrder(one, other) {
  return (one.inspector?.name ?? "\uffff").localeCompare(other.inspector?.name ?? "\uffff");
}

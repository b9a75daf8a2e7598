// Which systems hold a person, and on what they disagree with one another.

import { html } from "../html.mjs";
import { day, moment } from "../dates.mjs";
import { label, t } from "../texts.mjs";

const COMPARED = /** @type {const} */ (["familyName", "givenName", "patronymic", "birthDate", "sex", "phone", "address"]);

/** @param {{ person: any }} properties */
export function Sources({ person }) {
  const sources = person.sources?.nodes ?? [];
  if (person.sources === undefined || !sources.length) return null;
  const shown = COMPARED.filter((name) => sources.some((/** @type {any} */ source) => source[name]));
  return html`<section class="block">
    <h2>${t("sources.title")}</h2>
    <table>
      <thead>
        <tr>
          <th scope="col">${t("sources.system")}</th>
          ${shown.map((name) => html`<th scope="col">${t(`sources.${name}`)}</th>`)}
          <th scope="col">${t("sources.received")}</th>
        </tr>
      </thead>
      <tbody>
        ${sources.map(
          (/** @type {any} */ source) => html`<tr key=${source.id}>
            <th scope="row">${source.system}</th>
            ${shown.map((name) => html`<td class=${differs(sources, name) ? "differs" : ""}>${value(source, name)}</td>`)}
            <td>${moment(source.receivedAt)}</td>
          </tr>`,
        )}
      </tbody>
    </table>
    ${shown.some((name) => differs(sources, name)) && html`<p class="note">${t("sources.differ")}</p>`}
  </section>`;
}

/**
 * @param {any[]} sources
 * @param {string} name
 */
function differs(sources, name) {
  return new Set(sources.map((source) => source[name]).filter(Boolean)).size > 1;
}

/**
 * @param {any} source
 * @param {string} name
 */
function value(source, name) {
  if (name === "birthDate") return day(source.birthDate);
  if (name === "sex") return label("Sex", source.sex);
  return source[name] ?? "";
}

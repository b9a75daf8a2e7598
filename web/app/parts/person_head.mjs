// The head of a person's page: names, birth, region, and what protects the person.

import { html } from "../html.mjs";
import { day } from "../dates.mjs";
import { label, t } from "../texts.mjs";
import { personName } from "./hits.mjs";

/** @param {{ person: any }} properties */
export function PersonHead({ person }) {
  const facts = [
    [t("person.born"), day(person.birthDate)],
    [t("person.sex"), label("Sex", person.sex)],
    [t("person.iin"), person.iin],
    [t("person.citizenship"), person.citizenship],
    [t("person.region"), person.region?.name],
    [t("person.phone"), person.phone],
    [t("person.workplace"), person.workplace],
  ].filter(([, value]) => value);
  return html`<div>
    <div class="page-head">
      <h1>${personName(person)}</h1>
      ${person.isMinor && html`<span class="badge minor">${t("person.minor")}</span>`}
      ${person.protectedBy?.nodes.length ? html`<span class="badge">${t("person.protected")}</span>` : null}
      ${person.birthDateDisputed && html`<span class="badge warn">${t("person.disputed")}</span>`}
    </div>
    <dl class="facts">
      ${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}
    </dl>
    ${person.possiblySame?.nodes.length
      ? html`<p class="note">${t("person.possiblySame")}:${" "}
          ${person.possiblySame.nodes.map((/** @type {any} */ other, /** @type {number} */ place) => html`${place ? ", " : ""}<a href=${`/person/${other.id}`}>${personName(other)}</a>`)}</p>`
      : null}
  </div>`;
}

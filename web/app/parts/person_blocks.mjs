// The blocks of a person's page: registers, decisions and orders, cases and duties, family and home. A block whose
// records are not released to the caller is not there.

import { html } from "../html.mjs";
import { day } from "../dates.mjs";
import { inSpoken, label, t } from "../texts.mjs";
import { personName } from "./hits.mjs";


/** What the page asks of a person. @returns {import("../graphql.mjs").Selection} */
export const PERSON = () => [
  "Person",
  {
    id: 1,
    familyName: 1,
    givenName: 1,
    patronymic: 1,
    birthDate: 1,
    birthDateDisputed: 1,
    sex: 1,
    citizenship: 1,
    isMinor: 1,
    iin: 1,
    phone: 1,
    workplace: 1,
    region: ["Region", { name: inSpoken("name") }],
    possiblySame: ["(first: 5)", "Person", { id: 1, familyName: 1, givenName: 1, patronymic: 1 }],
    registrations: [
      "(first: 50, orderBy: [{registeredOn: DESC}])",
      "Registration",
      { id: 1, category: 1, status: 1, registeredOn: 1, closedOn: 1, closedBecause: 1, unit: ["Unit", { name: inSpoken("name") }], inspector: ["Inspector", { name: 1 }] },
    ],
    decisions: [
      "(first: 50, orderBy: [{decidedOn: DESC}])",
      "CourtDecision",
      { id: 1, number: 1, kind: 1, decidedOn: 1, inForceOn: 1, court: 1, article: 1, sentence: 1, until: 1 },
    ],
    ordersAgainst: ["(first: 20)", "ProtectiveOrder", { id: 1, number: 1, issuedOn: 1, until: 1 }],
    protectedBy: ["(first: 20)", "ProtectiveOrder", { id: 1, number: 1, issuedOn: 1, until: 1 }],
    cases: ["(first: 50)", "Case", { id: 1, number: 1, kind: 1, status: 1, openedOn: 1, closedOn: 1, leadUnit: ["Unit", { name: inSpoken("name") }] }],
    duties: [
      "(first: 50, where: {status: {in: [OPEN, OVERDUE]}}, orderBy: [{dueOn: ASC}])",
      "Duty",
      { id: 1, dueOn: 1, status: 1, norm: ["Norm", { code: 1, summary: inSpoken("summary") }], unit: ["Unit", { name: inSpoken("name") }] },
    ],
    releaseNotices: ["(first: 10)", "ReleaseNotice", { id: 1, kind: 1, notifiedOn: 1, releasedOn: 1, plannedArrivalOn: 1, arrivedOn: 1 }],
    placements: ["(first: 10)", "SpecialPlacement", { id: 1, from: 1, until: 1, endedOn: 1, unit: ["Unit", { name: inSpoken("name") }] }],
    relatives: ["(first: 30)", "Kinship", { id: 1, kind: 1, person: ["Person", { id: 1, familyName: 1, givenName: 1, patronymic: 1, birthDate: 1 }] }],
    addresses: ["(first: 20)", "Address", { id: 1, kind: 1, text: 1, from: 1, until: 1 }],
    enrolments: ["(first: 10)", "Enrolment", { id: 1 }],
    sources: [
      "(first: 30)",
      "SourceRecord",
      { id: 1, system: 1, recordId: 1, receivedAt: 1, changedAt: 1, familyName: 1, givenName: 1, patronymic: 1, birthDate: 1, birthDateDisputed: 1, sex: 1, phone: 1, address: 1 },
    ],
  },
];

/** @param {any} person */
export function blocksOf(person) {
  return html`<div>
    <${Block} title=${t("person.duties")} of=${person.duties} columns=${[
      [t("today.due"), (/** @type {any} */ duty) => html`<span class=${duty.status === "OVERDUE" ? "late" : ""}>${day(duty.dueOn)}</span>`],
      [t("today.whatIsOwed"), (/** @type {any} */ duty) => html`${duty.norm?.summary} <small class="norm-code">${duty.norm?.code}</small>`],
      [t("person.who"), (/** @type {any} */ duty) => duty.unit?.name],
      [t("person.status"), (/** @type {any} */ duty) => label("DutyStatus", duty.status)],
    ]} />
    <${Block} title=${t("person.registrations")} of=${person.registrations} columns=${[
      [t("person.register"), (/** @type {any} */ one) => label("RegisterCategory", one.category)],
      [t("person.status"), (/** @type {any} */ one) => label("RegistrationStatus", one.status)],
      [t("person.since"), (/** @type {any} */ one) => day(one.registeredOn)],
      [t("person.until"), (/** @type {any} */ one) => html`${day(one.closedOn)} ${one.closedBecause && html`<small>${one.closedBecause}</small>`}`],
      [t("person.unit"), (/** @type {any} */ one) => html`${one.unit?.name} ${one.inspector && html`<br /><small>${one.inspector.name}</small>`}`],
    ]} />
    <${Block} title=${t("person.cases")} of=${person.cases} columns=${[
      [t("case.number"), (/** @type {any} */ one) => (one.number ? html`<a href=${`/case/${encodeURI(one.number)}`}>№ ${one.number}</a>` : "")],
      [t("case.kind"), (/** @type {any} */ one) => label("CaseKind", one.kind)],
      [t("person.status"), (/** @type {any} */ one) => label("CaseStatus", one.status)],
      [t("person.since"), (/** @type {any} */ one) => day(one.openedOn)],
      [t("person.unit"), (/** @type {any} */ one) => one.leadUnit?.name],
    ]} />
    <${Block} title=${t("person.decisions")} of=${person.decisions} columns=${[
      [t("person.decided"), (/** @type {any} */ one) => day(one.decidedOn)],
      [t("case.kind"), (/** @type {any} */ one) => label("DecisionKind", one.kind)],
      [t("case.number"), (/** @type {any} */ one) => one.number],
      [t("person.court"), (/** @type {any} */ one) => one.court],
      [t("person.article"), (/** @type {any} */ one) => [one.article, one.sentence].filter(Boolean).join("; ")],
      [t("person.until"), (/** @type {any} */ one) => day(one.until)],
    ]} />
    <${Block} title=${t("person.ordersAgainst")} of=${person.ordersAgainst} columns=${ORDER_COLUMNS()} />
    <${Block} title=${t("person.protectedBy")} of=${person.protectedBy} columns=${ORDER_COLUMNS()} />
    <${Block} title=${t("person.releases")} of=${person.releaseNotices} columns=${[
      [t("person.released"), (/** @type {any} */ one) => day(one.releasedOn)],
      [t("case.kind"), (/** @type {any} */ one) => label("ReleaseKind", one.kind)],
      [t("person.expected"), (/** @type {any} */ one) => day(one.plannedArrivalOn)],
      [t("person.arrived"), (/** @type {any} */ one) => day(one.arrivedOn)],
    ]} />
    <${Block} title=${t("person.placements")} of=${person.placements} columns=${[
      [t("person.since"), (/** @type {any} */ one) => day(one.from)],
      [t("person.until"), (/** @type {any} */ one) => day(one.endedOn ?? one.until)],
      [t("person.unit"), (/** @type {any} */ one) => one.unit?.name],
    ]} />
    <${Block} title=${t("person.relatives")} of=${person.relatives} columns=${[
      [t("person.kinship"), (/** @type {any} */ one) => kinship(one.kind)],
      [t("person.title"), (/** @type {any} */ one) => (one.person ? html`<a href=${`/person/${one.person.id}`}>${personName(one.person)}</a>` : "")],
      [t("person.born"), (/** @type {any} */ one) => day(one.person?.birthDate)],
    ]} />
    <${Block} title=${t("person.addresses")} of=${person.addresses} columns=${[
      [t("case.kind"), (/** @type {any} */ one) => label("AddressKind", one.kind)],
      [t("person.address"), (/** @type {any} */ one) => one.text],
      [t("person.since"), (/** @type {any} */ one) => day(one.from)],
      [t("person.until"), (/** @type {any} */ one) => day(one.until)],
    ]} />
    <${NothingOf} names=${[
      [t("person.duties"), person.duties],
      [t("person.registrations"), person.registrations],
      [t("person.cases"), person.cases],
      [t("person.decisions"), person.decisions],
      [t("person.ordersAgainst"), person.ordersAgainst],
      [t("person.protectedBy"), person.protectedBy],
      [t("person.releases"), person.releaseNotices],
      [t("person.placements"), person.placements],
      [t("person.relatives"), person.relatives],
      [t("person.addresses"), person.addresses],
    ]} />
  </div>`;
}

/**
 * A kinship in words; one that no text has is shown as its system says it.
 * @param {string | null} kind
 */
function kinship(kind) {
  const text = t(`kinship.${kind}`);
  return text === `kinship.${kind}` ? (kind ?? "") : text;
}

const ORDER_COLUMNS = () => [
  [t("case.number"), (/** @type {any} */ one) => one.number],
  [t("person.since"), (/** @type {any} */ one) => day(one.issuedOn)],
  [t("person.until"), (/** @type {any} */ one) => day(one.until)],
];

/**
 * The names of blocks of which nothing is shown, in one line.
 * @param {{ names: [string, any][] }} properties
 */
export function NothingOf({ names }) {
  const empty = names.filter(([, of]) => of && !of.nodes.length).map(([name]) => name);
  return empty.length ? html`<p class="empty">${t("person.nothingOf")}: ${empty.join("; ")}.</p>` : null;
}

/**
 * A block of records as a table. Nothing where the caller's schema lacks it or there are none.
 * @param {{ title: string, of: any, columns: any[] }} properties
 */
export function Block({ title, of, columns }) {
  const records = of?.nodes ?? [];
  if (of === undefined || (of && !records.length)) return null;
  return html`<section class="block">
    <h2>${title}</h2>
    ${of === null && html`<p class="withheld">${t("person.withheld")}</p>`}
    ${records.length
      ? html`<table>
          <thead>
            <tr>
              ${columns.map(([name]) => html`<th scope="col">${name}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${records.map(
              (/** @type {any} */ record) => html`<tr key=${record.id}>
                ${columns.map(([, shown]) => html`<td>${shown(record)}</td>`)}
              </tr>`,
            )}
          </tbody>
        </table>`
      : null}
    ${of?.pageInfo?.hasNextPage && html`<p class="note">${t("person.more")}</p>`}
  </section>`;
}

// A case: whose it is, what happened, what is owed, which decisions and notices belong to it.

import { AccessNotes } from "../parts/access_notes.mjs";
import { Deed } from "../parts/deeds.mjs";
import { EnterDeed } from "../parts/enter_deed.mjs";
import { Follow } from "../parts/follow.mjs";
import { ask } from "../graphql.mjs";
import { html, useState } from "../html.mjs";
import { day, moment } from "../dates.mjs";
import { personName } from "../parts/hits.mjs";
import { Block } from "../parts/person_blocks.mjs";
import { askSelected, useAnswer, Waiting } from "../parts/query.mjs";
import { Timeline } from "../parts/timeline.mjs";
import { inSpoken, label, t } from "../texts.mjs";

/** @returns {import("../graphql.mjs").Selection} */
const CASE = () => [
  "Case",
  {
    id: 1,
    number: 1,
    kind: 1,
    status: 1,
    openedOn: 1,
    closedOn: 1,
    subject: ["Person", { id: 1, familyName: 1, givenName: 1, patronymic: 1, birthDate: 1, isMinor: 1 }],
    leadUnit: ["Unit", { name: inSpoken("name") }],
    inspector: ["Inspector", { name: 1, rank: 1 }],
    events: [
      "(first: 100, orderBy: [{at: DESC}])",
      "CaseEvent",
      { id: 1, kind: 1, at: 1, text: 1, victimText: 1, unit: ["Unit", { name: inSpoken("name") }], norm: ["Norm", { code: 1 }] },
    ],
    decisions: ["(first: 50)", "CourtDecision", { id: 1, number: 1, kind: 1, decidedOn: 1, court: 1, article: 1 }],
    duties: [
      "(first: 100, orderBy: [{dueOn: ASC}])",
      "Duty",
      { id: 1, dueOn: 1, doneOn: 1, status: 1, norm: ["Norm", { code: 1, summary: inSpoken("summary") }], unit: ["Unit", { name: inSpoken("name") }] },
    ],
    agencies: ["(first: 20)", "Agency", { id: 1, name: inSpoken("name") }],
  },
];
const BY_NUMBER = "query ($number: String!) { cases(first: 2, where: { number: { eq: $number } }) { nodes { id } } }";

/**
 * The case of a number; null where the caller knows of none. Two of one number are told apart by the search.
 * @param {string} number
 * @param {AbortSignal} signal
 */
async function askCase(number, signal) {
  const { data } = await ask(BY_NUMBER, { number }, { signal });
  const id = data.cases.nodes[0]?.id;
  if (!id) return { data: { case: null }, access: [] };
  return askSelected("query ($id: ID!)", (write) => `case(id: $id) { ${write(CASE())} }`, [CASE()], { id }, signal);
}

/** @param {{ argument: string }} properties */
export default function Case({ argument: number }) {
  const [deed, setDeed] = useState("");
  const asked = useAnswer((signal) => askCase(number, signal), [number]);
  const one = asked.data?.case;
  if (!asked.data) return html`<h1>${t("case.title")}</h1><${Waiting} asked=${asked} />`;
  if (!one) return html`<h1>${t("case.title")}</h1><p class="note">${t("case.unknown")}</p>`;
  return html`
    <div class="record">
      <div class="page-head">
        <h1>${label("CaseKind", one.kind)} № ${one.number}</h1>
        <span class="badge">${label("CaseStatus", one.status)}</span>
      </div>
      <${CaseFacts} one=${one} />
      <div class="tools no-print">
        <${EnterDeed} choose=${aboutCases} onDeed=${setDeed} />
        <${Follow} id=${one.id} onChange=${asked.reload} />
        <button type="button" onClick=${() => print()}>${t("person.print")}</button>
      </div>
      <div class="columns record-columns">
        <div class="work"><${CaseBlocks} one=${one} /><${AccessNotes} access=${asked.access} type="Case" /></div>
        <aside class="side">
          ${deed
            ? html`<${Deed}
                key=${deed}
                name=${deed}
                about=${{ person: one.subject?.id, title: `${personName(one.subject)}, № ${one.number}`, preset: { domesticCase: one.id, inquiry: one.id } }}
                onDone=${asked.reloadAfterDeed}
                onClose=${() => setDeed("")}
              />`
            : html`<${Timeline} of=${one.id} version=${asked.data} />`}
        </aside>
      </div>
    </div>
  `;
}

/** @param {{ one: any }} properties */
function CaseFacts({ one }) {
  const facts = [
    [t("case.subject"), one.subject ? html`<a href=${`/person/${one.subject.id}`}>${personName(one.subject)}</a>` : null],
    [t("case.opened"), day(one.openedOn)],
    [t("case.closed"), day(one.closedOn)],
    [t("person.unit"), one.leadUnit?.name],
    [t("today.inspector"), one.inspector?.name],
    [t("case.agencies"), one.agencies?.nodes.map((/** @type {any} */ agency) => agency.name).join(", ")],
  ].filter(([, value]) => value);
  return html`<dl class="facts">
    ${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}
  </dl>`;
}

/** @param {any[]} forms */
function aboutCases(forms) {
  return forms.filter((form) => form.inputs.some((/** @type {any} */ input) => input.target === "Case" || input.kind === "PERSON"));
}

/** @param {{ one: any }} properties */
function CaseBlocks({ one }) {
  return html`<div>
    <${Block} title=${t("person.duties")} of=${one.duties} columns=${[
      [t("today.due"), (/** @type {any} */ duty) => html`<span class=${duty.status === "OVERDUE" ? "late" : ""}>${day(duty.dueOn)}</span>`],
      [t("today.whatIsOwed"), (/** @type {any} */ duty) => html`${duty.norm?.summary} <small class="norm-code">${duty.norm?.code}</small>`],
      [t("person.who"), (/** @type {any} */ duty) => duty.unit?.name],
      [t("person.status"), (/** @type {any} */ duty) => html`${label("DutyStatus", duty.status)} <small>${day(duty.doneOn)}</small>`],
    ]} />
    <${Block} title=${t("case.events")} of=${one.events} columns=${[
      [t("case.when"), (/** @type {any} */ event) => moment(event.at)],
      [t("case.what"), (/** @type {any} */ event) => label("CaseEventKind", event.kind)],
      [t("case.text"), (/** @type {any} */ event) => [event.text, event.victimText].filter(Boolean).join(" ")],
      [t("person.unit"), (/** @type {any} */ event) => event.unit?.name],
      [t("today.norm"), (/** @type {any} */ event) => event.norm?.code],
    ]} />
    <${Block} title=${t("person.decisions")} of=${one.decisions} columns=${[
      [t("person.decided"), (/** @type {any} */ decision) => day(decision.decidedOn)],
      [t("case.kind"), (/** @type {any} */ decision) => label("DecisionKind", decision.kind)],
      [t("case.number"), (/** @type {any} */ decision) => decision.number],
      [t("person.court"), (/** @type {any} */ decision) => decision.court],
      [t("person.article"), (/** @type {any} */ decision) => decision.article],
    ]} />
  </div>`;
}

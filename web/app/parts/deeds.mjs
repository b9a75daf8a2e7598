// Which works an official may enter, and what the hub knows already of the person or unit they are about.

import { ask } from "../graphql.mjs";
import { html } from "../html.mjs";
import { day, moment } from "../dates.mjs";
import { label, spoken, t, workText } from "../texts.mjs";
import { personName } from "./hits.mjs";
import { askSelected, useAnswer, Waiting } from "./query.mjs";
import { WorkForm } from "./work_form.mjs";

const FORMS = `{ workForms {
  name norms by choices { value norm } inputs { name kind required target choices longest }
} }`;

/** Works about a person in the order in which they are entered in a day; the others follow by title. */
const DAILY = [
  "recordArrival",
  "recordAppearance",
  "recordCheckVisit",
  "reportNoShow",
  "checkArrival",
  "enterInJournal",
  "decideMatch",
  "confirmNotice",
  "holdMeeting",
];

/** What a record that is chosen says of other inputs: a day that somebody else entered already stands. */
const FILLS = /** @type {Record<string, (record: any) => Record<string, any>>} */ ({
  ReleaseNotice: (record) => (record.arrivedOn ? { arrivedOn: record.arrivedOn } : {}),
});

/** @type {Promise<any[]> | null} */
let asked = null;

/** The forms of the mutations that the caller may call. */
export function workForms() {
  asked ??= ask(FORMS).then(
    ({ data }) => data.workForms.map((/** @type {any} */ form) => arranged(form)),
    (error) => {
      asked = null;
      throw error;
    },
  );
  return asked;
}

/** Forget the forms: another purpose or another official may have others. */
export function forgetForms() {
  asked = null;
}

/**
 * What is asked first stands first: what must be said, then what may be, words last.
 * @param {any} form
 */
function arranged(form) {
  const rank = (/** @type {any} */ input) => (input.kind === "LINE" || input.kind === "LINES" ? 2 : 0) + (input.required ? 0 : 1);
  return { ...form, inputs: [...form.inputs].sort((one, other) => rank(one) - rank(other)) };
}

/**
 * The works about a person, the daily ones first.
 * @param {any[]} forms
 */
export function aboutPersons(forms) {
  const targets = new Set(["Person", "Registration", "ReleaseNotice", "Case", "SpecialPlacement"]);
  const about = forms.filter((form) => form.inputs.some((/** @type {any} */ input) => input.required && (input.kind === "PERSON" || targets.has(input.target))));
  const place = (/** @type {any} */ form) => (DAILY.indexOf(form.name) + DAILY.length + 1) % (DAILY.length + 1);
  return about.sort((one, other) => place(one) - place(other) || workText(one.name).title.localeCompare(workText(other.name).title));
}

/** @type {import("../graphql.mjs").Selection} */
const RECORDS_OF_PERSON = [
  "Person",
  {
    id: 1,
    familyName: 1,
    givenName: 1,
    patronymic: 1,
    registrations: ["(first: 50, where: {status: {eq: OPEN}})", "Registration", { id: 1, category: 1, registeredOn: 1 }],
    releaseNotices: ["(first: 20)", "ReleaseNotice", { id: 1, releasedOn: 1, plannedArrivalOn: 1, arrivedOn: 1 }],
    decisions: ["(first: 50)", "CourtDecision", { id: 1, number: 1, kind: 1, decidedOn: 1 }],
    cases: ["(first: 50)", "Case", { id: 1, number: 1, kind: 1 }],
    placements: ["(first: 20)", "SpecialPlacement", { id: 1, from: 1, until: 1 }],
    addresses: ["(first: 20)", "Address", { id: 1, text: 1 }],
    matches: ["(first: 20, orderBy: [{foundAt: DESC}])", "ProactiveMatch", { id: 1, register: 1, foundAt: 1, decision: 1 }],
  },
];

/** How a record is named where one is chosen. */
const TITLES = /** @type {Record<string, (record: any) => string>} */ ({
  Registration: (record) => `${label("RegisterCategory", record.category)}, ${day(record.registeredOn)}`,
  ReleaseNotice: (record) => t("form.release", { day: day(record.releasedOn) || day(record.plannedArrivalOn) }),
  CourtDecision: (record) => `${label("DecisionKind", record.kind)} № ${record.number ?? ""}, ${day(record.decidedOn)}`,
  Case: (record) => `${label("CaseKind", record.kind)} № ${record.number ?? ""}`,
  SpecialPlacement: (record) => `${day(record.from)} – ${day(record.until)}`,
  Address: (record) => record.text ?? "",
  ProactiveMatch: (record) => `${label("ProactiveRegister", record.register)}, ${moment(record.foundAt)}`,
  ReportMeeting: (record) => `${moment(record.plannedFor)}, ${record.place ?? ""}`,
  Complaint: (record) => `${day(record.receivedOn)}: ${record.text ?? ""}`,
});

/**
 * What the hub knows already of a person, for a form: the person, and the records from which one is chosen.
 * @param {string} person
 * @returns {Promise<import("./work_form.mjs").WorkContext>}
 */
export async function contextOfPerson(person) {
  const { data } = await askSelected(
    "query ($id: ID!)",
    (write) => `person(id: $id) { ${write(RECORDS_OF_PERSON)} }`,
    [RECORDS_OF_PERSON],
    { id: person },
  );
  const known = data.person ?? {};
  const of = (/** @type {string} */ type, /** @type {any} */ connection) =>
    (connection?.nodes ?? []).map((/** @type {any} */ record) => ({ id: record.id, title: TITLES[type](record), fills: FILLS[type]?.(record) }));
  return {
    title: personName(data.person),
    preset: { person },
    records: {
      Registration: of("Registration", known.registrations),
      ReleaseNotice: of("ReleaseNotice", known.releaseNotices),
      CourtDecision: of("CourtDecision", known.decisions),
      Case: of("Case", known.cases),
      SpecialPlacement: of("SpecialPlacement", known.placements),
      Address: of("Address", known.addresses),
      ProactiveMatch: of("ProactiveMatch", { nodes: (known.matches?.nodes ?? []).filter((/** @type {any} */ match) => !match.decision || match.decision === "PENDING") }),
    },
  };
}

/** The report meetings and complaints of the caller's precincts. */
async function contextOfUnit() {
  const meeting = "id plannedFor place complaints(first: 20) { nodes { id receivedOn text } }";
  try {
    const { data } = await ask(
      `{ precincts(first: 200) { nodes { meetings(first: 10, orderBy: [{ plannedFor: DESC }]) { nodes { ${meeting} } } } } }`,
    );
    const meetings = data.precincts.nodes.flatMap((/** @type {any} */ precinct) => precinct.meetings?.nodes ?? []);
    const complaints = meetings.flatMap((/** @type {any} */ one) => one.complaints?.nodes ?? []);
    return { records: { ReportMeeting: titled("ReportMeeting", meetings), Complaint: titled("Complaint", complaints) } };
  } catch {
    // A role that sees no meetings has none to choose from.
    return { records: {} };
  }
}

/**
 * @param {string} type
 * @param {any[]} records
 */
function titled(type, records) {
  const one = new Map(records.map((record) => [record.id, { id: record.id, title: TITLES[type](record) }]));
  return [...one.values()];
}

/**
 * What the hub knows for a form: of the person, of the unit, and what the place where it was opened names. A duty's
 * norm says which of several works it is.
 * @param {any} form
 * @param {{ person?: string | null, preset?: Record<string, any>, title?: string, norm?: string }} about
 */
export async function contextFor(form, about) {
  const takesPerson = form.inputs.some((/** @type {any} */ input) => input.kind === "PERSON" || input.name === "person");
  const ofMeetings = form.inputs.some((/** @type {any} */ input) => ["ReportMeeting", "Complaint"].includes(input.target));
  const [ofPerson, ofUnit] = await Promise.all([
    about.person ? contextOfPerson(about.person) : Promise.resolve({ preset: {}, records: {}, title: undefined }),
    ofMeetings ? contextOfUnit() : Promise.resolve({ records: {} }),
  ]);
  const names = new Set(form.inputs.map((/** @type {any} */ input) => input.name));
  const choice = form.choices.find((/** @type {any} */ one) => one.norm === about.norm);
  const preset = { ...(takesPerson ? ofPerson.preset : {}), ...about.preset };
  return {
    title: about.title ?? ofPerson.title,
    first: form.by && choice ? { [form.by]: choice.value } : {},
    preset: Object.fromEntries(Object.entries(preset).filter(([name]) => names.has(name))),
    records: { ...ofPerson.records, ...ofUnit.records },
  };
}

/**
 * A deed beside the list: its form with what the hub knows.
 * @param {{ name: string, about: { person?: string | null, preset?: Record<string, any>, title?: string, norm?: string }, onDone: (done: any) => void, onClose: () => void }} properties
 */
export function Deed({ name, about, onDone, onClose }) {
  const asked = useAnswer(
    async () => {
      const form = (await workForms()).find((one) => one.name === name);
      return { data: { form, context: form && (await contextFor(form, about)) }, access: [] };
    },
    [name, about.person, JSON.stringify(about.preset), spoken()],
  );
  if (!asked.data) return html`<${Waiting} asked=${asked} />`;
  const { form, context } = asked.data;
  if (!form) return html`<p class="note" role="alert">${t("form.notYours")}</p>`;
  return html`<${WorkForm} form=${form} context=${context} onDone=${onDone} onClose=${onClose} />`;
}

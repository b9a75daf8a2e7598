// The values of a form: what they are at first, what is wrong with them, and how they go to the hub.

import { dayOf, today, ZONE } from "../dates.mjs";
import { t } from "../texts.mjs";

/** @typedef {import("./work_form.mjs").WorkFormDeclaration} WorkFormDeclaration */

const GRAPHQL_TYPES = {
  PERSON: "ID",
  RECORD: "ID",
  RECORDS: "[ID!]",
  DAY: "Date",
  MOMENT: "DateTime",
  LINE: "String",
  LINES: "[String!]",
  NUMBER: "Int",
  FLAG: "Boolean",
  KEY: "String",
};

/** Days that are most often today, of the works that are entered daily. */
const TODAY_AT_FIRST = new Set(["arrivedOn", "doneOn", "heldOn", "closedOn", "registeredOn", "assessedOn", "endedOn", "answeredOn"]);
/** Days that may lie ahead. */
const MAY_COME = new Set(["plannedArrivalOn", "plannedFor", "until", "since", "period", "releasedOn"]);

/**
 * What a form holds before anything is entered.
 * @param {WorkFormDeclaration} form
 * @param {import("./work_form.mjs").WorkContext} context
 * @returns {Record<string, any>}
 */
export function firstValues(form, context) {
  /** @type {Record<string, any>} */
  const values = {};
  for (const input of form.inputs) {
    const records = context.records?.[input.target ?? ""] ?? [];
    if (input.kind === "KEY") values[input.name] = crypto.randomUUID();
    else if (input.kind === "DAY" && TODAY_AT_FIRST.has(input.name)) values[input.name] = today();
    else if (input.kind === "MOMENT" && input.name === "at") values[input.name] = nowInZone();
    else if (input.kind === "FLAG") values[input.name] = false;
    else if (input.kind === "RECORD" && input.required && records.length === 1) values[input.name] = records[0].id;
    else values[input.name] = input.kind === "RECORDS" || input.kind === "LINES" ? [] : "";
  }
  const all = { ...values, ...(context.first ?? {}), ...(context.preset ?? {}) };
  return form.inputs.reduce((before, input) => ({ ...before, ...filledBy(form, context, input.name, before[input.name]) }), all);
}

/**
 * What the record chosen in one input says of the others.
 * @param {WorkFormDeclaration} form
 * @param {import("./work_form.mjs").WorkContext} context
 * @param {string} name
 * @param {any} value
 * @returns {Record<string, any>}
 */
export function filledBy(form, context, name, value) {
  const target = form.inputs.find((input) => input.name === name)?.target ?? "";
  const fills = context.records?.[target]?.find((record) => record.id === value)?.fills ?? {};
  return Object.fromEntries(Object.entries(fills).filter(([key]) => form.inputs.some((input) => input.name === key)));
}

/** Now in Kazakhstan, as a field for date and time holds it. */
function nowInZone() {
  return new Date().toLocaleString("sv-SE", { timeZone: ZONE }).slice(0, 16).replace(" ", "T");
}

/**
 * What is wrong, by input. An empty object where all can be sent.
 * @param {WorkFormDeclaration} form
 * @param {Record<string, any>} values
 * @returns {Record<string, string>}
 */
export function checked(form, values) {
  /** @type {Record<string, string>} */
  const problems = {};
  for (const input of form.inputs) {
    const problem = problemOf(input, values[input.name]);
    if (problem) problems[input.name] = problem;
  }
  return problems;
}

/**
 * @param {import("./work_form.mjs").WorkInput} input
 * @param {any} value
 */
function problemOf(input, value) {
  const empty = value === "" || value === null || value === undefined || (Array.isArray(value) && !value.length);
  if (empty) return input.required && input.kind !== "FLAG" ? t("form.needed") : null;
  if (input.kind === "DAY" && !MAY_COME.has(input.name) && value > today()) return t("form.inFuture");
  if (input.kind === "MOMENT" && !MAY_COME.has(input.name) && value > nowInZone()) return t("form.inFuture");
  if (input.kind === "NUMBER" && !/^\d+$/.test(String(value))) return t("form.noNumber");
  if (input.longest && String(value).length > input.longest) return t("form.tooLong", { longest: input.longest });
  return null;
}

/**
 * How values go to the hub: variables alone, never a text made of what was typed.
 * @param {WorkFormDeclaration} form
 * @param {Record<string, any>} values
 */
export function variablesOf(form, values) {
  /** @type {Record<string, any>} */
  const variables = {};
  const heads = [];
  const passed = [];
  for (const input of form.inputs) {
    const value = sentValue(input, values[input.name]);
    if (value === undefined) continue;
    const type = input.kind === "CHOICE" ? input.target : /** @type {any} */ (GRAPHQL_TYPES)[input.kind];
    heads.push(`$${input.name}: ${type}${input.required ? "!" : ""}`);
    passed.push(`${input.name}: $${input.name}`);
    variables[input.name] = value;
  }
  return { heads: heads.join(", "), passed: passed.join(", "), variables };
}

/**
 * @param {import("./work_form.mjs").WorkInput} input
 * @param {any} value
 */
function sentValue(input, value) {
  if (input.kind === "FLAG") return !!value;
  if (value === "" || value === null || value === undefined) return undefined;
  if (Array.isArray(value) && !value.length && !input.required) return undefined;
  if (input.kind === "NUMBER") return Number(value);
  if (input.kind === "MOMENT") return momentOf(value);
  return value;
}

/**
 * A time of Kazakhstan's clocks as a moment (RFC 3339). What the zone's offset was then is asked of the browser.
 * @param {string} local `YYYY-MM-DDTHH:MM`
 */
export function momentOf(local) {
  const asUtc = Date.parse(`${local}:00Z`);
  const shown = new Date(asUtc).toLocaleString("sv-SE", { timeZone: ZONE }).replace(" ", "T");
  const offset = Date.parse(`${shown}Z`) - asUtc;
  return new Date(Math.min(asUtc - offset, dayOf(new Date()) === local.slice(0, 10) ? Date.now() : Infinity)).toISOString();
}

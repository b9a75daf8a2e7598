// The one door: pages ask the same endpoint as every partner, with the signed-in official's rights.

import { tellEnd } from "./session.mjs";
import { spoken } from "./texts.mjs";

const ACCEPT = "application/graphql-response+json, application/json";

/** Fires `away` (with the code) when hub, graph or log cannot answer, and `back` when they do again. */
export const hubEvents = new EventTarget();
const AWAY = new Set(["UNREACHABLE", "GRAPH_DOWN", "LOG_DOWN"]);
/** After how long it is looked again whether the hub can answer, each time later. */
const LOOK_MS = [1_000, 2_000, 4_000, 8_000, 15_000];
let looks = 0;
let timer = 0;

/** What the hub refused, by its code. */
export class HubError extends Error {
  /**
   * @param {string} code
   * @param {string} message in the reader's language
   * @param {any[]} [errors]
   */
  constructor(code, message, errors = []) {
    super(message);
    this.code = code;
    this.errors = errors;
  }
}

/**
 * What was withheld at a place of the answer (docs/source/access.md, "What the answer says").
 * @typedef {{ path: string[], release: string, reason: string, norms: string[], ask?: string[], rows: number }} AccessNote
 */

/**
 * Ask one operation.
 * @param {string} query
 * @param {Record<string, unknown>} [variables]
 * @param {{ signal?: AbortSignal }} [how]
 * @returns {Promise<{ data: any, access: AccessNote[] }>}
 * @throws {HubError}
 */
export async function ask(query, variables = {}, { signal } = {}) {
  let answer;
  let body;
  try {
    answer = await fetch("/graphql", {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: ACCEPT, "Accept-Language": spoken() },
      body: JSON.stringify({ query, variables }),
      signal,
    });
    body = await answer.json();
  } catch (error) {
    if (signal?.aborted) throw error;
    throw away(new HubError("UNREACHABLE", ""));
  }
  if (answer.status === 401) {
    tellEnd();
    throw new HubError("UNAUTHENTICATED", "");
  }
  if (body.errors?.length) {
    const first = body.errors[0];
    throw away(new HubError(first.extensions?.code ?? "INTERNAL", first.message, body.errors));
  }
  looks = 0;
  hubEvents.dispatchEvent(new Event("back"));
  return { data: body.data, access: body.extensions?.access ?? [] };
}

/** @param {HubError} error */
function away(error) {
  if (AWAY.has(error.code)) tellAway(error.code);
  return error;
}

/**
 * Tell the page that the hub cannot answer, and look until it can.
 * @param {string} code
 */
export function tellAway(code) {
  hubEvents.dispatchEvent(new CustomEvent("away", { detail: code }));
  lookAgain();
}

/** Look whether the hub can answer until it can, so that the page goes on by itself. */
function lookAgain() {
  if (timer) return;
  timer = setTimeout(async () => {
    timer = 0;
    const answers = await fetch("/readyz").then(({ ok }) => ok, () => false);
    if (answers) hubEvents.dispatchEvent(new Event("back"));
    else lookAgain();
  }, LOOK_MS[Math.min(looks, LOOK_MS.length - 1)]);
  looks += 1;
}

/** @type {Map<string, Promise<Map<string, Set<string>>>>} */
const askedTypes = new Map();

/**
 * The names of the fields that each type has for this caller. What a role can never be given is in no schema of its.
 * @param {string[]} types
 * @returns {Promise<Map<string, Set<string>>>}
 */
export function fieldsOf(types) {
  const key = types.join(" ");
  const known = askedTypes.get(key);
  if (known) return known;
  const parts = types.map((type, place) => `t${place}: __type(name: "${type}") { fields { name } }`);
  const asked = ask(`{ ${parts.join(" ")} }`).then(({ data }) => {
    const names = (/** @type {number} */ place) => (data[`t${place}`]?.fields ?? []).map((/** @type {any} */ field) => field.name);
    return new Map(types.map((type, place) => [type, new Set(names(place))]));
  });
  askedTypes.set(key, asked);
  asked.catch(() => askedTypes.delete(key));
  return asked;
}

/** Forget what the schema was: a new purpose may release other fields. */
export function forgetSchema() {
  askedTypes.clear();
}

/**
 * A selection as a tree: `["Person", { id: 1, region: ["Region", { name: "name(language: KK)" }] }]`. A value says
 * how the field is written where it has arguments; a list leads on to another type.
 * @typedef {[string, Record<string, any>]} Selection
 */

/** @param {Selection} selection */
export function typesOf([type, fields]) {
  /** @type {string[]} */
  const types = [type];
  for (const value of Object.values(fields)) {
    if (Array.isArray(value)) types.push(...typesOf(/** @type {Selection} */ (value.slice(-2))));
  }
  return [...new Set(types)];
}

/**
 * The selection as GraphQL, without what the caller's schema lacks. A connection's selection is
 * `[arguments, type, fields]`, and is asked through `nodes`.
 * @param {Selection} selection
 * @param {Map<string, Set<string>>} schema
 * @returns {string}
 */
export function written([type, fields], schema) {
  const visible = schema.get(type) ?? new Set();
  const parts = [];
  for (const [name, value] of Object.entries(fields)) {
    if (!visible.has(name)) continue;
    if (!Array.isArray(value)) parts.push(typeof value === "string" ? value : name);
    else if (value.length === 3) {
      const inner = written([value[1], value[2]], schema);
      parts.push(`${name}${value[0]} { nodes { ${inner} } pageInfo { hasNextPage } }`);
    } else parts.push(`${name} { ${written([value[0], value[1]], schema)} }`);
  }
  return parts.length ? parts.join(" ") : "__typename";
}

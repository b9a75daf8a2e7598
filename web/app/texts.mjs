// The texts of the pages in three languages. They are data (web/texts); a test holds that all have the same keys.

export const LANGUAGES = ["kk", "ru", "en"];
const FILES = ["pages", "work", "enums", "fields", "roles", "errors"];

/** @type {Record<string, any>} */
let texts = {};
let language = "kk";

/** The first of the browser's languages that the pages have. */
export function browserLanguage() {
  const wished = navigator.languages.map((tag) => tag.slice(0, 2).toLowerCase());
  return wished.find((tag) => LANGUAGES.includes(tag)) ?? "kk";
}

/**
 * Load the texts of a language, and speak it from now on.
 * @param {string} wished
 */
export async function speak(wished) {
  const loads = FILES.map(async (file) => {
    const answer = await fetch(`/assets/texts/${wished}/${file}.json`);
    return answer.ok ? answer.json() : {};
  });
  const parts = await Promise.all(loads);
  texts = Object.fromEntries(FILES.map((file, place) => [file, parts[place]]));
  language = wished;
  document.documentElement.lang = wished;
}

/** The language that is spoken. */
export function spoken() {
  return language;
}

/**
 * A field that the hub keeps in three languages, asked in the one that is spoken.
 * @param {string} field
 */
export function inSpoken(field) {
  return `${field}(language: ${language.toUpperCase()})`;
}

/**
 * A text of the pages by its key, with `{name}` replaced by values. A key without a text shows itself.
 * @param {string} key as `part.name`
 * @param {Record<string, string | number>} [values]
 * @returns {string}
 */
export function t(key, values = {}) {
  const text = lookUp(texts.pages, key);
  if (typeof text !== "string") return key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}

/**
 * The label of a value of a closed list.
 * @param {string} type name of the enum
 * @param {string | null | undefined} value
 * @returns {string}
 */
export function label(type, value) {
  if (value === null || value === undefined) return "";
  return lookUp(texts.enums, `${type}.${value}`) ?? value;
}

/**
 * The label of a field of a type.
 * @param {string} type
 * @param {string} name
 * @returns {string}
 */
export function fieldLabel(type, name) {
  return texts.fields?.types?.[type]?.fields?.[name] ?? texts.fields?.fields?.[name] ?? name;
}

/** @param {string | null | undefined} role */
export function roleLabel(role) {
  return role ? (texts.roles?.[role] ?? role) : "";
}

/**
 * What is said of a mutation of the work: its title, its inputs' labels, hints.
 * @param {string} name
 */
export function workText(name) {
  const work = texts.work ?? {};
  const own = work.mutations?.[name] ?? {};
  return { title: own.title ?? name, inputs: own.inputs ?? {}, hints: { ...work.hints, ...own.hints }, done: own.done ?? null };
}

/**
 * The label of an input of a mutation: its own, else the one that mutations share.
 * @param {string} mutation
 * @param {string} input
 */
export function inputLabel(mutation, input) {
  return workText(mutation).inputs[input] ?? texts.work?.inputs?.[input] ?? input;
}

/**
 * @param {any} tree
 * @param {string} path
 */
function lookUp(tree, path) {
  return path.split(".").reduce((node, key) => (node === null || node === undefined ? undefined : node[key]), tree);
}

/**
 * The name of a type of record.
 * @param {string} type
 * @returns {string}
 */
export function typeLabel(type) {
  return texts.fields?.types?.[type]?.name ?? type;
}

/**
 * What an error says to an official; undefined where the hub's own words are for people already.
 * @param {string} code
 * @returns {string | undefined}
 */
export function errorWords(code) {
  return texts.errors?.[code];
}

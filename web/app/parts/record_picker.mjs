// Choosing a record: of those that the page shows already, of a short list of the hub's, or by searching.

import { ask } from "../graphql.mjs";
import { html, useEffect, useState } from "../html.mjs";
import { inSpoken, t } from "../texts.mjs";
import { hitTitle, SEARCH } from "./hits.mjs";
import { useAnswer, Waiting } from "./query.mjs";

/** Root fields that list the public records of a type, and the field by which a person knows one. */
const LISTED = /** @type {Record<string, [string, string]>} */ ({
  Region: ["regions", "name"],
  Agency: ["agencies", "name"],
  Unit: ["units", "name"],
  AdaptationCenter: ["adaptationCenters", "name"],
  Inspector: ["inspectors", "name"],
  Precinct: ["precincts", "number"],
});
const MOST_LISTED = 500;
const SEARCHED = /** @type {Record<string, string>} */ ({ Person: "PERSON", Case: "CASE", CourtDecision: "DECISION" });

/** @param {{ input: any, shared: any, value: any, records?: any[], onChange: (value: any) => void }} properties */
export function RecordPicker({ input, shared, value, records, onChange }) {
  const target = input.target ?? "Person";
  if (records) return html`<${Choice} shared=${shared} many=${input.kind === "RECORDS"} listed=${records} value=${value} onChange=${onChange} />`;
  if (target in LISTED) return html`<${ListedRecord} target=${target} input=${input} shared=${shared} value=${value} onChange=${onChange} />`;
  if (target in SEARCHED) {
    return html`<${SearchedRecord} type=${SEARCHED[target]} shared=${shared} value=${value} onChange=${onChange} />`;
  }
  return html`<p class="note">${t("form.noRecords")}</p>`;
}

/** @param {{ target: string, input: any, shared: any, value: any, onChange: (value: any) => void }} properties */
function ListedRecord({ target, input, shared, value, onChange }) {
  const [root, title] = LISTED[target];
  const argument = title === "name" && target !== "Inspector" ? inSpoken("name") : title;
  const asked = useAnswer((signal) => ask(`{ ${root}(first: ${MOST_LISTED}) { nodes { id title: ${argument} } } }`, {}, { signal }), [target]);
  if (!asked.data) return html`<${Waiting} asked=${asked} />`;
  return html`<${Choice} shared=${shared} many=${input.kind === "RECORDS"} listed=${asked.data[root].nodes} value=${value} onChange=${onChange} />`;
}

/** @param {{ shared: any, many: boolean, listed: any[], value: any, onChange: (value: any) => void }} properties */
function Choice({ shared, many, listed, value, onChange }) {
  if (many) {
    const chosen = new Set(value);
    return html`<fieldset class="choices" ...${{ ...shared, name: undefined }}>
      ${listed.map(
        (record) => html`<label class="choice">
          <input
            type="checkbox"
            checked=${chosen.has(record.id)}
            onChange=${(/** @type {any} */ event) =>
              onChange(event.target.checked ? [...value, record.id] : value.filter((/** @type {string} */ id) => id !== record.id))}
          />
          ${record.title}
        </label>`,
      )}
    </fieldset>`;
  }
  if (!listed.length) return html`<p class="note" id=${shared.id}>${t("form.noRecords")}</p>`;
  return html`<select ...${shared} value=${value} onChange=${(/** @type {any} */ event) => onChange(event.target.value)}>
    <option value="">${t("form.choose")}</option>
    ${listed.map((record) => html`<option value=${record.id}>${record.title}</option>`)}
  </select>`;
}

/** @param {{ type: string, shared: any, value: string, onChange: (value: any) => void }} properties */
function SearchedRecord({ type, shared, value, onChange }) {
  const [text, setText] = useState("");
  const [hits, setHits] = useState(/** @type {any[]} */ ([]));
  useEffect(() => {
    if (text.trim().length < 2) return setHits([]);
    const controller = new AbortController();
    ask(SEARCH, { text, types: [type], first: 8 }, { signal: controller.signal }).then(
      ({ data }) => setHits(data.search.hits),
      () => {},
    );
    return () => controller.abort();
  }, [text]);
  return html`<div>
    <input
      ...${shared}
      type="search"
      autocomplete="off"
      value=${text}
      placeholder=${t("search.placeholder")}
      onInput=${(/** @type {any} */ event) => setText(event.target.value)}
    />
    <fieldset class="choices" hidden=${!hits.length}>
      <legend class="hidden">${t("search.hits")}</legend>
      ${hits.map(
        (/** @type {any} */ { record }) => html`<label class="choice">
          <input type="radio" name=${`${shared.name}-hit`} checked=${value === record.id} onChange=${() => onChange(record.id)} />
          ${hitTitle(record)}
        </label>`,
      )}
    </fieldset>
  </div>`;
}

// What happened to a person or in a case, by day, the newest first.

import { html, useState } from "../html.mjs";
import { day, time } from "../dates.mjs";
import { inSpoken, label, t } from "../texts.mjs";
import { ask, fieldsOf, written } from "../graphql.mjs";
import { useAnswer, Waiting } from "./query.mjs";

const MOST = 200;
const AT_FIRST = 20;

/** What is told of a record beside what happened, by its type. @returns {Record<string, Record<string, any>>} */
const DETAILS = () => ({
  Registration: { category: 1 },
  CourtDecision: { decisionKind: "decisionKind: kind", number: 1 },
  Case: { caseKind: "caseKind: kind", number: 1 },
  CaseEvent: { eventKind: "eventKind: kind", text: 1 },
  Notice: { text: 1, norm: ["Norm", { code: 1 }] },
  Duty: { norm: ["Norm", { code: 1, summary: inSpoken("summary") }] },
  ProactiveMatch: { register: 1 },
  RegisterEvent: { register: 1, text: 1 },
});
/** The field that an alias of a detail stands for. */
const ALIASED = /** @type {Record<string, string>} */ ({ decisionKind: "kind", caseKind: "kind", eventKind: "kind" });

/**
 * @param {string} of
 * @param {AbortSignal} signal
 */
async function askTimeline(of, signal) {
  const details = DETAILS();
  const types = Object.keys(details);
  const schema = await fieldsOf([...types, "Norm"].sort());
  const parts = types
    .filter((type) => schema.get(type)?.size)
    .map((type) => {
      const fields = new Set(schema.get(type));
      for (const [alias, field] of Object.entries(ALIASED)) if (fields.has(field)) fields.add(alias);
      return `... on ${type} { ${written([type, details[type]], new Map([...schema, [type, fields]]))} }`;
    });
  const query = `query ($of: [ID!]!, $first: Int) {
    timeline(of: $of, first: $first) {
      items { at day isDay kind record { __typename id ${parts.join(" ")} } }
      pageInfo { hasNextPage }
    }
  }`;
  return ask(query, { of: [of], first: MOST }, { signal });
}

/** @param {{ of: string, version: unknown }} properties asked anew when `version` changes */
export function Timeline({ of, version }) {
  const [all, setAll] = useState(false);
  const asked = useAnswer((signal) => askTimeline(of, signal), [of, version]);
  const items = [...(asked.data?.timeline.items ?? [])].reverse();
  const shown = all ? items : items.slice(0, AT_FIRST);
  return html`<section class="timeline">
    <h2>${t("timeline.title")}</h2>
    <${Waiting} asked=${asked} />
    ${asked.data && !items.length && html`<p class="empty">${t("today.none")}</p>`}
    <ol>
      ${shown.map(
        (item) => html`<li key=${`${item.record.id}:${item.kind}`}>
          <span class="when">${day(item.day)}${item.isDay ? "" : `, ${time(item.at)}`}</span>
          <span>${whatHappened(item)}</span>
        </li>`,
      )}
    </ol>
    ${items.length > shown.length &&
    html`<button type="button" class="no-print" onClick=${() => setAll(true)}>${t("timeline.all", { count: items.length })}</button>`}
    ${asked.data?.timeline.pageInfo.hasNextPage && html`<p class="note">${t("timeline.more", { count: MOST })}</p>`}
  </section>`;
}

/** @param {any} item */
function whatHappened({ kind, record }) {
  const what = kind === "CASE_EVENT" && record.eventKind ? label("CaseEventKind", record.eventKind) : t(`timeline.${kind}`);
  const details = [
    label("RegisterCategory", record.category),
    label("DecisionKind", record.decisionKind),
    label("CaseKind", record.caseKind),
    label("ProactiveRegister", record.register),
    record.number && `№ ${record.number}`,
    record.norm?.summary ?? record.norm?.code,
    record.text,
  ].filter(Boolean);
  return html`${what}${details.length ? html`<br /><small>${details.join(", ")}</small>` : null}`;
}

// Who read whom, for those who watch over it: emergencies to review, readings, the norms used, the state of the log.

import { ask } from "../graphql.mjs";
import { html, useEffect, useState } from "../html.mjs";
import { day, moment, number, today } from "../dates.mjs";
import { purposeName } from "../parts/purpose.mjs";
import { useAnswer, Waiting } from "../parts/query.mjs";
import { label, roleLabel, t } from "../texts.mjs";

const EMERGENCIES = "{ unreviewedEmergencies { place time caller role agency reason case persons reviewDue } }";
const READINGS = `query ($since: DateTime, $until: DateTime, $kind: ReadingKind, $after: String) {
  accessLog(since: $since, until: $until, kind: $kind, first: 50, after: $after) {
    nodes { place kind time role agency purpose case caller persons norms command }
    hasNextPage
    endCursor
  }
}`;
const NORMS = "query ($since: DateTime, $until: DateTime) { accessNorms(since: $since, until: $until) { norm answers } }";
const KINDS = ["READ", "EMERGENCY", "REVIEWED", "REFUSED", "INTENT", "DONE", "FAILED", "FOUND_WRITTEN", "FOUND_UNWRITTEN"];

export default function Audit() {
  const [from, setFrom] = useState(today());
  const [until, setUntil] = useState(today());
  const period = { since: startOf(from), until: startOf(nextDay(until)) };
  return html`<div>
    <h1>${t("audit.title")}</h1>
    <${LogState} />
    <${Emergencies} />
    <form class="filters" onSubmit=${(/** @type {Event} */ event) => event.preventDefault()}>
      <label><span>${t("audit.from")}</span> <input type="date" max=${until} value=${from} onChange=${(/** @type {any} */ event) => setFrom(event.target.value || today())} /></label>
      <label><span>${t("audit.until")}</span> <input type="date" min=${from} max=${today()} value=${until} onChange=${(/** @type {any} */ event) => setUntil(event.target.value || today())} /></label>
    </form>
    <${Readings} key=${`${from}:${until}`} period=${period} />
    <${Norms} key=${`norms:${from}:${until}`} period=${period} />
  </div>`;
}

/**
 * The first moment of a day in Kazakhstan, which has had one offset since 1 March 2024 (UTC+5).
 * @param {string} iso
 */
function startOf(iso) {
  return `${iso}T00:00:00+05:00`;
}

/** @param {string} iso */
function nextDay(iso) {
  return new Date(Date.parse(iso) + 86_400_000).toISOString().slice(0, 10);
}

/** Whether the log can be written and the graph answers, as the hub tells a watcher. */
function LogState() {
  const [state, setState] = useState(/** @type {any} */ (null));
  useEffect(() => {
    fetch("/readyz").then(
      async (answer) => setState(await answer.json()),
      () => setState({}),
    );
  }, []);
  if (!state) return null;
  const good = state.accessLog === "ok" && state.graph === "ok";
  return html`<p class=${good ? "note good" : "error"} role="status">
    ${good ? t("audit.logGood") : t("audit.logBad")}
  </p>`;
}

function Emergencies() {
  const asked = useAnswer((signal) => ask(EMERGENCIES, {}, { signal }), []);
  const readings = asked.data?.unreviewedEmergencies ?? [];
  return html`<section class="block">
    <h2>${t("today.emergencies")}</h2>
    <${Waiting} asked=${asked} />
    ${asked.data && !readings.length && html`<p class="empty">${t("today.none")}</p>`}
    ${readings.length
      ? html`<table>
          <thead>
            <tr>
              ${["time", "who", "reason", "persons", "reviewDue"].map((name) => html`<th scope="col">${t(`audit.${name}`)}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${readings.map(
              (/** @type {any} */ reading) => html`<tr key=${reading.place}>
                <td>${moment(reading.time)}</td>
                <td>${who(reading)}</td>
                <td>${reading.reason} ${reading.case && html`<small>№ ${reading.case}</small>`}</td>
                <td>${number(reading.persons.length)}</td>
                <td class=${reading.reviewDue < today() ? "late" : ""}>${day(reading.reviewDue)}</td>
              </tr>`,
            )}
          </tbody>
        </table>`
      : null}
  </section>`;
}

/** @param {{ period: any }} properties */
function Readings({ period }) {
  const [kind, setKind] = useState("");
  const [pages, setPages] = useState(/** @type {(string | null)[]} */ ([null]));
  const after = pages[pages.length - 1];
  const asked = useAnswer((signal) => ask(READINGS, { ...period, kind: kind || null, after }, { signal }), [kind, after]);
  const readings = asked.data?.accessLog.nodes ?? [];
  return html`<section class="block" aria-busy=${asked.loading ? "true" : undefined}>
    <h2>${t("audit.readings")}</h2>
    <label><span>${t("audit.kind")}</span>${" "}
      <select value=${kind} onChange=${(/** @type {any} */ event) => { setKind(event.target.value); setPages([null]); }}>
        <option value="">${t("audit.allKinds")}</option>
        ${KINDS.map((name) => html`<option value=${name}>${label("ReadingKind", name)}</option>`)}
      </select>
    </label>
    <${Waiting} asked=${asked} />
    ${asked.data && !readings.length && html`<p class="empty">${t("today.none")}</p>`}
    ${readings.length
      ? html`<table>
          <thead>
            <tr>
              ${["time", "kind", "who", "purpose", "persons", "norms"].map((name) => html`<th scope="col">${t(`audit.${name}`)}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${readings.map(
              (/** @type {any} */ reading, /** @type {number} */ place) => html`<tr key=${reading.place ?? place}>
                <td>${moment(reading.time)}</td>
                <td>${label("ReadingKind", reading.kind)}</td>
                <td>${who(reading)}</td>
                <td>${reading.command ?? (reading.purpose ? purposeName(reading.purpose) : "")} ${reading.case && html`<small>№ ${reading.case}</small>`}</td>
                <td><${Persons} ids=${reading.persons} /></td>
                <td>${reading.norms.join(", ")}</td>
              </tr>`,
            )}
          </tbody>
        </table>`
      : null}
    <p class="actions no-print">
      ${pages.length > 1 && html`<button type="button" onClick=${() => setPages(pages.slice(0, -1))}>${t("audit.earlier")}</button>`}
      ${asked.data?.accessLog.hasNextPage &&
      html`<button type="button" onClick=${() => setPages([...pages, asked.data.accessLog.endCursor])}>${t("audit.later")}</button>`}
    </p>
  </section>`;
}

/** @param {{ ids: string[] }} properties */
function Persons({ ids }) {
  if (!ids.length) return "–";
  if (ids.length === 1) return html`<code>${ids[0]}</code>`;
  return html`<details>
    <summary>${number(ids.length)}</summary>
    <ul>
      ${ids.map((id) => html`<li><code>${id}</code></li>`)}
    </ul>
  </details>`;
}

/** @param {any} reading */
function who(reading) {
  const names = [reading.caller, roleLabel(reading.role), reading.agency].filter(Boolean);
  return names.length ? names.join(", ") : t("audit.concealed");
}

/** @param {{ period: any }} properties */
function Norms({ period }) {
  const asked = useAnswer((signal) => ask(NORMS, period, { signal }), []);
  const uses = [...(asked.data?.accessNorms ?? [])].sort((one, other) => other.answers - one.answers);
  return html`<section class="block">
    <h2>${t("audit.normsUsed")}</h2>
    <${Waiting} asked=${asked} />
    ${uses.length
      ? html`<table>
          <thead>
            <tr>
              <th scope="col">${t("today.norm")}</th>
              <th scope="col" class="numeric">${t("audit.answers")}</th>
            </tr>
          </thead>
          <tbody>
            ${uses.map(
              (use) => html`<tr key=${use.norm}>
                <th scope="row">${use.norm}</th>
                <td class="numeric">${number(use.answers)}</td>
              </tr>`,
            )}
          </tbody>
        </table>`
      : asked.data && html`<p class="empty">${t("today.none")}</p>`}
  </section>`;
}

// What a sender delivered: how far it is, receipts, and what was refused with what to mend.

import { ask } from "../graphql.mjs";
import { html, useEffect, useRef, useState } from "../html.mjs";
import { moment, number } from "../dates.mjs";
import { errorText, useAnswer, Waiting } from "../parts/query.mjs";
import { label, t } from "../texts.mjs";

const DELIVERIES = "{ deliveries(first: 50) { id feed key state begunAt doneAt received applied unchanged quarantined receipt } }";
const QUARANTINE = "{ quarantine(first: 100) { id delivery feed position code field receivedAt } }";
const ORIGINAL = "query ($feed: String, $delivery: ID) { quarantine(feed: $feed, delivery: $delivery, first: 100) { id original } }";

export default function Deliveries() {
  const deliveries = useAnswer((signal) => ask(DELIVERIES, {}, { signal }), []);
  const quarantine = useAnswer((signal) => ask(QUARANTINE, {}, { signal }), []);
  const reload = () => {
    deliveries.reload();
    quarantine.reload();
  };
  return html`<div>
    <div class="page-head">
      <h1>${t("deliveries.title")}</h1>
      <button type="button" class="no-print" onClick=${reload}>${t("deliveries.reload")}</button>
    </div>
    <p>${t("deliveries.what")}</p>
    <${Quarantine} asked=${quarantine} onMended=${reload} />
    <${List} asked=${deliveries} />
  </div>`;
}

/** @param {{ asked: import("../parts/query.mjs").Asked }} properties */
function List({ asked }) {
  const deliveries = asked.data?.deliveries ?? [];
  return html`<section class="block">
    <h2>${t("deliveries.list")}</h2>
    <${Waiting} asked=${asked} />
    ${asked.data && !deliveries.length && html`<p class="empty">${t("deliveries.none")}</p>`}
    ${deliveries.length
      ? html`<table>
          <thead>
            <tr>
              ${["feed", "key", "begun", "state"].map((name) => html`<th scope="col">${t(`deliveries.${name}`)}</th>`)}
              ${["received", "applied", "unchanged", "quarantined"].map((name) => html`<th scope="col" class="numeric">${t(`deliveries.${name}`)}</th>`)}
              <th scope="col">${t("deliveries.receipt")}</th>
            </tr>
          </thead>
          <tbody>
            ${deliveries.map(
              (/** @type {any} */ one) => html`<tr key=${one.id}>
                <td>${one.feed}</td>
                <td><code>${one.key}</code></td>
                <td>${moment(one.begunAt)}</td>
                <td>${label("DeliveryState", one.state)}</td>
                ${["received", "applied", "unchanged", "quarantined"].map((name) => html`<td class=${name === "quarantined" && one[name] ? "numeric late" : "numeric"}>${number(one[name])}</td>`)}
                <td>${one.receipt && html`<button type="button" onClick=${() => save(one)}>${t("deliveries.save")}</button>`}</td>
              </tr>`,
            )}
          </tbody>
        </table>`
      : null}
  </section>`;
}

/**
 * Save the signed receipt (JWS) as a file; its name is the delivery's id.
 * @param {any} delivery
 */
function save(delivery) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([delivery.receipt], { type: "application/jose" }));
  link.download = `${delivery.id}.jws`;
  link.click();
  URL.revokeObjectURL(link.href);
}

/** @param {{ asked: import("../parts/query.mjs").Asked, onMended: () => void }} properties */
function Quarantine({ asked, onMended }) {
  const records = asked.data?.quarantine ?? [];
  const head = useRef(/** @type {HTMLElement | null} */ (null));
  const mended = () => {
    // The record goes, and the focus must not go with it.
    head.current?.focus();
    onMended();
  };
  return html`<section class="block">
    <h2 ref=${head} tabindex="-1">${t("deliveries.quarantine")}</h2>
    <${Waiting} asked=${asked} />
    ${asked.data && !records.length && html`<p class="empty">${t("deliveries.nothingRefused")}</p>`}
    <ul class="cards">
      ${records.map((/** @type {any} */ record) => html`<${Refused} key=${record.id} record=${record} onMended=${mended} />`)}
    </ul>
  </section>`;
}

/**
 * What was wrong with a record, and what to do.
 * @param {string} code
 */
function whatToMend(code) {
  const text = t(`quarantine.${code}`);
  return text === `quarantine.${code}` ? t("quarantine.other") : text;
}

/** @param {{ record: any, onMended: () => void }} properties */
function Refused({ record, onMended }) {
  const [original, setOriginal] = useState(/** @type {string | null} */ (null));
  const [problem, setProblem] = useState(/** @type {any} */ (null));
  const [sure, setSure] = useState(false);
  const keep = useRef(/** @type {HTMLButtonElement | null} */ (null));
  // The button that was pressed is gone: the focus goes to the one that drops nothing.
  useEffect(() => {
    if (sure) keep.current?.focus();
  }, [sure]);

  /** @param {() => Promise<any>} work */
  async function attempt(work) {
    setProblem(null);
    try {
      await work();
    } catch (error) {
      setProblem(error);
    }
  }
  const show = async () => {
    const { data } = await ask(ORIGINAL, { feed: record.feed, delivery: record.delivery });
    setOriginal(data.quarantine.find((/** @type {any} */ one) => one.id === record.id)?.original ?? "");
  };
  const retry = async () => {
    await ask("mutation ($id: ID!) { retryQuarantined(id: $id) { quarantined } }", { id: record.id });
    onMended();
  };
  const drop = async () => {
    await ask("mutation ($id: ID!) { dropQuarantined(id: $id) }", { id: record.id });
    onMended();
  };
  return html`<li class="card">
    <p><strong>${whatToMend(record.code)}</strong> <small>${record.code}</small></p>
    <p>${record.feed}, ${t("deliveries.position", { position: record.position })}${record.field ? html`, ${t("deliveries.atFault")} <code>${record.field}</code>` : null}, ${moment(record.receivedAt)}</p>
    ${original !== null && html`<pre>${original}</pre>`}
    ${problem && html`<p class="error" role="alert">${errorText(problem)}</p>`}
    <p class="actions">
      ${original === null && html`<button type="button" onClick=${() => attempt(show)}>${t("deliveries.show")}</button>`}
      <button type="button" onClick=${() => attempt(retry)}>${t("deliveries.retry")}</button>
      ${sure
        ? html`<button type="button" class="danger" onClick=${() => attempt(drop)}>${t("deliveries.dropSure")}</button>
            <button ref=${keep} type="button" onClick=${() => setSure(false)}>${t("deliveries.keep")}</button>`
        : html`<button type="button" onClick=${() => setSure(true)}>${t("deliveries.drop")}</button>`}
    </p>
  </li>`;
}

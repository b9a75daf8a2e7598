// Beside the duties: notices to confirm, arrivals expected, matches to decide, emergencies to review.

import { ask } from "../graphql.mjs";
import { html, useEffect, useState } from "../html.mjs";
import { day, moment } from "../dates.mjs";
import { label, t, workText } from "../texts.mjs";
import { workForms } from "./deeds.mjs";
import { personName } from "./hits.mjs";
import { useAnswer } from "./query.mjs";

const DECIDE_HOURS = 24;
const REVIEWERS = ["auditor", "prosecutor"];

/**
 * @param {{ unitDay: any, session: import("../session.mjs").Session, readOnly: boolean, onDeed: (deed: any) => void }} properties
 */
export function SidePanels({ unitDay, session, readOnly, onDeed }) {
  const asked = useAnswer(async () => ({ data: await workForms(), access: [] }), []);
  /** Whether a work may be entered: on this day, and by this official. @param {string} name */
  const isOpen = (name) => !readOnly && !!asked.data?.some((/** @type {any} */ form) => form.name === name);
  return html`<div>
    <${Panel} title=${t("today.notices")} list=${unitDay.notices} row=${(/** @type {any} */ notice) => html`
      <p>${day(notice.sentAt)}, ${notice.sender?.name}${notice.norm && html` <small class="norm-code">${notice.norm.code}</small>`}</p>
      <p>${personOfNotice(notice)}${notice.text && html`: ${notice.text}`}</p>
      <${Enter} name="confirmNotice" isOpen=${isOpen} onDeed=${() => onDeed({ name: "confirmNotice", key: notice.id, about: { preset: { notice: notice.id }, title: personName(notice.person) } })} />
    `} />
    <${Panel} title=${t("today.arrivals")} list=${unitDay.arrivals} row=${(/** @type {any} */ release) => html`
      <p><${PersonLink} person=${release.person} /></p>
      <p>${release.plannedArrivalOn ? t("today.arrivesOn", { day: day(release.plannedArrivalOn) }) : t("today.releasedOn", { day: day(release.releasedOn) })}</p>
      ${["recordArrival", "reportNoShow"].map(
        (name) => html`<${Enter} name=${name} isOpen=${isOpen} onDeed=${() => onDeed({ name, key: release.id, about: { preset: { release: release.id }, title: personName(release.person) } })} />`,
      )}
    `} />
    <${Panel} title=${t("today.matches")} list=${unitDay.matches} row=${(/** @type {any} */ match) => html`
      <p><${PersonLink} person=${match.person} /></p>
      <p>${label("ProactiveRegister", match.register)}${match.event?.text && html`: ${match.event.text}`}</p>
      <p><${HoursLeft} since=${match.foundAt} /></p>
      <${Enter} name="decideMatch" isOpen=${isOpen} onDeed=${() => onDeed({ name: "decideMatch", key: match.id, about: { preset: { match: match.id }, title: personName(match.person) } })} />
    `} />
    ${REVIEWERS.includes(session.role) && html`<${Emergencies} />`}
  </div>`;
}

/** @param {{ title: string, list: any, row: (record: any) => any }} properties */
function Panel({ title, list, row }) {
  return html`<section class="panel">
    <h2>${title} <span class="tally">${list.visible}</span></h2>
    ${list.nodes.length
      ? html`<ul>
          ${list.nodes.map((/** @type {any} */ record) => html`<li key=${record.id}>${row(record)}</li>`)}
        </ul>`
      : html`<p class="empty">${t("today.none")}</p>`}
  </section>`;
}

/** @param {{ name: string, isOpen: (name: string) => boolean, onDeed: () => void }} properties */
function Enter({ name, isOpen, onDeed }) {
  if (!isOpen(name)) return null;
  return html`<button type="button" class="no-print" onClick=${onDeed}>${workText(name).title}</button> `;
}

/** @param {{ person: any }} properties */
function PersonLink({ person }) {
  return person ? html`<a href=${`/person/${person.id}`}>${personName(person)}</a>` : html`<span>${personName(null)}</span>`;
}

/**
 * The clock of a match: 24 hours from when it was found (89-11b).
 * @param {{ since: string }} properties
 */
function HoursLeft({ since }) {
  const hours = DECIDE_HOURS - (Date.now() - Date.parse(since)) / 3_600_000;
  if (hours <= 0) return html`<span class="late">${t("today.clockOver", { moment: moment(since) })}</span>`;
  return html`<span>${t("today.clock", { hours: Math.floor(hours), minutes: Math.floor((hours % 1) * 60) })}</span>`;
}

/** The emergency readings that wait for a review; they lead to the page of the access log. */
function Emergencies() {
  const [count, setCount] = useState(/** @type {number | null} */ (null));
  useEffect(() => {
    ask("{ unreviewedEmergencies { place } }").then(
      ({ data }) => setCount(data.unreviewedEmergencies.length),
      () => setCount(null),
    );
  }, []);
  if (count === null) return null;
  return html`<section class="panel">
    <h2>${t("today.emergencies")} <span class="tally">${count}</span></h2>
    ${count ? html`<p><a href="/audit">${t("today.review")}</a></p>` : html`<p class="empty">${t("today.none")}</p>`}
  </section>`;
}

/**
 * Of whom a notice tells.
 * @param {any} notice
 */
export function personOfNotice(notice) {
  return notice.person ? html`<a href=${`/person/${notice.person.id}`}>${personName(notice.person)}</a>` : t("today.noPerson");
}

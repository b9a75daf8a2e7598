// What a unit owes today: first what is overdue, then what is due, each with its norm and the deed that does it.

import { Deed } from "../parts/deeds.mjs";
import { DutyTable } from "../parts/duty_table.mjs";
import { SidePanels, personOfNotice } from "../parts/today_side.mjs";
import { html, useState } from "../html.mjs";
import { day, daysUntil, number, today } from "../dates.mjs";
import { askSelected, useAnswer, Waiting } from "../parts/query.mjs";
import { inSpoken, t } from "../texts.mjs";

const LISTS = /** @type {const} */ (["overdue", "dueToday", "thisWeek", "later", "waiting"]);

/** @type {import("../graphql.mjs").Selection} */
const PERSON = ["Person", { id: 1, familyName: 1, givenName: 1, patronymic: 1, birthDate: 1, isMinor: 1 }];
/** @returns {import("../graphql.mjs").Selection} */
const DUTY = () => [
  "Duty",
  {
    id: 1,
    dueOn: 1,
    arisesOn: 1,
    norm: ["Norm", { code: 1, summary: inSpoken("summary") }],
    case: ["Case", { id: 1, number: 1 }],
  },
];
/** @returns {import("../graphql.mjs").Selection} */
const NOTICE = () => [
  "Notice",
  {
    id: 1,
    sentAt: 1,
    text: 1,
    person: PERSON,
    norm: ["Norm", { code: 1 }],
    sender: ["Unit", { name: inSpoken("name") }],
    recipient: ["Unit", { name: inSpoken("name") }],
  },
];
/** @type {import("../graphql.mjs").Selection} */
const RELEASE = ["ReleaseNotice", { id: 1, releasedOn: 1, plannedArrivalOn: 1, person: PERSON }];
/** @type {import("../graphql.mjs").Selection} */
const MATCH = ["ProactiveMatch", { id: 1, register: 1, foundAt: 1, person: PERSON, event: ["RegisterEvent", { text: 1, happenedAt: 1 }] }];
/** @type {import("../graphql.mjs").Selection} */
const INSPECTOR = ["Inspector", { id: 1, name: 1, rank: 1 }];

/**
 * @param {string | null} on a past day; null for today
 * @param {AbortSignal} signal
 */
function askDay(on, signal) {
  const rows = (/** @type {any} */ write) =>
    `{ visible complete nodes { status doneBy duty { ${write(DUTY())} } person { ${write(PERSON)} } inspector { ${write(INSPECTOR)} } } }`;
  const list = (/** @type {any} */ write, /** @type {any} */ selection) => `{ visible complete nodes { ${write(selection)} } }`;
  return askSelected(
    "query ($on: Date)",
    (write) => `today(on: $on) {
      on unit { id ${inSpoken("name")} }
      overdue ${rows(write)} dueToday ${rows(write)} thisWeek ${rows(write)} later ${rows(write)}
      waiting ${list(write, NOTICE())} notices ${list(write, NOTICE())}
      arrivals ${list(write, RELEASE)} matches ${list(write, MATCH)}
      load { nodes { open overdue registered inspector { ${write(INSPECTOR)} } } }
    }`,
    [DUTY(), PERSON, NOTICE(), RELEASE, MATCH, INSPECTOR],
    { on },
    signal,
  );
}

/** @param {{ session: import("../session.mjs").Session }} properties */
export default function Today({ session }) {
  const [on, setOn] = useState(/** @type {string | null} */ (null));
  const [shown, setShown] = useState("");
  const [deed, setDeed] = useState(/** @type {any} */ (null));
  const asked = useAnswer((signal) => askDay(on, signal), [on]);
  const unitDay = asked.data?.today;
  const list = shown || LISTS.find((name) => unitDay?.[name].visible) || "dueToday";
  const isPast = on !== null && on < today();

  return html`
    <div class="today">
      <div class="page-head">
        <h1>${t("today.title")}${unitDay ? `, ${day(unitDay.on)}` : ""}</h1>
        ${unitDay?.unit && html`<p class="unit">${unitDay.unit.name}</p>`}
        <${DayChooser} on=${on} onChange=${setOn} />
        <button type="button" class="no-print" onClick=${() => print()}>${t("today.print")}</button>
      </div>
      ${isPast && html`<p class="note">${t("today.past")}</p>`}
      <${Waiting} asked=${asked} />
      ${unitDay && !unitDay.unit && html`<p class="note">${t("today.noUnit")}</p>`}
      ${unitDay &&
      html`<div class=${deed ? "columns with-deed" : "columns"}>
        <nav class="counts no-print" aria-label=${t("today.lists")}>
          ${LISTS.map(
            (name) => html`<button
              type="button"
              class=${`count ${name}`}
              aria-pressed=${name === list}
              onClick=${() => setShown(name)}
            >
              <strong>${number(unitDay[name].visible)}</strong> <span>${t(`today.${name}`)}</span>
            </button>`,
          )}
        </nav>
        <div class="work">
          ${list === "waiting"
            ? html`<${WaitingTable} notices=${unitDay.waiting.nodes} />`
            : html`<${DutyTable}
                key=${list}
                title=${t(`today.${list}`)}
                rows=${unitDay[list].nodes}
                readOnly=${isPast}
                onDeed=${setDeed}
              />`}
          ${!unitDay[list].complete && html`<p class="note">${t("today.more")}</p>`}
          <${Load} inspectors=${unitDay.load.nodes} />
        </div>
        <aside class="side" aria-label=${deed ? t("today.deed") : t("today.side")}>
          ${deed
            ? html`<${Deed}
                key=${`${deed.name}:${deed.key}`}
                name=${deed.name}
                about=${deed.about}
                onDone=${asked.reloadAfterDeed}
                onClose=${() => setDeed(null)}
              />`
            : html`<${SidePanels} unitDay=${unitDay} session=${session} readOnly=${isPast} onDeed=${setDeed} />`}
        </aside>
      </div>`}
    </div>
  `;
}

/** @param {{ on: string | null, onChange: (on: string | null) => void }} properties */
function DayChooser({ on, onChange }) {
  const change = (/** @type {any} */ event) => {
    const wished = event.target.value;
    onChange(!wished || wished >= today() ? null : wished);
  };
  return html`<label class="day-chooser no-print">
    <span>${t("today.day")}</span>
    <input type="date" max=${today()} value=${on ?? today()} onChange=${change} />
  </label>`;
}

/** @param {{ notices: any[] }} properties */
function WaitingTable({ notices }) {
  if (!notices.length) return html`<p class="empty">${t("today.nothing")}</p>`;
  return html`<table>
    <caption>
      ${t("today.waiting")}
    </caption>
    <thead>
      <tr>
        <th scope="col">${t("today.sent")}</th>
        <th scope="col">${t("today.to")}</th>
        <th scope="col">${t("today.person")}</th>
        <th scope="col">${t("today.norm")}</th>
      </tr>
    </thead>
    <tbody>
      ${notices.map(
        (notice) => html`<tr>
          <td>${day(notice.sentAt)}<br /><small>${t("today.daysAgo", { count: -daysUntil(notice.sentAt) })}</small></td>
          <td>${notice.recipient?.name}</td>
          <td>${personOfNotice(notice)}</td>
          <td>${notice.norm?.code}</td>
        </tr>`,
      )}
    </tbody>
  </table>`;
}

/** @param {{ inspectors: any[] }} properties */
function Load({ inspectors }) {
  if (!inspectors.length) return null;
  const most = Math.max(1, ...inspectors.map((one) => one.open + one.overdue));
  return html`<section class="load">
    <h2>${t("today.load")}</h2>
    <table>
      <thead>
        <tr>
          <th scope="col">${t("today.inspector")}</th>
          <th scope="col">${t("today.duties")}</th>
          <th scope="col" class="numeric">${t("today.open")}</th>
          <th scope="col" class="numeric">${t("today.overdue")}</th>
          <th scope="col" class="numeric">${t("today.registered")}</th>
        </tr>
      </thead>
      <tbody>
        ${inspectors.map(
          (one) => html`<tr>
            <th scope="row">${one.inspector?.name}</th>
            <td>
              <svg class="load-bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
                <rect class="overdue" width=${(100 * one.overdue) / most} height="10" />
                <rect class="open" x=${(100 * one.overdue) / most} width=${(100 * one.open) / most} height="10" />
              </svg>
            </td>
            <td class="numeric">${number(one.open)}</td>
            <td class="numeric">${number(one.overdue)}</td>
            <td class="numeric">${number(one.registered)}</td>
          </tr>`,
        )}
      </tbody>
    </table>
  </section>`;
}

// What happened to a person or in a case, by day, the newest first.

import { ask } from "../graphql.mjs";
import { html, useState } from "../html.mjs";
import { day, time } from "../dates.mjs";
import { t } from "../texts.mjs";
import { useAnswer, Waiting } from "./query.mjs";

const TIMELINE = `query ($of: [ID!]!, $first: Int) {
  timeline(of: $of, first: $first) { items { at day isDay kind record { __typename id } } pageInfo { hasNextPage } }
}`;
const MOST = 200;

/** @param {{ of: string, version: unknown }} properties asked anew when `version` changes */
export function Timeline({ of, version }) {
  const [all, setAll] = useState(false);
  const asked = useAnswer((signal) => ask(TIMELINE, { of: [of], first: MOST }, { signal }), [of, version]);
  const items = [...(asked.data?.timeline.items ?? [])].reverse();
  const shown = all ? items : items.slice(0, 20);
  return html`<section class="timeline">
    <h2>${t("timeline.title")}</h2>
    <${Waiting} asked=${asked} />
    ${asked.data && !items.length && html`<p class="empty">${t("today.none")}</p>`}
    <ol>
      ${shown.map(
        (item) => html`<li key=${`${item.record.id}:${item.kind}`}>
          <span class="when">${day(item.day)}${item.isDay ? "" : `, ${time(item.at)}`}</span>
          <span>${t(`timeline.${item.kind}`)}</span>
        </li>`,
      )}
    </ol>
    ${items.length > shown.length &&
    html`<button type="button" class="no-print" onClick=${() => setAll(true)}>${t("timeline.all", { count: items.length })}</button>`}
    ${asked.data?.timeline.pageInfo.hasNextPage && html`<p class="note">${t("timeline.more", { count: MOST })}</p>`}
  </section>`;
}

// What the hub shows to this official, on which norms, what is withheld and why.

import { Releases } from "../parts/access_notes.mjs";
import { html } from "../html.mjs";
import { roleLabel, t } from "../texts.mjs";

const REASONS = ["ROLE", "SCOPE", "PURPOSE", "EXPIRED"];

/** @param {{ session: import("../session.mjs").Session }} properties */
export default function About({ session }) {
  return html`<div>
    <h1>${t("about.title")}</h1>
    <p>${t("about.what")}</p>
    <h2>${t("about.released", { role: roleLabel(session.role) })}</h2>
    <${Releases} />
    <h2>${t("about.withheld")}</h2>
    <dl class="facts tall">
      ${REASONS.map((reason) => html`<div><dt>${t(`access.reason.${reason}`)}</dt><dd>${t(`about.reason.${reason}`)}</dd></div>`)}
    </dl>
    <p>${t("about.logged")}</p>
    <p><a href="/graphql" target="_blank" rel="noopener">${t("about.engineers")}</a></p>
  </div>`;
}

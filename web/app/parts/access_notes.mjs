// "Why do I see this?": on which norms the caller is released what stands here, what is closed, and whom to ask.

import { html, useEffect, useState } from "../html.mjs";
import { ask } from "../graphql.mjs";
import { day } from "../dates.mjs";
import { fieldLabel, label, t, typeLabel } from "../texts.mjs";

/** @param {{ access: import("../graphql.mjs").AccessNote[], type?: string }} properties */
export function AccessNotes({ access, type = "Person" }) {
  const [open, setOpen] = useState(false);
  return html`<section class="block access">
    <h2>${t("access.title")}</h2>
    ${access.length
      ? html`<ul>
          ${access.map(
            (note) => html`<li>
              <strong>${placeName(note.path, type)}</strong>: ${label("Release", note.release) || t(`access.${note.release}`)},
              ${t(`access.reason.${note.reason}`)}${note.norms.length ? ` (${note.norms.join(", ")})` : ""}
              ${note.ask?.length ? html`. ${t("access.ask")}: ${note.ask.join(", ")}` : null}
            </li>`,
          )}
        </ul>`
      : html`<p class="empty">${t("access.nothingClosed")}</p>`}
    <details onToggle=${(/** @type {any} */ event) => setOpen(event.target.open)}>
      <summary>${t("access.why")}</summary>
      ${open && html`<${Releases} />`}
    </details>
  </section>`;
}

/**
 * The place of the answer, in words.
 * @param {string[]} path
 * @param {string} type
 */
function placeName(path, type) {
  const names = path.filter((part) => !["nodes", "edges", "node", "person", "case"].includes(part));
  return names.map((name) => fieldLabel(type, name)).join(" › ") || typeLabel(type);
}

/** What the policy releases to the caller, class by class. */
export function Releases() {
  const [releases, setReleases] = useState(/** @type {any[] | null} */ (null));
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    ask("{ me { releases { class releases { release scope norms until } } } }").then(
      ({ data }) => setReleases(data.me.releases),
      () => setFailed(true),
    );
  }, []);
  if (failed) return html`<p class="error" role="alert">${t("errors.INTERNAL")}</p>`;
  if (!releases) return html`<p class="loading" role="status">${t("shell.loading")}</p>`;
  return html`<table>
    <thead>
      <tr>
        <th scope="col">${t("access.class")}</th>
        <th scope="col">${t("access.released")}</th>
        <th scope="col">${t("access.scope")}</th>
        <th scope="col">${t("access.norms")}</th>
      </tr>
    </thead>
    <tbody>
      ${releases.flatMap((/** @type {any} */ one) =>
        one.releases.map(
          (/** @type {any} */ rule) => html`<tr>
            <th scope="row">${label("AccessClass", one.class)}</th>
            <td>${label("Release", rule.release)}</td>
            <td>${label("Scope", rule.scope)}</td>
            <td>${rule.norms.join(", ")}${rule.until ? ` (${t("access.until", { day: day(rule.until) })})` : ""}</td>
          </tr>`,
        ),
      )}
    </tbody>
  </table>`;
}

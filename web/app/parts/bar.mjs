// The bar on every page: search, purpose and case, language, who I am, sign out.

import { html, useState } from "../html.mjs";
import { keepChoice, signOut } from "../session.mjs";
import { LANGUAGES, roleLabel, t } from "../texts.mjs";
import { SearchBox } from "./search_box.mjs";
import { purposeName } from "./purpose.mjs";

/**
 * @param {{ session: any, pages: string[], current?: string, onPurpose: () => void, onSession: (session: any) => void }} properties
 */
export function Bar({ session, pages, current, onPurpose, onSession }) {
  const [open, setOpen] = useState(false);
  const choose = async (/** @type {any} */ event) => {
    const now = await keepChoice(session, { language: event.target.value });
    if (now) onSession(now);
  };
  return html`<header>
    <div class="bar">
      <a class="name" href="/">Ortaq</a>
      <nav aria-label=${t("shell.pages")}>
        ${pages.map(
          (page) =>
            html`<a href=${`/${page}`} aria-current=${page === current ? "page" : undefined}>${t(`${page}.title`)}</a>`,
        )}
      </nav>
      ${current !== "search" && pages.includes("search") && html`<${SearchBox} />`}
      <button type="button" class="purpose" onClick=${onPurpose}>
        <small>${t("purpose.title")}</small>
        <span>${session.purpose ? purposeName(session.purpose) : t("purpose.none")}</span>
        ${session.caseNumber && html`<span class="case">№ ${session.caseNumber}</span>`}
      </button>
      <label class="language">
        <span class="hidden">${t("shell.language")}</span>
        <select value=${document.documentElement.lang} onChange=${choose}>
          ${LANGUAGES.map((tag) => html`<option value=${tag} lang=${tag}>${t(`languages.${tag}`)}</option>`)}
        </select>
      </label>
      <div class="me">
        <button type="button" aria-expanded=${open} aria-controls="who" onClick=${() => setOpen(!open)}>
          ${session.name ?? roleLabel(session.role)}
        </button>
        <div id="who" class="who" hidden=${!open}>
          <p>
            <strong>${session.name}</strong><br />${roleLabel(session.role)}${session.unitName && html`<br />${session.unitName}`}
            ${session.area && html`<br />${t("shell.area")}: ${session.area}`}
          </p>
          <p><a href="/about">${t("shell.whatISee")}</a></p>
          <button type="button" onClick=${signOut}>${t("shell.signOut")}</button>
        </div>
      </div>
    </div>
    ${session.demo && html`<p class="demo">${t("shell.demo")}</p>`}
  </header>`;
}

// The search: one field, answered as it is typed. What is typed stands in no address and no title.

import { ask } from "../graphql.mjs";
import { html, useEffect, useRef, useState } from "../html.mjs";
import { addressOf, hitTitle, SEARCH } from "../parts/hits.mjs";
import { errorText } from "../parts/query.mjs";
import { typed } from "../parts/search_box.mjs";
import { label, t } from "../texts.mjs";

const KINDS = ["PERSON", "CASE", "DECISION", "ORDER", "UNIT"];
const SHOWN = 30;

export default function Search() {
  const [text, setText] = useState(typed.text);
  const [kind, setKind] = useState("PERSON");
  const [state, setState] = useState({ page: /** @type {any} */ (null), error: /** @type {any} */ (null) });
  const field = useRef(/** @type {HTMLInputElement | null} */ (null));

  useEffect(() => {
    field.current?.focus();
    typed.text = "";
  }, []);
  useEffect(() => {
    if (text.trim().length < 2) {
      setState({ page: null, error: null });
      return;
    }
    const controller = new AbortController();
    ask(SEARCH, { text, types: [kind], first: SHOWN }, { signal: controller.signal }).then(
      ({ data }) => setState({ page: data.search, error: null }),
      (error) => controller.signal.aborted || setState({ page: null, error }),
    );
    return () => controller.abort();
  }, [text, kind]);

  return html`<div>
    <h1>${t("search.title")}</h1>
    <form class="search-form" role="search" onSubmit=${(/** @type {Event} */ event) => event.preventDefault()}>
      <label class="field">
        <span>${t("search.field")}</span>
        <input
          ref=${field}
          type="search"
          autocomplete="off"
          spellcheck="false"
          value=${text}
          onInput=${(/** @type {any} */ event) => setText(event.target.value)}
        />
        <small>${t("search.hint")}</small>
      </label>
      <fieldset class="kinds">
        <legend>${t("search.kind")}</legend>
        ${KINDS.map(
          (name) => html`<label class="choice">
            <input type="radio" name="kind" checked=${name === kind} onChange=${() => setKind(name)} />
            ${label("SearchType", name)}
          </label>`,
        )}
      </fieldset>
    </form>
    ${state.error && html`<p class="error" role="alert">${errorText(state.error)}</p>`}
    <div role="status" aria-live="polite">${state.page && html`<${Hits} page=${state.page} />`}</div>
  </div>`;
}

/** @param {{ page: any }} properties */
function Hits({ page }) {
  if (!page.hits.length) {
    return html`<div><p class="empty">${t("search.nothing")}</p>
      <p>${t("search.askElsewhere")}</p></div>`;
  }
  return html`<div>
    <ol class="hits">
      ${page.hits.map(
        (/** @type {any} */ hit) => html`<li key=${hit.record.id}>
          <a href=${addressOf(hit.record)}>${hitTitle(hit.record)}</a>
          <small>${t("search.matched", { how: hit.matched.map((/** @type {string} */ how) => label("MatchedOn", how)).join(", ") })}</small>
        </li>`,
      )}
    </ol>
    ${!page.complete && html`<p class="note">${t("search.more")}</p>`}
  </div>`;
}

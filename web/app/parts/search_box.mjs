// The search field of the bar: what is typed is answered as it is typed, and stands in no address.

import { ask } from "../graphql.mjs";
import { html, useEffect, useRef, useState } from "../html.mjs";
import { go } from "../router.mjs";
import { label, t } from "../texts.mjs";
import { addressOf, hitTitle, SEARCH } from "./hits.mjs";

const FEWEST_LETTERS = 2;
const SHOWN = 8;

/** What was typed in the bar, for the page of the search; it is nowhere else. */
export const typed = { text: "" };

export function SearchBox() {
  const [text, setText] = useState("");
  const [hits, setHits] = useState(/** @type {any[] | null} */ (null));
  const [chosen, setChosen] = useState(-1);
  const asking = useRef(/** @type {AbortController | null} */ (null));

  useEffect(() => () => asking.current?.abort(), []);

  /** @param {string} now */
  async function type(now) {
    setText(now);
    setChosen(-1);
    asking.current?.abort();
    if (now.trim().length < FEWEST_LETTERS) {
      setHits(null);
      return;
    }
    const controller = (asking.current = new AbortController());
    try {
      const { data } = await ask(SEARCH, { text: now, first: SHOWN }, { signal: controller.signal });
      setHits(data.search.hits);
    } catch {
      if (!controller.signal.aborted) setHits(null);
    }
  }

  /** @param {KeyboardEvent} event */
  function key(event) {
    const count = hits?.length ?? 0;
    if (event.key === "ArrowDown" && count) setChosen((chosen + 1) % count);
    else if (event.key === "ArrowUp" && count) setChosen((chosen + count - 1) % count);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  }

  function close() {
    asking.current?.abort();
    setHits(null);
    setChosen(-1);
  }

  /** @param {Event} event */
  function submit(event) {
    event.preventDefault();
    open(hits?.[chosen]);
  }

  /** @param {any} hit undefined for all of them, on the page of the search */
  function open(hit) {
    typed.text = text;
    close();
    setText("");
    go(hit ? addressOf(hit.record) : "/search");
  }

  return html`
    <form role="search" class="search-box" onSubmit=${submit}>
      <label>
        <span class="hidden">${t("search.field")}</span>
        <input
          type="search"
          role="combobox"
          aria-expanded=${!!hits?.length}
          aria-controls="search-hits"
          aria-activedescendant=${chosen >= 0 ? `search-hit-${chosen}` : undefined}
          aria-autocomplete="list"
          placeholder=${t("search.placeholder")}
          autocomplete="off"
          spellcheck="false"
          value=${text}
          onInput=${(/** @type {any} */ event) => type(event.target.value)}
          onKeyDown=${key}
          onBlur=${() => setTimeout(close, 150)}
        />
      </label>
      <ul id="search-hits" role="listbox" aria-label=${t("search.hits")} hidden=${!hits?.length}>
        ${hits?.map(
          (/** @type {any} */ hit, /** @type {number} */ place) => html`<li
            id=${`search-hit-${place}`}
            role="option"
            aria-selected=${place === chosen}
            onMouseDown=${(/** @type {Event} */ event) => event.preventDefault()}
            onClick=${() => open(hit)}
          >
            ${hitTitle(hit.record)} <small>${hit.matched.map((/** @type {string} */ how) => label("MatchedOn", how)).join(", ")}</small>
          </li>`,
        )}
      </ul>
    </form>
  `;
}

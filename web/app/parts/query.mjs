// Asking the hub from a page, and what the page shows until the answer is there or when there is none.

import { ask, fieldsOf, hubEvents, typesOf, written } from "../graphql.mjs";
import { html, useCallback, useEffect, useRef, useState } from "../html.mjs";
import { sessionEvents } from "../session.mjs";
import { errorWords, t } from "../texts.mjs";

/**
 * @typedef {{ data: any, access: import("../graphql.mjs").AccessNote[], error: any, loading: boolean, reload: () => void, reloadAfterDeed: () => void }} Asked
 */

/** When to look again after a deed: what it does to duties and registers is worked out within seconds. */
const AFTER_DEED_MS = [0, 1_500, 4_000, 10_000];

/**
 * The answer to what `question` asks, asked anew when one of `inputs` changes, and after a failure when the
 * hub is back or the official has signed in again.
 * @param {(signal: AbortSignal) => Promise<{ data: any, access: any[] }>} question
 * @param {unknown[]} inputs
 * @returns {Asked}
 */
export function useAnswer(question, inputs) {
  const [state, setState] = useState({ data: null, access: /** @type {any[]} */ ([]), error: /** @type {any} */ (null), loading: true });
  const [turn, setTurn] = useState(0);
  const failed = useRef(false);
  useEffect(() => {
    const controller = new AbortController();
    setState((before) => ({ ...before, loading: true }));
    question(controller.signal).then(
      ({ data, access }) => {
        failed.current = false;
        if (!controller.signal.aborted) setState({ data, access, error: null, loading: false });
      },
      (error) => {
        if (controller.signal.aborted) return;
        failed.current = true;
        setState((before) => ({ ...before, error, loading: false }));
      },
    );
    return () => controller.abort();
  }, [...inputs, turn]);
  const reload = useCallback(() => setTurn((before) => before + 1), []);
  useEffect(() => {
    const again = () => failed.current && reload();
    addEventListener("online", again);
    hubEvents.addEventListener("back", again);
    sessionEvents.addEventListener("changed", again);
    sessionEvents.addEventListener("resumed", again);
    return () => {
      removeEventListener("online", again);
      hubEvents.removeEventListener("back", again);
      sessionEvents.removeEventListener("changed", again);
      sessionEvents.removeEventListener("resumed", again);
    };
  }, []);
  const pauses = useRef(/** @type {number[]} */ ([]));
  useEffect(() => () => pauses.current.forEach(clearTimeout), []);
  const reloadAfterDeed = useCallback(() => {
    pauses.current.forEach(clearTimeout);
    pauses.current = AFTER_DEED_MS.map((pause) => setTimeout(reload, pause));
  }, []);
  return { ...state, reload, reloadAfterDeed };
}

/**
 * Ask for selections of root fields, without the fields that the caller's schema lacks.
 * @param {string} head the operation with its variables, `query ($id: ID!)`
 * @param {(write: (selection: import("../graphql.mjs").Selection) => string) => string} body
 * @param {import("../graphql.mjs").Selection[]} selections all that the body writes
 * @param {Record<string, unknown>} variables
 * @param {AbortSignal} [signal]
 */
export async function askSelected(head, body, selections, variables, signal) {
  const schema = await fieldsOf([...new Set(selections.flatMap(typesOf))].sort());
  return ask(`${head} { ${body((selection) => written(selection, schema))} }`, variables, { signal });
}

/**
 * The state of an answer that is not there: loading, or what went wrong and what to do.
 * @param {{ asked: Asked }} properties
 */
export function Waiting({ asked }) {
  if (asked.error) {
    return html`<div class="error" role="alert">
      <p>${errorText(asked.error)}</p>
      <p><button type="button" onClick=${asked.reload}>${t("errors.again")}</button></p>
    </div>`;
  }
  return asked.loading && !asked.data ? html`<p class="loading" role="status">${t("shell.loading")}</p>` : null;
}

/**
 * What an error says to an official: in words, and what to do.
 * @param {any} error
 */
export function errorText(error) {
  if (error.code === "UNREACHABLE") return t("errors.UNREACHABLE");
  return errorWords(error.code) ?? (error.message || t("errors.INTERNAL"));
}

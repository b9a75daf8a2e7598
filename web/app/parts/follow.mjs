// Following a record: changes arrive while one looks (server-sent events over the same door, docs/streams.md).

import { fieldsOf, written } from "../graphql.mjs";
import { html, useEffect, useState } from "../html.mjs";
import { spoken, t } from "../texts.mjs";

/** What a page of a person or a case is about, by the type of what changed. */
const ABOUT = /** @type {Record<string, Record<string, any>>} */ ({
  Person: { id: 1 },
  Registration: { person: ["Person", { id: 1 }] },
  Case: { id: 1, subject: ["Person", { id: 1 }] },
  Duty: { case: ["Case", { id: 1, subject: ["Person", { id: 1 }] }] },
  Notice: { person: ["Person", { id: 1 }] },
  ReleaseNotice: { person: ["Person", { id: 1 }] },
});
const TYPES = Object.keys(ABOUT);
/** A caller has one connection a stream; so many tabs of one browser can follow at once. */
const STREAMS = ["page-1", "page-2", "page-3", "page-4"];
const RELOAD_PAUSE_MS = 500;

/** @param {{ id: string, onChange: () => void }} properties */
export function Follow({ id, onChange }) {
  const [following, setFollowing] = useState(false);
  const [state, setState] = useState("");
  useEffect(() => {
    if (!following) return;
    const controller = new AbortController();
    let pause = 0;
    const changed = () => {
      clearTimeout(pause);
      pause = setTimeout(onChange, RELOAD_PAUSE_MS);
    };
    const over = () => controller.signal.aborted || setState("lost");
    setState("on");
    withStream((stream) => follow(id, stream, controller.signal, changed)).then(over, over);
    return () => {
      clearTimeout(pause);
      controller.abort();
    };
  }, [following, id]);
  return html`<span class="follow">
    <button type="button" aria-pressed=${following} onClick=${() => setFollowing(!following)}>
      ${following ? t("follow.stop") : t("follow.start")}
    </button>
    <span class="quiet" role="status">${following && state ? t(`follow.${state}`) : ""}</span>
  </span>`;
}

/**
 * Do something with a stream that no other tab of this browser has.
 * @param {(stream: string) => Promise<void>} work
 */
async function withStream(work) {
  for (const stream of STREAMS) {
    const done = await navigator.locks.request(`ortaq-${stream}`, { ifAvailable: true }, async (lock) => {
      if (lock) await work(stream);
      return lock !== null;
    });
    if (done) return;
  }
}

/**
 * Call `onChange` for each change that is about a record, until the stream ends.
 * @param {string} id
 * @param {string} stream
 * @param {AbortSignal} signal
 * @param {() => void} onChange
 */
async function follow(id, stream, signal, onChange) {
  const schema = await fieldsOf(TYPES);
  const types = TYPES.filter((type) => schema.get(type)?.size);
  const parts = types.map((type) => `... on ${type} { ${written([type, ABOUT[type]], schema)} }`);
  const query = `subscription ($types: [String!], $stream: String!) {
    changes(types: $types, stream: $stream) { kind id record { __typename ${parts.join(" ")} } }
  }`;
  const answer = await fetch("/graphql", {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "text/event-stream", "Accept-Language": spoken() },
    body: JSON.stringify({ query, variables: { types, stream } }),
    signal,
  });
  if (!answer.ok || !answer.body) throw new Error("not followed");
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const messages = (rest + value).split("\n\n");
    rest = messages.pop() ?? "";
    // An id is not found by chance: it is keyed, and long.
    if (messages.some((message) => message.includes(id))) onChange();
  }
}

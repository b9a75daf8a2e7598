// The norm on which something stands: its number and what it asks, in a sentence of the hub's own words.

import { ask } from "../graphql.mjs";
import { html, useEffect, useState } from "../html.mjs";
import { spoken, t } from "../texts.mjs";

const MOST = 500;

/** @type {Map<string, Promise<Map<string, string>>>} */
const askedNorms = new Map();

/** What each norm asks, by its number, in the language that is spoken. They are public, and asked once. */
function norms() {
  const language = spoken().toUpperCase();
  const known = askedNorms.get(language);
  if (known) return known;
  const asked = ask(`{ norms(first: ${MOST}) { nodes { code summary(language: ${language}) } } }`).then(
    ({ data }) => new Map(data.norms.nodes.map((/** @type {any} */ norm) => [norm.code, norm.summary ?? ""])),
  );
  askedNorms.set(language, asked);
  asked.catch(() => askedNorms.delete(language));
  return asked;
}

/** @param {{ code: string }} properties */
export function NormLine({ code }) {
  const [text, setText] = useState("");
  useEffect(() => {
    norms().then(
      (summaries) => setText(summaries.get(code) ?? ""),
      () => setText(""),
    );
  }, [code, spoken()]);
  if (!code) return null;
  return html`<p class="norm"><span class="norm-code">${t("norm.name", { code })}</span> ${text}</p>`;
}

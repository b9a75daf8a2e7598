// The norm on which something stands: its number and what it asks, in a sentence.

import { html } from "../html.mjs";
import { normText, t } from "../texts.mjs";

/** @param {{ code: string }} properties */
export function NormLine({ code }) {
  if (!code) return null;
  return html`<p class="norm"><span class="norm-code">${t("norm.name", { code })}</span> ${normText(code)}</p>`;
}

// Start: the session, the texts in its language, and the page of the address inside the shell.

import { useDraftKey } from "./drafts.mjs";
import { html, render } from "./html.mjs";
import { followLinks } from "./router.mjs";
import { readSession, watchSession } from "./session.mjs";
import { Shell } from "./shell.mjs";
import { browserLanguage, speak } from "./texts.mjs";

const RETRY_MS = 2_000;

const session = await firstSession();
if (session === null) {
  location.replace(`/sign-in?next=${encodeURIComponent(location.pathname)}`);
} else {
  await Promise.all([speak(session.language ?? browserLanguage()), useDraftKey(session.draftKey)]);
  watchSession(session);
  followLinks();
  render(html`<${Shell} session=${session} />`, /** @type {Element} */ (document.getElementById("app")));
}

/** The session, asked until the hub says whether there is one. */
async function firstSession() {
  for (;;) {
    try {
      return await readSession();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}

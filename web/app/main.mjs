// Start: the session, the texts in its language, and the page of the address inside the shell.

import { useDraftKey } from "./drafts.mjs";
import { html, render } from "./html.mjs";
import { followLinks } from "./router.mjs";
import { readSession, watchSession } from "./session.mjs";
import { Shell } from "./shell.mjs";
import { browserLanguage, speak } from "./texts.mjs";

const session = await readSession();
if (session === null) {
  location.replace(`/sign-in?next=${encodeURIComponent(location.pathname)}`);
} else {
  await Promise.all([speak(session.language ?? browserLanguage()), useDraftKey(session.draftKey)]);
  watchSession();
  followLinks();
  render(html`<${Shell} session=${session} />`, /** @type {Element} */ (document.getElementById("app")));
}

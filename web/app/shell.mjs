// The shell around every page: skip link, bar, what is wrong with the hub, the page, and signing in again.

import { Bar } from "./parts/bar.mjs";
import { PurposeDialog, isComplete } from "./parts/purpose.mjs";
import { SignInAgain } from "./parts/sign_in_again.mjs";
import { forgetForms } from "./parts/deeds.mjs";
import { forgetSchema, hubEvents, tellAway } from "./graphql.mjs";
import { html, useEffect, useRef, useState } from "./html.mjs";
import { pagesForMe } from "./pages_for_me.mjs";
import { fetchPages, go, pageOf, routeEvents } from "./router.mjs";
import { leave, readSession, sessionEvents } from "./session.mjs";
import { speak, t } from "./texts.mjs";

/** Where somebody begins who has no unit's day: the page that is their work. */
const WITHOUT_UNIT = ["audit", "deliveries", "search", "about"];

/** @param {{ session: import("./session.mjs").Session }} properties */
export function Shell({ session: first }) {
  const [session, setSession] = useState(first);
  const [language, setLanguage] = useState(document.documentElement.lang);
  const [ended, setEnded] = useState(false);
  const [choosing, setChoosing] = useState(!isComplete(first));
  const [away, setAway] = useState(/** @type {string | null} */ (null));
  const [pages, setPages] = useState(/** @type {string[]} */ ([]));
  const focused = useRef(/** @type {any} */ (null));
  const route = useRoute();

  useEffect(() => {
    if (!isComplete(session)) return;
    let failed = false;
    const load = () => {
      failed = false;
      pagesForMe(session).then(
        (mine) => {
          setPages(mine);
          // Whoever has no unit's day begins with the first page that there is.
          if (location.pathname === "/today" && !mine.includes("today")) go(`/${WITHOUT_UNIT.find((page) => mine.includes(page))}`);
        },
        () => {
          failed = true;
          setPages((before) => (before.length ? before : ["about"]));
        },
      );
    };
    const again = () => failed && load();
    hubEvents.addEventListener("back", again);
    load();
    return () => hubEvents.removeEventListener("back", again);
  }, [session]);

  useEffect(() => {
    const end = () => {
      focused.current ??= document.activeElement;
      setEnded(true);
    };
    const changed = async () => {
      const now = await readSession().catch(() => null);
      if (now && now.draftKey !== first.draftKey) leave();
      else if (now && isComplete(now)) use(now);
    };
    sessionEvents.addEventListener("ended", end);
    sessionEvents.addEventListener("changed", changed);
    return () => {
      sessionEvents.removeEventListener("ended", end);
      sessionEvents.removeEventListener("changed", changed);
    };
  }, []);
  useEffect(() => {
    if (isComplete(session)) setChoosing(false);
  }, [session]);
  useEffect(() => {
    if (ended) return;
    focused.current?.focus?.();
    focused.current = null;
  }, [ended]);
  useEffect(() => {
    const isAway = (/** @type {any} */ event) => setAway(event.detail);
    const isBack = () => setAway(null);
    hubEvents.addEventListener("away", isAway);
    hubEvents.addEventListener("back", isBack);
    return () => {
      hubEvents.removeEventListener("away", isAway);
      hubEvents.removeEventListener("back", isBack);
    };
  }, []);

  /** @param {import("./session.mjs").Session} now */
  async function use(now) {
    forgetSchema();
    forgetForms();
    if (now.language && now.language !== document.documentElement.lang) await speak(now.language);
    setLanguage(document.documentElement.lang);
    setSession(now);
  }

  /** @param {import("./session.mjs").Session} now */
  async function resume(now) {
    setEnded(false);
    await use(now);
    sessionEvents.dispatchEvent(new Event("resumed"));
  }

  const ready = isComplete(session);
  const Page = route?.page;
  // A purpose or a language that changes draws the page anew: another purpose releases other fields.
  const key = `${route?.name}:${route?.argument}:${session.purpose}:${session.caseNumber}:${language}`;
  // What stands on the page is kept while the session is over, and shown to nobody.
  return html`<div>
    <div hidden=${ended}>
      <a class="skip" href="#page">${t("shell.skip")}</a>
      <${Bar} session=${session} pages=${pages} current=${route?.name} onPurpose=${() => setChoosing(true)} onSession=${use} />
      ${away && html`<p class="banner" role="alert"><span aria-hidden="true">⚠ </span>${t(`away.${away}`)}</p>`}
      <main id="page" tabindex="-1">
        ${route === undefined && html`<p class="loading" role="status">${t("shell.loading")}</p>`}
        ${route === null && html`<h1>${t("shell.noPage")}</h1><p><a href="/today">${t("today.title")}</a></p>`}
        ${ready && Page && (route.name !== "today" || pages.includes("today")) && html`<${Page} key=${key} session=${session} argument=${route.argument} />`}
        ${!ready && html`<h1>${t("purpose.title")}</h1><p>${t("purpose.needed")}</p>
          <p><button type="button" class="main" onClick=${() => setChoosing(true)}>${t("purpose.choose")}</button></p>`}
      </main>
      ${choosing &&
      html`<${PurposeDialog}
        session=${session}
        onClose=${() => setChoosing(false)}
        onSession=${(/** @type {any} */ now) => {
          setChoosing(false);
          return use(now);
        }}
      />`}
    </div>
    ${ended && html`<${SignInAgain} subject=${session} onSession=${resume} />`}
  </div>`;
}

/** The page of the address; undefined while it is fetched, null where there is none. */
function useRoute() {
  const [route, setRoute] = useState(/** @type {any} */ (undefined));
  const moves = useRef(0);
  useEffect(() => {
    const move = async () => {
      const turn = ++moves.current;
      const next = await pageOf(location.pathname).catch(() => undefined);
      if (turn !== moves.current) return;
      if (next === undefined) {
        // A module that failed once is not fetched again within the document.
        hubEvents.addEventListener("back", () => location.reload(), { once: true });
        tellAway("UNREACHABLE");
        return;
      }
      setRoute(next);
      if (turn === 1) fetchPages();
      document.title = next ? `${t(`${next.name}.title`)} · Ortaq` : "Ortaq";
      if (turn > 1) {
        scrollTo(0, 0);
        document.getElementById("page")?.focus();
      }
    };
    routeEvents.addEventListener("moved", move);
    move();
    return () => routeEvents.removeEventListener("moved", move);
  }, []);
  return route;
}

// Which page an address opens. Addresses hold ids and case numbers, never a name or what somebody looks for.

/** @type {[RegExp, () => Promise<{ default: any }>, string][]} */
const ROUTES = [
  [/^\/today$/, () => import("./pages/today.mjs"), "today"],
  [/^\/search$/, () => import("./pages/search.mjs"), "search"],
  [/^\/person\/([^/]+)$/, () => import("./pages/person.mjs"), "person"],
  [/^\/case\/(.+)$/, () => import("./pages/case.mjs"), "case"],
  [/^\/links$/, () => import("./pages/links.mjs"), "links"],
  [/^\/audit$/, () => import("./pages/audit.mjs"), "audit"],
  [/^\/deliveries$/, () => import("./pages/deliveries.mjs"), "deliveries"],
  [/^\/about$/, () => import("./pages/about.mjs"), "about"],
];

/** Fires `moved` when another page is to be shown. */
export const routeEvents = new EventTarget();

/** Fetch the modules of all pages, so that one can go to any of them while the network is away. */
export function fetchPages() {
  // What cannot be fetched now is fetched when its page is opened.
  for (const [, load] of ROUTES) load().catch(() => {});
}

/**
 * The page of an address.
 * @param {string} path
 * @returns {Promise<{ page: any, name: string, argument: string } | null>} null where there is no such page
 * @throws {TypeError} its module cannot be fetched
 */
export async function pageOf(path) {
  for (const [pattern, load, name] of ROUTES) {
    const match = pattern.exec(path);
    if (match) return { page: (await load()).default, name, argument: decodeURIComponent(match[1] ?? "") };
  }
  return null;
}

/**
 * Go to a page without leaving the document.
 * @param {string} path
 */
export function go(path) {
  history.pushState(null, "", path);
  routeEvents.dispatchEvent(new Event("moved"));
}

/** Let links between pages go without leaving the document; what opens elsewhere is left to the browser. */
export function followLinks() {
  addEventListener("popstate", () => routeEvents.dispatchEvent(new Event("moved")));
  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
    const link = /** @type {Element} */ (event.target).closest?.("a[href]");
    if (!(link instanceof HTMLAnchorElement) || link.target || link.origin !== location.origin) return;
    if (link.hash && link.pathname === location.pathname) return;
    if (!ROUTES.some(([pattern]) => pattern.test(link.pathname))) return;
    event.preventDefault();
    go(link.pathname);
  });
}

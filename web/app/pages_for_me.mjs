// Which pages are of use to an official: those whose root field exists for the caller. The hub decides, not the page.

import { fieldsOf } from "./graphql.mjs";

const FEED = "FEED";
/** The root field that each page asks first, in the order of the bar. */
const ROOTS = /** @type {[string, string][]} */ ([
  ["today", "today"],
  ["search", "search"],
  ["links", "personLinks"],
  ["audit", "accessLog"],
  ["deliveries", "deliveries"],
]);

/**
 * The pages of the bar for a session. Whoever may state no purpose of a sender has no deliveries.
 * @param {import("./session.mjs").Session} session
 */
export async function pagesForMe(session) {
  const roots = (await fieldsOf(["Query"])).get("Query") ?? new Set();
  const pages = ROOTS.filter(([page, root]) => roots.has(root) && (page !== "deliveries" || session.purposes.includes(FEED)));
  return [...pages.map(([page]) => page), "about"];
}

// Days, times and numbers as people read them. Browsers do not know Kazakh months (Debian's Chromium writes
// `2026 M11 28`), so the months stand in the texts.

import { spoken, t } from "./texts.mjs";

export const ZONE = "Asia/Almaty";

/** Today in Kazakhstan, as `YYYY-MM-DD`. */
export function today() {
  return dayOf(new Date());
}

/**
 * The day in Kazakhstan of a moment, as `YYYY-MM-DD`.
 * @param {Date} moment
 */
export function dayOf(moment) {
  return moment.toLocaleDateString("sv-SE", { timeZone: ZONE });
}

/**
 * A day in words: `28 November 2026`. A masked date is a year, and stays one.
 * @param {string | null | undefined} value a day (`YYYY-MM-DD`), a moment (RFC 3339), or a year
 */
export function day(value) {
  if (!value) return "";
  if (value.length === 4) return value;
  const iso = value.length > 10 ? dayOf(new Date(value)) : value;
  const [year, month, number] = iso.split("-");
  const name = t(`months.${Number(month)}`);
  const shown = { year, month: name, day: Number(number) };
  return t("dates.day", shown);
}

/**
 * A day without its year where it is this year.
 * @param {string | null | undefined} value
 */
export function shortDay(value) {
  if (!value) return "";
  const iso = value.length > 10 ? dayOf(new Date(value)) : value;
  if (iso.slice(0, 4) !== today().slice(0, 4) || iso.length < 10) return day(value);
  const [, month, number] = iso.split("-");
  return t("dates.shortDay", { month: t(`months.${Number(month)}`), day: Number(number) });
}

/**
 * A moment as day and time in Kazakhstan.
 * @param {string | null | undefined} value
 */
export function moment(value) {
  if (!value) return "";
  return `${day(value)}, ${time(value)}`;
}

/**
 * The time of a moment in Kazakhstan, `14:05`.
 * @param {string} value
 */
export function time(value) {
  return new Date(value).toLocaleTimeString("sv-SE", { timeZone: ZONE, hour: "2-digit", minute: "2-digit" });
}

/**
 * A whole number with its thousands apart.
 * @param {number} value
 */
export function number(value) {
  return String(value).replace(/\B(?=(\d{3})+$)/g, spoken() === "en" ? "," : "\u00a0");
}

/**
 * How many days there are from today to a day; negative for a day that has passed.
 * @param {string} value
 */
export function daysUntil(value) {
  const iso = value.length > 10 ? dayOf(new Date(value)) : value;
  return Math.round((Date.parse(iso) - Date.parse(today())) / 86_400_000);
}

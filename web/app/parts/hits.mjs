// What the search asks of a record that it finds, and how such a record is named.

import { label, t } from "../texts.mjs";
import { day } from "../dates.mjs";

/** The search, as the pages ask it. */
export const SEARCH = `query ($text: String!, $types: [SearchType!], $first: Int) {
  search(text: $text, types: $types, first: $first) {
    complete
    hits {
      matched
      record {
        __typename
        id
        ... on Person { familyName givenName patronymic birthDate }
        ... on Case { number caseKind: kind status }
        ... on CourtDecision { number decisionKind: kind decidedOn }
        ... on Unit { name }
      }
    }
  }
}`;

/**
 * The name of a person, as far as it is released.
 * @param {any} person
 */
export function personName(person) {
  if (!person) return t("person.notShown");
  const parts = [person.familyName, person.givenName, person.patronymic].filter(Boolean);
  return parts.length ? parts.join(" ") : t("person.nameless");
}

/** @param {any} record */
export function hitTitle(record) {
  switch (record.__typename) {
    case "Person":
      return [personName(record), day(record.birthDate)].filter(Boolean).join(", ");
    case "Case":
      return `${label("CaseKind", record.caseKind)} № ${record.number ?? ""}`;
    case "CourtDecision":
      return `${label("DecisionKind", record.decisionKind)} № ${record.number ?? ""}, ${day(record.decidedOn)}`;
    default:
      return record.name ?? record.number ?? record.__typename;
  }
}

/**
 * The page of a record.
 * @param {any} record
 */
export function addressOf(record) {
  if (record.__typename === "Case" && record.number) return `/case/${encodeURI(record.number)}`;
  if (record.__typename === "Person") return `/person/${record.id}`;
  return "/search";
}

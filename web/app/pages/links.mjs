// Pairs that may be one person, side by side, field by field: the same, not the same, later; and back again.

import { ask } from "../graphql.mjs";
import { html, useState } from "../html.mjs";
import { day, number } from "../dates.mjs";
import { personName } from "../parts/hits.mjs";
import { askSelected, errorText, useAnswer, Waiting } from "../parts/query.mjs";
import { inSpoken, label, t } from "../texts.mjs";

const SHOWN = 25;
const SOURCE = { id: 1, system: 1 };
/** @returns {Record<string, any>} */
const COMPARED = () => ({
  id: 1,
  familyName: 1,
  givenName: 1,
  patronymic: 1,
  birthDate: 1,
  sex: 1,
  iin: 1,
  phone: 1,
  region: ["Region", { name: inSpoken("name") }],
  addresses: ["(first: 3)", "Address", { id: 1, text: 1 }],
  sources: ["(first: 10)", "SourceRecord", SOURCE],
});
/** @returns {import("../graphql.mjs").Selection} */
const PAIR = () => ["Person", { ...COMPARED(), possiblySame: ["(first: 5)", "Person", COMPARED()] }];

/** @param {AbortSignal} signal */
function askPairs(signal) {
  return askSelected(
    "query",
    (write) => `persons(first: ${SHOWN}, where: { possiblySame: { some: {} } }) { nodes { ${write(PAIR())} } pageInfo { hasNextPage } }`,
    [PAIR()],
    {},
    signal,
  );
}

/**
 * The pairs of an answer, each once.
 * @param {any[]} persons
 */
function pairsOf(persons) {
  const pairs = new Map();
  for (const person of persons) {
    for (const other of person.possiblySame?.nodes ?? []) {
      const key = [person.id, other.id].sort().join(" ");
      if (!pairs.has(key)) pairs.set(key, { key, one: person, other });
    }
  }
  return [...pairs.values()];
}

export default function Links() {
  const [decided, setDecided] = useState(/** @type {any[]} */ ([]));
  const [later, setLater] = useState(/** @type {Set<string>} */ (new Set()));
  const [problem, setProblem] = useState(/** @type {any} */ (null));
  const asked = useAnswer(askPairs, []);
  const pairs = pairsOf(asked.data?.persons.nodes ?? []);
  const waiting = pairs.filter((pair) => !later.has(pair.key) && !decided.some((/** @type {any} */ done) => done.key === pair.key));
  const pair = waiting[0];

  /**
   * @param {string} link
   * @param {string} decision
   */
  async function decide(link, decision) {
    setProblem(null);
    try {
      await ask("mutation ($link: ID!, $decision: LinkDecision!) { decideLink(link: $link, decision: $decision) { id } }", { link, decision });
      setDecided([{ key: pair.key, link, decision, names: personName(pair.one) }, ...decided]);
    } catch (error) {
      setProblem(error);
    }
  }

  /** @param {any} done */
  async function undo(done) {
    setProblem(null);
    try {
      await ask("mutation ($link: ID!) { decideLink(link: $link, decision: UNDECIDED) { id } }", { link: done.link });
      setDecided(decided.filter((/** @type {any} */ one) => one !== done));
    } catch (error) {
      setProblem(error);
    }
  }

  return html`<div>
    <h1>${t("links.title")}</h1>
    <p>${t("links.what")}</p>
    <${Waiting} asked=${asked} />
    ${problem && html`<p class="error" role="alert">${errorText(problem)}</p>`}
    ${pair && html`<${Pair} key=${pair.key} pair=${pair} onDecide=${decide} onLater=${() => setLater(new Set([...later, pair.key]))} />`}
    ${asked.data && !pair && html`<p class="empty">${later.size ? t("links.onlyLater") : t("links.none")}</p>`}
    ${later.size > 0 && html`<p><button type="button" onClick=${() => setLater(new Set())}>${t("links.showLater")}</button></p>`}
    ${asked.data?.persons.pageInfo.hasNextPage && !pair && html`<p><button type="button" onClick=${asked.reload}>${t("links.next")}</button></p>`}
    ${decided.length > 0 &&
    html`<section>
      <h2>${t("links.decided")}</h2>
      <ul>
        ${decided.map(
          (/** @type {any} */ done) => html`<li key=${done.key}>
            ${done.names}: ${label("LinkDecision", done.decision)}
            <button type="button" onClick=${() => undo(done)}>${t("links.undo")}</button>
          </li>`,
        )}
      </ul>
    </section>`}
  </div>`;
}

/** @param {{ pair: any, onDecide: (link: string, decision: string) => void, onLater: () => void }} properties */
function Pair({ pair, onDecide, onLater }) {
  const { one, other } = pair;
  const asked = useAnswer((signal) => ask("query ($person: ID!) { personLinks(person: $person) { id score persons } }", { person: one.id }, { signal }), [pair.key]);
  const link = asked.data?.personLinks.find((/** @type {any} */ found) => found.persons.includes(one.id) && found.persons.includes(other.id));
  const rows = ["familyName", "givenName", "patronymic", "birthDate", "sex", "iin", "phone", "region", "addresses", "sources"];
  return html`<section class="pair">
    ${link && html`<p>${t("links.score", { score: number(Math.round(link.score * 100)) })}</p>`}
    <table>
      <thead>
        <tr>
          <th scope="col">${t("links.field")}</th>
          <th scope="col"><a href=${`/person/${one.id}`}>${t("links.first")}</a></th>
          <th scope="col"><a href=${`/person/${other.id}`}>${t("links.second")}</a></th>
        </tr>
      </thead>
      <tbody>
        ${rows.map((name) => {
          const [left, right] = [shown(one, name), shown(other, name)];
          if (!left && !right) return null;
          const same = left === right;
          return html`<tr class=${same ? "" : "differs"}>
            <th scope="row">${t(`links.${name}`)}</th>
            <td>${left || "–"}</td>
            <td>${right || "–"} ${!same && name !== "sources" && html`<small>${t("links.differs")}</small>`}</td>
          </tr>`;
        })}
      </tbody>
    </table>
    <p class="actions">
      <button type="button" class="main" disabled=${!link} onClick=${() => onDecide(link.id, "SAME")}>${t("links.same")}</button>
      <button type="button" disabled=${!link} onClick=${() => onDecide(link.id, "DIFFERENT")}>${t("links.notSame")}</button>
      <button type="button" onClick=${onLater}>${t("links.later")}</button>
    </p>
  </section>`;
}

/**
 * A field of a person as words.
 * @param {any} person
 * @param {string} name
 */
function shown(person, name) {
  if (name === "birthDate") return day(person.birthDate);
  if (name === "sex") return label("Sex", person.sex);
  if (name === "region") return person.region?.name ?? "";
  if (name === "addresses") return (person.addresses?.nodes ?? []).map((/** @type {any} */ address) => address.text).filter(Boolean).join("; ");
  if (name === "sources") return [...new Set((person.sources?.nodes ?? []).map((/** @type {any} */ source) => source.system))].join(", ");
  return person[name] ?? "";
}

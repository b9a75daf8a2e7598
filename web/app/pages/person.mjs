// A person: who it is, on which registers, what is owed, which systems say what, what is closed and whom to ask.

import { AccessNotes } from "../parts/access_notes.mjs";
import { aboutPersons, Deed } from "../parts/deeds.mjs";
import { EnterDeed } from "../parts/enter_deed.mjs";
import { Follow } from "../parts/follow.mjs";
import { html, useState } from "../html.mjs";
import { personName } from "../parts/hits.mjs";
import { blocksOf, PERSON } from "../parts/person_blocks.mjs";
import { PersonHead } from "../parts/person_head.mjs";
import { askSelected, useAnswer, Waiting } from "../parts/query.mjs";
import { Sources } from "../parts/sources.mjs";
import { Timeline } from "../parts/timeline.mjs";
import { t } from "../texts.mjs";

/** @param {{ argument: string }} properties */
export default function Person({ argument: id }) {
  const [deed, setDeed] = useState("");
  const asked = useAnswer(
    (signal) => askSelected("query ($id: ID!)", (write) => `person(id: $id) { ${write(PERSON())} }`, [PERSON()], { id }, signal),
    [id],
  );
  const person = asked.data?.person;
  if (!asked.data) return html`<h1>${t("person.title")}</h1><${Waiting} asked=${asked} />`;
  if (!person) return html`<h1>${t("person.title")}</h1><p class="note">${t("person.unknown")}</p>`;
  return html`
    <div class="record">
      <${PersonHead} person=${person} />
      <div class="tools no-print">
        <${EnterDeed} choose=${aboutPersons} onDeed=${setDeed} />
        <${Follow} id=${id} onChange=${asked.reload} />
        <button type="button" onClick=${() => print()}>${t("person.print")}</button>
      </div>
      <${Waiting} asked=${asked} />
      <div class="columns record-columns">
        <div class="work">
          ${blocksOf(person)}
          <${Sources} person=${person} />
          <${AccessNotes} access=${asked.access} />
        </div>
        <aside class="side">
          ${deed
            ? html`<${Deed}
                key=${deed}
                name=${deed}
                about=${{ person: id, title: personName(person) }}
                onDone=${asked.reloadAfterDeed}
                onClose=${() => setDeed("")}
              />`
            : html`<${Timeline} of=${id} version=${asked.data} />`}
        </aside>
      </div>
    </div>
  `;
}

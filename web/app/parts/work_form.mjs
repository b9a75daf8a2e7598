// A mutation of the work as a form, made of its declaration (the root field `workForms`). What the hub knows already
// is filled in; what is entered is kept as a draft until it is sent; the answer says what follows.

import { ask } from "../graphql.mjs";
import { draftEvents, openDraft } from "../drafts.mjs";
import { html, useEffect, useRef, useState } from "../html.mjs";
import { moment } from "../dates.mjs";
import { sessionEvents } from "../session.mjs";
import { inputLabel, t, workText } from "../texts.mjs";
import { checked, filledBy, firstValues, variablesOf } from "./form_values.mjs";
import { FormField } from "./form_field.mjs";
import { NormLine } from "./norms.mjs";
import { errorText } from "./query.mjs";

/**
 * @typedef {{ name: string, kind: string, required: boolean, target: string | null, choices: string[], longest: number | null }} WorkInput
 * @typedef {{ name: string, norms: string[], by: string | null, choices: { value: string, norm: string }[], inputs: WorkInput[] }} WorkFormDeclaration
 * @typedef {{ preset?: Record<string, any>, first?: Record<string, any>, records?: Record<string, { id: string, title: string, fills?: Record<string, any> }[]>, title?: string }} WorkContext
 *   what the hub knows already: values of inputs, values that can be changed, and the records of each type from which
 *   one is chosen
 */

/**
 * @param {{ form: WorkFormDeclaration, context: WorkContext, onDone: (done: any) => void, onClose: () => void }} properties
 */
export function WorkForm({ form, context, onDone, onClose }) {
  const place = `${form.name}:${JSON.stringify([context.preset ?? {}, context.first ?? {}])}`;
  const [values, setValues] = useState(() => firstValues(form, context));
  const [touched, setTouched] = useState(/** @type {Set<string>} */ (new Set()));
  const [sent, setSent] = useState(/** @type {{ state: string, error?: any, done?: any }} */ ({ state: "open" }));
  const [restored, setRestored] = useState(false);
  const [sentElsewhere, setSentElsewhere] = useState(false);
  const element = useRef(/** @type {HTMLFormElement | null} */ (null));
  const draft = useRef(/** @type {import("../drafts.mjs").Draft | null} */ (null));
  const entered = useRef(/** @type {Record<string, any>} */ ({}));

  useEffect(() => {
    let closed = false;
    openDraft(place).then((opened) => {
      if (closed) return opened.close();
      draft.current = opened;
      if (opened.values) {
        setValues((before) => ({ ...before, ...opened.values, ...entered.current, ...(context.preset ?? {}) }));
        setRestored(true);
      } else if (Object.keys(entered.current).length) {
        // Whoever types before the draft is opened loses nothing of it.
        opened.keep({ ...values, ...entered.current });
      }
    });
    const told = (/** @type {any} */ event) => event.detail === draft.current?.name && setSentElsewhere(true);
    // Why it was refused is over once the official has signed in again.
    const resumed = () => setSent((before) => (before.state === "refused" ? { state: "open" } : before));
    draftEvents.addEventListener("sent", told);
    sessionEvents.addEventListener("resumed", resumed);
    element.current?.querySelector(/** @type {any} */ ("input:not([type=hidden]), select, textarea"))?.focus();
    return () => {
      closed = true;
      draftEvents.removeEventListener("sent", told);
      sessionEvents.removeEventListener("resumed", resumed);
      draft.current?.close();
    };
  }, [place]);

  const problems = checked(form, values);

  /**
   * @param {string} name
   * @param {any} value
   */
  function change(name, value) {
    const changes = { [name]: value, ...filledBy(form, context, name, value) };
    const next = { ...values, ...changes };
    entered.current = { ...entered.current, ...changes };
    setValues(next);
    setTouched(new Set([...touched, name]));
    draft.current?.keep(next);
  }

  /** @param {Event} event */
  async function send(event) {
    event.preventDefault();
    // A button that is disabled loses the focus; one that is pressed again while it sends does nothing.
    if (sent.state === "sending") return;
    setTouched(new Set(form.inputs.map((input) => input.name)));
    if (Object.keys(problems).length) {
      const first = form.inputs.find((input) => problems[input.name]);
      const field = /** @type {any} */ (element.current?.elements.namedItem(first?.name ?? ""));
      field?.focus?.();
      return;
    }
    setSent({ state: "sending" });
    // With its key, so that what is sent twice after a lost answer is done once.
    await draft.current?.keep(values);
    try {
      const done = await carryOut(form, values);
      draft.current?.sent();
      setSent({ state: "done", done });
      onDone(done);
    } catch (error) {
      setSent({ state: "refused", error });
    }
  }

  function giveUp() {
    draft.current?.drop();
    onClose();
  }

  const text = workText(form.name);
  if (sent.state === "done") return html`<${Done} text=${text} done=${sent.done} onClose=${onClose} />`;
  const norm = normOf(form, values);
  return html`
    <form ref=${element} class="work-form" noValidate onSubmit=${send} aria-labelledby="work-title">
      <h2 id="work-title">${text.title}</h2>
      ${context.title && html`<p class="about-whom">${context.title}</p>`}
      ${norm && html`<${NormLine} code=${norm} />`}
      ${restored && html`<p class="note" role="status">${t("form.restored")}</p>`}
      ${sentElsewhere && html`<p class="note sent-elsewhere" role="alert">${t("form.sentElsewhere")}</p>`}
      ${form.inputs
        .filter((input) => input.kind !== "KEY" && !(context.preset && input.name in context.preset))
        .map(
          (input) => html`<${FormField}
            key=${input.name}
            input=${input}
            label=${inputLabel(form.name, input.name)}
            hint=${text.hints[input.name]}
            value=${values[input.name]}
            records=${context.records?.[input.target ?? ""]}
            problem=${touched.has(input.name) ? problems[input.name] : undefined}
            onChange=${(/** @type {any} */ value) => change(input.name, value)}
          />`,
        )}
      ${sent.state === "refused" && html`<p class="error" role="alert">${errorText(sent.error)}</p>`}
      <p class="actions">
        <button type="submit" class="main" aria-disabled=${sent.state === "sending"}>
          ${sent.state === "sending" ? t("form.sending") : t(sentElsewhere ? "form.sendAgain" : "form.send")}
        </button>
        <button type="button" onClick=${giveUp}>${t("form.giveUp")}</button>
      </p>
    </form>
  `;
}

/**
 * The norm under which the mutation will be done, as far as it is known by now.
 * @param {WorkFormDeclaration} form
 * @param {Record<string, any>} values
 */
function normOf(form, values) {
  if (!form.by) return form.norms[0];
  const by = values[form.by];
  return form.choices.find((choice) => choice.value === by)?.norm;
}

/**
 * Carry a mutation out, and say to whom notices went.
 * @param {WorkFormDeclaration} form
 * @param {Record<string, any>} values
 */
async function carryOut(form, values) {
  const { heads, passed, variables } = variablesOf(form, values);
  const { data } = await ask(
    `mutation (${heads}) { done: ${form.name}(${passed}) { norm at record notices } }`,
    variables,
  );
  const notices = await recipientsOf(data.done.notices ?? []);
  return { ...data.done, notices };
}

/** @param {string[]} ids */
async function recipientsOf(ids) {
  if (!ids.length) return [];
  try {
    const query = "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Notice { recipient { name } } } }";
    const { data } = await ask(query, { ids });
    return data.nodes.map((/** @type {any} */ node) => node?.recipient?.name ?? null);
  } catch {
    // What was done is done; to whom it was told stands in the hub.
    return ids.map(() => null);
  }
}

/** @param {{ text: any, done: any, onClose: () => void }} properties */
function Done({ text, done, onClose }) {
  const button = useRef(/** @type {HTMLButtonElement | null} */ (null));
  useEffect(() => button.current?.focus(), []);
  return html`
    <section class="work-done" role="status">
      <h2><span aria-hidden="true">✓ </span>${t("form.done")}: ${text.title}</h2>
      <p>${moment(done.at)}</p>
      <${NormLine} code=${done.norm} />
      ${done.notices.map(
        (/** @type {string | null} */ name) => html`<p>${name ? t("form.noticeTo", { unit: name }) : t("form.noticeSent")}</p>`,
      )}
      ${text.done && html`<p>${text.done}</p>`}
      <p class="actions"><button ref=${button} type="button" class="main" onClick=${onClose}>${t("form.close")}</button></p>
    </section>
  `;
}

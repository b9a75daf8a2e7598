// A dialog of the browser's own: it keeps the focus inside, closes with Escape, and gives the focus back.

import { html, useEffect, useRef } from "../html.mjs";
import { t } from "../texts.mjs";

/**
 * @param {{ title: string, children: any, onClose?: () => void }} properties without `onClose` it cannot be left
 */
export function Dialog({ title, children, onClose }) {
  const element = useRef(/** @type {HTMLDialogElement | null} */ (null));
  useEffect(() => {
    const before = /** @type {HTMLElement | null} */ (document.activeElement);
    element.current?.showModal();
    return () => before?.focus?.();
  }, []);
  const cancel = (/** @type {Event} */ event) => {
    event.preventDefault();
    onClose?.();
  };
  return html`
    <dialog ref=${element} aria-labelledby="dialog-title" onCancel=${cancel}>
      <div class="dialog-head">
        <h2 id="dialog-title">${title}</h2>
        ${onClose &&
        html`<button type="button" class="quiet" aria-label=${t("shell.close")} onClick=${onClose}>✕</button>`}
      </div>
      ${children}
    </dialog>
  `;
}

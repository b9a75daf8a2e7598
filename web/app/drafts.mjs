// Drafts of forms outlive a lost connection, a reload, a second tab and an ended session. They lie in the browser's
// storage, encrypted with a key that the hub gives to nobody but the same official: without a session nobody reads
// them (AES-GCM, Web Crypto).

const PREFIX = "ortaq-draft:";
/** @type {CryptoKey | null} */
let key = null;

/**
 * Use the official's key from now on.
 * @param {string} base64
 */
export async function useDraftKey(base64) {
  const raw = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  key = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
}

/**
 * Where a draft lies: a digest, so that the storage names neither form nor record.
 * @param {string} form
 */
async function placeOf(form) {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(form));
  return PREFIX + btoa(String.fromCharCode(...new Uint8Array(digest).slice(0, 18)));
}

/**
 * Keep what is in a form.
 * @param {string} form which form of which record
 * @param {Record<string, unknown>} values
 */
export async function keepDraft(form, values) {
  if (!key) return;
  const nonce = crypto.getRandomValues(new Uint8Array(12));
  const plain = new TextEncoder().encode(JSON.stringify(values));
  const sealed = new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv: nonce }, key, plain));
  localStorage.setItem(await placeOf(form), btoa(String.fromCharCode(...nonce, ...sealed)));
}

/**
 * What was in a form; null where nothing was kept, or another official kept it.
 * @param {string} form
 * @returns {Promise<Record<string, any> | null>}
 */
export async function readDraft(form) {
  const kept = localStorage.getItem(await placeOf(form));
  if (!key || !kept) return null;
  const bytes = Uint8Array.from(atob(kept), (character) => character.charCodeAt(0));
  try {
    const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: bytes.slice(0, 12) }, key, bytes.slice(12));
    return JSON.parse(new TextDecoder().decode(plain));
  } catch {
    return null;
  }
}

/**
 * Forget a draft: its form was sent, or the official gave it up.
 * @param {string} form
 */
export async function dropDraft(form) {
  localStorage.removeItem(await placeOf(form));
}

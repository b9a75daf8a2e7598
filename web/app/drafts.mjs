// Drafts of forms outlive a lost connection, a reload and an ended session. They lie in the browser's storage,
// encrypted with a key that the hub gives to nobody but the same official: without a session nobody reads them
// (AES-GCM, Web Crypto). Each open form has a draft of its own, which it holds with a lock: two tabs with the same
// form do not overwrite each other, and what a closed tab left is taken up by the next one that opens the form.

const PREFIX = "ortaq-draft:";
const CHANNEL = new BroadcastChannel("ortaq-drafts");
/** @type {CryptoKey | null} */
let key = null;

/** Fires `sent` when a form was sent in another tab; `detail` is its `name`. */
export const draftEvents = new EventTarget();
CHANNEL.onmessage = (/** @type {MessageEvent} */ { data }) => {
  draftEvents.dispatchEvent(new CustomEvent("sent", { detail: data }));
};

/**
 * Use the official's key from now on.
 * @param {string} base64
 */
export async function useDraftKey(base64) {
  const raw = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  key = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
}

/** What is entered in one open form. */
export class Draft {
  #place;
  #release;
  #version = 0;

  /**
   * @param {string} name of the form and record, the same in every tab
   * @param {string} place where it lies in the storage
   * @param {() => void} release lets another tab have it
   * @param {Record<string, any> | null} values what was entered before
   */
  constructor(name, place, release, values) {
    this.name = name;
    this.values = values;
    this.#place = place;
    this.#release = release;
  }

  /**
   * Keep what is in the form. Of two that overlap the later one stays.
   * @param {Record<string, unknown>} values
   */
  async keep(values) {
    const version = ++this.#version;
    const sealed = await seal(values);
    if (sealed !== null && version === this.#version) localStorage.setItem(this.#place, sealed);
  }

  /** Forget it: the official gave it up. */
  drop() {
    this.#version += 1;
    localStorage.removeItem(this.#place);
  }

  /** Forget it, since it was sent, and tell the other tabs with the same form. */
  sent() {
    this.drop();
    CHANNEL.postMessage(this.name);
  }

  /** The form is closed: what was kept waits for the next one that opens it. */
  close() {
    this.#release();
  }
}

/**
 * The draft of a form that is opened: the newest that no open form holds, else an empty one.
 * @param {string} form which form of which record
 * @returns {Promise<Draft>}
 */
export async function openDraft(form) {
  const name = await digestOf(form);
  const left = await Promise.all(placesOf(name).map(async (place) => ({ place, read: await unseal(place) })));
  const readable = left.flatMap(({ place, read }) => (read ? [{ place, ...read }] : []));
  for (const { place, values } of readable.sort((one, other) => other.at - one.at)) {
    const release = await hold(place);
    if (release) return new Draft(name, place, release, values);
  }
  const place = `${PREFIX}${name}:${crypto.randomUUID()}`;
  return new Draft(name, place, (await hold(place)) ?? (() => {}), null);
}

/**
 * A digest, so that the storage names neither form nor record.
 * @param {string} form
 */
async function digestOf(form) {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(form));
  return btoa(String.fromCharCode(...new Uint8Array(digest).slice(0, 18)));
}

/** @param {string} name */
function placesOf(name) {
  return Object.keys(localStorage).filter((place) => place.startsWith(`${PREFIX}${name}:`));
}

/**
 * Hold a draft until the result is called, or until the tab is closed; null where another open form holds it.
 * @param {string} place
 * @returns {Promise<(() => void) | null>}
 */
function hold(place) {
  return new Promise((resolve) => {
    navigator.locks.request(place, { ifAvailable: true }, (lock) => {
      if (lock === null) return resolve(null);
      return new Promise((release) => resolve(() => release(undefined)));
    });
  });
}

/**
 * @param {Record<string, unknown>} values
 * @returns {Promise<string | null>} null without a key
 */
async function seal(values) {
  if (!key) return null;
  const nonce = crypto.getRandomValues(new Uint8Array(12));
  const plain = new TextEncoder().encode(JSON.stringify({ at: Date.now(), values }));
  const sealed = new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv: nonce }, key, plain));
  return btoa(String.fromCharCode(...nonce, ...sealed));
}

/**
 * What was kept, and when; null where another official kept it.
 * @param {string} place
 * @returns {Promise<{ at: number, values: Record<string, any> } | null>}
 */
async function unseal(place) {
  const kept = localStorage.getItem(place);
  if (!key || !kept) return null;
  const bytes = Uint8Array.from(atob(kept), (character) => character.charCodeAt(0));
  try {
    const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: bytes.slice(0, 12) }, key, bytes.slice(12));
    return JSON.parse(new TextDecoder().decode(plain));
  } catch {
    return null;
  }
}

/**
 * Where somebody was in the open note, for the page that takes the place of this one: it was loaded again by a key, or
 * because its process had ended, which takes nothing along of what a window keeps for its session.  What opens a note
 * within a page knows more of it (sessions.js), and a window that is opened anew begins anew.
 */

/** @typedef {import("../../editor/src/place.js").Place} Place */
/** @typedef {{id: string, query: string, place: Place, keyboard: boolean}} Left query: what was searched for */

const NAME = "octavo-place";
const NUMBERS = /** @type {const} */ (["anchor", "head", "length", "behind", "first", "below"]);

/** @type {Left | null} */
let left = stored(taken) ?? null;

/**
 * What the page before has left of this note, for the first one that this page shows; nothing where its address leads
 * to what another search has found.
 *
 * @param {string} id
 */
export function takeLeft(id) {
  const found = left?.id === id && ["", left.query].includes(query()) ? left : null;
  left = null;
  return found;
}

/** @param {Omit<Left, "query">} now */
export function leave(now) {
  stored((storage) => storage.setItem(NAME, JSON.stringify({ ...now, query: query() })));
}

const query = () => new URLSearchParams(location.search).get("q") ?? "";

/** What is kept may be of another version of this page. @param {Storage} storage @returns {Left | null} */
function taken(storage) {
  const found = JSON.parse(storage.getItem(NAME) ?? "null");
  storage.removeItem(NAME);
  return NUMBERS.every((name) => Number.isFinite(found?.place?.[name])) ? found : null;
}

/**
 * A browser may keep nothing for anybody.
 *
 * @template T
 * @param {(storage: Storage) => T} work
 */
function stored(work) {
  try {
    return work(sessionStorage);
  } catch (error) {
    if (!(error instanceof DOMException || error instanceof SyntaxError)) throw error;
    return undefined;
  }
}

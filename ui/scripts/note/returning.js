/**
 * Where somebody was in the open note, for the page that takes the place of this one: it was loaded again by a key, or
 * because its process had ended, which takes nothing along of what a window keeps for its session.  What opens a note
 * within a page knows more of it (sessions.js), and a window that is opened anew begins anew.
 */

/** @typedef {{id: string, place: import("../../editor/src/place.js").Place, keyboard: boolean}} Left */

const NAME = "octavo-place";

/** @type {Left | null} */
let left = JSON.parse(stored((storage) => storage.getItem(NAME)) ?? "null");

/** What the page before has left of this note, for the first one that this page shows. @param {string} id */
export function takeLeft(id) {
  const found = left?.id === id ? left : null;
  left = null;
  return found;
}

/** @param {Left} now */
export function leave(now) {
  stored((storage) => storage.setItem(NAME, JSON.stringify(now)));
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
    if (!(error instanceof DOMException)) throw error;
    return undefined;
  }
}

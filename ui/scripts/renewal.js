/**
 * After notes were changed behind the page: lists, counts and the open note as they are now.
 */
import { send } from "./api.js";
import { editor, notePane, openId, openNote, refreshLibrary, refreshList } from "./panes.js";

/** Milliseconds in which what another page has sent is saved. */
const LATER = 500;

/** Everything that is typed is in the library, or the editor says what is the matter. @returns {Promise<boolean>} */
export const saved = async () => (await editor()?.flush()) ?? true;

export async function renew() {
  await renewNote(openId());
  await refreshList();
  refreshLibrary();
}

/**
 * The new text comes as a change that can be undone; what was typed meanwhile is left to the editor, which finds out.
 * @param {string} id
 */
async function renewNote(id) {
  if (!id || !(editor()?.state === "saved" || editor()?.hasAttribute("readonly"))) return;
  const stored = await send("GET", `/notes/${id}/text`);
  if (id !== openId()) return;
  if (isElsewhere(stored)) return openNote(id);
  if (id !== openId() || editor().state !== "saved" || stored.version <= editor().version) return;
  editor().replaceText(stored.body, stored.version);
  editor().dispatchEvent(new CustomEvent("octavo:saved", { bubbles: true, detail: stored }));
}

/**
 * Whether a note came, went or was filed otherwise: its pane says so in many places.
 * @param {{trashed: boolean, notebook: string, tags: string[]}} stored
 */
function isElsewhere({ trashed, notebook, tags }) {
  const chips = [...notePane().querySelectorAll("note-tags .tags [data-tag]")];
  const shown = chips.map((chip) => chip.getAttribute("data-tag"));
  return (
    trashed !== editor().hasAttribute("readonly") ||
    notebook !== (notePane().dataset.notebook ?? "") ||
    tags.length !== shown.length ||
    tags.some((tag) => !shown.includes(tag))
  );
}

/** A page that is loaded again is asked for while the last words of the one before it are being saved. */
const loaded = performance.getEntriesByType("navigation")[0];
if (loaded instanceof PerformanceNavigationTiming && loaded.type !== "navigate")
  setTimeout(() => void renewNote(openId()), LATER);

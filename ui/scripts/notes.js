/**
 * What can be done with notes: made, filed, thrown away, brought back, copied.
 */
import { send } from "./api.js";
import { define, perform } from "./acts.js";
import {
  editor,
  focusNote,
  openAddress,
  openId,
  openNote,
  openPlace,
  place,
  refreshLibrary,
  refreshList,
  results,
  showPane,
} from "./panes.js";
import { say } from "./elements/undo-toast.js";
import { phrase } from "./phrases.js";
import { tell } from "./reversal.js";
import { TypeAhead } from "./type-ahead.js";

/**
 * Run something that may be refused; a refusal is said, and `undefined` comes back.
 * @template T
 * @param {() => Promise<T>} work
 * @returns {Promise<T | undefined>}
 */
export async function attempt(work) {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    say({ text: error.message });
    return undefined;
  }
}

/**
 * Write fields of the open note beside its text, in the editor's own queue; they are asked for
 * again when somebody else has changed the note meanwhile.
 * @param {() => {notebook?: string, tags?: string[]}} fields
 */
export function put(fields) {
  return attempt(() => editor().put(fields));
}

/** @param {{body?: string, title?: string, notebook?: string, tag?: string}} draft */
export async function create(draft = {}) {
  const list = results().dataset;
  const filed = { notebook: list.notebook || undefined, tag: list.tag || undefined, ...draft };
  const note = await attempt(() => send("POST", "/notes", filed));
  if (!note) return undefined;
  await (list.trash !== undefined || list.found !== undefined ? openPlace("") : refreshList());
  refreshLibrary();
  await openNote(note.id, { focus: true });
  return note;
}

define("new-note", async () => {
  const empty = editor() && !editor().text && !editor().hasAttribute("readonly");
  if (empty && results().querySelector(`[data-note-id="${openId()}"]`)) focusNote();
  else await begin();
});

define("new-note-in", (origin) => begin({ notebook: path(origin), tag: undefined }));

/** @type {TypeAhead | undefined} */
let ahead;

/**
 * Makes one empty note at a time, which has what is typed meanwhile; where it is refused, the text
 * has that which was being written.
 * @param {{notebook?: string, tag?: undefined}} [draft]
 */
async function begin(draft) {
  if (ahead) return;
  const wasWriting = Boolean(editor()?.contains(document.activeElement));
  ahead = new TypeAhead(phrase("New note"));
  let note;
  try {
    note = await create(draft);
  } finally {
    const typed = ahead.end();
    ahead = undefined;
    if (note ? openId() === note.id : wasWriting) editor()?.type(typed);
  }
}

define("trash", async () => {
  const id = openId();
  const next = neighbour(id);
  const thrown = await attempt(() => moved(id, "trash"));
  if (!thrown) return;
  await leave(id, next);
  tell(thrown, () => openNote(id));
});

define("restore-note", async () => {
  const id = openId();
  const restored = await attempt(() => send("POST", `/notes/${id}/restore`));
  if (!restored) return;
  await openNote(id);
  await refreshList();
  refreshLibrary();
  tell(restored);
});

define("restore", async (origin) => {
  const row = /** @type {HTMLElement} */ (origin.closest("[data-note-id]"));
  const id = row.dataset.noteId ?? "";
  const restored = await attempt(() => send("POST", `/notes/${id}/restore`));
  if (!restored) return;
  await refreshList();
  refreshLibrary();
  if (openId() === id) await openNote(id);
  tell(restored);
});

define("copy-text", async () => {
  await navigator.clipboard.writeText(editor().text);
  say({ words: "copied" });
});

define("find", () => {
  if (document.getElementById("panes")?.dataset.mode === "read") perform("mode-both");
  editor()?.openSearch();
});

define("back", () => {
  showPane("list");
  /** @type {HTMLElement | null} */ (results().querySelector("a[aria-current]"))?.focus();
});

/**
 * @param {string} id
 * @param {"trash"} where
 */
async function moved(id, where) {
  if (openId() === id) await editor()?.flush();
  return send("POST", `/notes/${id}/${where}`);
}

/**
 * The note that takes the place of one that leaves the list.
 * @param {string} id
 */
function neighbour(id) {
  const row = results().querySelector(`[data-note-id="${id}"]`);
  const next = row?.nextElementSibling?.matches("[data-note-id]")
    ? row.nextElementSibling
    : row?.previousElementSibling;
  return next instanceof HTMLElement ? (next.dataset.noteId ?? "") : "";
}

/**
 * @param {string} id
 * @param {string} next
 */
async function leave(id, next) {
  results().querySelector(`[data-note-id="${id}"]`)?.remove();
  showPane("list");
  await (next ? openNote(next) : openNote(id));
  showPane("list");
  await refreshList();
  refreshLibrary();
}

/** @param {HTMLElement} origin */
function path(origin) {
  return /** @type {HTMLElement} */ (origin.closest("[data-path]")).dataset.path ?? "";
}

/**
 * A link to another note opens it beside the same list, which is asked for anew when the link came from elsewhere; that
 * note is what somebody wants to go on with.
 */
document.addEventListener("octavo:follow", async (event) => {
  event.preventDefault();
  const { path, elsewhere } = /** @type {CustomEvent} */ (event).detail;
  await openAddress(path.includes("?") ? path : path + place());
  if (!elsewhere) return;
  focusNote();
  await refreshList();
  refreshLibrary();
});

/** A link to a note that there is not yet makes it, in the notebook of the note that it stands in. */
document.addEventListener("octavo:wanted", (event) => {
  const { title } = /** @type {CustomEvent} */ (event).detail;
  void create({ body: `# ${title}\n\n` });
});

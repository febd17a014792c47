/**
 * <file-drop>: files and folders that are dropped on the page become notes.  The window knows where they lie; a browser
 * tells what is in a file, and of a folder nothing but that it is one.
 */
import { ApiError, send } from "../api.js";
import { define } from "../acts.js";
import { phrase } from "../phrases.js";
import { say } from "./undo-toast.js";

/** @typedef {import("./import-folder.js").ImportFolder} ImportFolder */
/** @typedef {import("./import-folder.js").OfFiles} OfFiles */

const MARKDOWN = /\.(md|markdown|mdown|mkd|mdwn)$/i;

class FileDrop extends HTMLElement {
  /** Something of the page itself is dragged. */
  #isOwn = false;

  connectedCallback() {
    const early = { capture: true };
    addEventListener("dragstart", () => (this.#isOwn = true), early);
    addEventListener("dragend", () => (this.#isOwn = false), early);
    addEventListener("dragover", this.over, early);
    addEventListener("dragleave", this.leave, early);
    addEventListener("drop", this.drop, early);
    document.addEventListener("octavo:files", this.hear);
  }

  /** What the window says, which keeps files to itself. @param {Event} event */
  hear = (event) => {
    const { detail } = /** @type {CustomEvent<"over" | "gone" | "dropped">} */ (event);
    this.hidden = detail !== "over";
    if (detail === "dropped") attempt(takePlaces);
  };

  /** @param {DragEvent} event */
  brings(event) {
    return !this.#isOwn && (event.dataTransfer?.types ?? []).includes("Files");
  }

  /** @param {DragEvent} event */
  over = (event) => {
    if (!this.brings(event)) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.dataTransfer) event.dataTransfer.dropEffect = "copy";
    this.hidden = false;
  };

  /** @param {DragEvent} event */
  leave = (event) => {
    if (this.brings(event) && !event.relatedTarget) this.hidden = true;
  };

  /** @param {DragEvent} event */
  drop = (event) => {
    if (!this.brings(event)) return;
    event.preventDefault();
    event.stopPropagation();
    this.hidden = true;
    const things = [...(event.dataTransfer?.items ?? [])];
    const folders = things.map((one) => one.webkitGetAsEntry?.()).filter((entry) => entry?.isDirectory);
    const files = [...(event.dataTransfer?.files ?? [])];
    const names = folders.map((entry) => entry?.name ?? "");
    attempt(() => takeContents(files, names));
  };
}

/** Files come in; a folder is asked about first. */
async function takePlaces() {
  const { folder, others, report } = await send("POST", "/drops");
  if (report) await importer().brought(report);
  if (folder) ask(folder, left(others, report));
}

/** One import at a time. @param {string} folder @param {string} outside what did not come in */
function ask(folder, outside) {
  if (importer().running) say({ text: phrase("An import is going on. Drop the folder again when it has ended.") });
  else importer().show(folder, outside);
}

/**
 * What stays outside while a folder is asked about.
 * @param {string[]} folders @param {OfFiles | undefined} report
 */
function left(folders, report) {
  const files = (report?.troubles ?? []).map(({ path, why }) => `${path}: ${why}`);
  const others = folders.map((name) => phrase("{name}: one folder at a time, drop it again.", { name }));
  return [...files, ...others].join(" ");
}

/** @param {File[]} files @param {string[]} folders */
async function takeContents(files, folders) {
  const notes = files.filter((file) => MARKDOWN.test(file.name));
  const reports = [];
  for (const file of notes) reports.push(await sent(file));
  const report = reports.length ? reports.reduce(together) : undefined;
  if (report) await importer().brought(report);
  if (folders.length) ask("", left(folders.slice(1), report));
  else if (!notes.length)
    say({ text: phrase("Only Markdown files, and folders of them, become notes here.") });
}

/** A browser asks for files itself. */
function choose() {
  const field = document.createElement("input");
  Object.assign(field, { type: "file", multiple: true, accept: ".md,.markdown,.mdown,.mkd,.mdwn" });
  field.addEventListener("change", () => attempt(() => takeContents([...(field.files ?? [])], [])));
  field.click();
}

define("upload-files", choose);

/** @param {() => Promise<void>} act */
async function attempt(act) {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    say({ text: error.message });
  }
}

/** Of two acts no one undo can speak. @param {OfFiles} one @param {OfFiles} other @returns {OfFiles} */
const together = (one, other) => ({
  act: one.act && other.act ? 0 : one.act || other.act,
  created: one.created + other.created,
  updated: one.updated + other.updated,
  skipped: one.skipped + other.skipped,
  failed: one.failed + other.failed,
  warnings: one.warnings + other.warnings,
  troubles: [...one.troubles, ...other.troubles],
  note: other.note || one.note,
});

/** One that does not come in holds up no other. @param {File} file @returns {Promise<OfFiles>} */
async function sent(file) {
  try {
    const content = await base64(file);
    return await send("POST", "/drops/content", { name: file.name, content, changed: file.lastModified });
  } catch (error) {
    return failed(file.name, whyNot(error));
  }
}

/** @param {unknown} error */
function whyNot(error) {
  if (error instanceof ApiError) return error.message;
  if (error instanceof DOMException)
    return phrase("This file could not be read: it may be gone, or there is no permission.");
  throw error;
}

/** @param {string} path @param {string} why @returns {OfFiles} */
function failed(path, why) {
  const troubles = [{ path, why }];
  return { act: 0, created: 0, updated: 0, skipped: 0, failed: 1, warnings: 0, troubles, note: "" };
}

/** @param {Blob} file @returns {Promise<string>} */
function base64(file) {
  return new Promise((done, failed) => {
    const reader = new FileReader();
    reader.onload = () => done(String(reader.result).replace(/^[^,]*,?/, ""));
    reader.onerror = () => failed(reader.error);
    reader.readAsDataURL(file);
  });
}

const importer = () => /** @type {ImportFolder} */ (document.querySelector("import-folder"));

customElements.define("file-drop", FileDrop);

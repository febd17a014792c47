/**
 * Searches saved under a name, renamed and removed.  The star of the search box saves what stands in it; of a search
 * that is saved already it opens the same dialog, where it can also be removed.
 */
import { send } from "../api.js";
import { define } from "../acts.js";
import { NameDialog } from "../name-dialog.js";
import { attempt } from "../notes.js";
import { focusList, place, refreshLibrary, refreshList } from "../panes.js";
import { words } from "../words.js";
import { say } from "./undo-toast.js";

class SavedSearches extends NameDialog {
  /** What is saved: what stood in the box when its star was pressed. */
  #query = "";

  connectedCallback() {
    super.connectedCallback();
    define("save-search", () => {
      const { query, saved } = box();
      this.#query = query;
      this.show(saved || query, saved || undefined);
    });
    define("rename-search", (origin) => this.show(name(origin), name(origin)));
    define("remove-search", (origin) => this.discard(name(origin), name(neighbour(origin))));
    define("remove-this-search", () => this.discard(this.renamed ?? ""));
  }

  /**
   * @param {string} text
   * @param {string} [renamed]
   */
  show(text, renamed) {
    super.show(text, renamed);
    this.input.select();
    const removing = /** @type {HTMLElement} */ (this.querySelector("[data-act^=remove]"));
    removing.hidden = renamed === undefined;
  }

  /** @param {string} name */
  write(name) {
    if (this.renamed === undefined)
      return send("POST", "/searches", { name, query: this.#query });
    return send("PUT", "/searches", { name: this.renamed, new_name: name });
  }

  written() {
    refreshLibrary();
    return place() && refreshList();
  }

  /** @param {string} name @param {string} [next] the search that the keyboard goes on with */
  async discard(name, next = "") {
    this.dialog.close();
    const removed = await attempt(() => send("DELETE", "/searches", { name }));
    focusWhenListed(next);
    await this.written();
    if (removed)
      say({ text: words(this, "removed", removed), undo: () => this.bringBack(removed) });
  }

  /** @param {{name: string, query: string}} removed */
  async bringBack(removed) {
    await attempt(() => send("POST", "/searches", removed));
    focusWhenListed(removed.name);
    await this.written();
  }
}

const box = () =>
  /** @type {import("./search-box.js").SearchBox} */ (document.querySelector("search-box"));

/** @param {HTMLElement | null} origin */
function name(origin) {
  return /** @type {HTMLElement | null} */ (origin?.closest("[data-name]"))?.dataset.name ?? "";
}

/** The search that takes the place of one that goes. @param {HTMLElement} origin @returns {HTMLElement | null} */
function neighbour(origin) {
  const row = origin.closest("li");
  const next = row?.nextElementSibling ?? row?.previousElementSibling;
  return next?.querySelector("[data-name]") ?? null;
}

/** When the sidebar has come anew, a keyboard that is nowhere goes on with a search, else with the list. @param {string} wanted */
function focusWhenListed(wanted) {
  const goOn = () => {
    if (document.activeElement !== document.body) return;
    const menu = document.querySelector(`#sidebar [data-name="${CSS.escape(wanted)}"]`);
    const link = menu?.closest("li")?.querySelector("a");
    if (link) link.focus();
    else focusList();
  };
  document.getElementById("sidebar-parts")?.addEventListener("htmx:after:swap", goOn, { once: true });
}

customElements.define("saved-searches", SavedSearches);

/**
 * Tags renamed, merged and removed, in every note that has them: from the list of a tag, and from the sidebar by the
 * menu that a right click or the menu key opens.
 */
import { send } from "../api.js";
import { define } from "../acts.js";
import { NameDialog } from "../name-dialog.js";
import { attempt } from "../notes.js";
import { openPlace, results } from "../panes.js";
import { renew, saved } from "../renewal.js";
import { outcome, tellOf } from "../reversal.js";

class TagName extends NameDialog {
  connectedCallback() {
    super.connectedCallback();
    define("rename-tag", (origin) => this.show(name(origin), name(origin)));
    define("remove-tag", (origin) => this.discard(name(origin)));
    document.addEventListener("contextmenu", menu);
  }

  disconnectedCallback() {
    document.removeEventListener("contextmenu", menu);
  }

  /** @param {string} text @param {string} [renamed] */
  show(text, renamed) {
    super.show(text, renamed);
    this.input.select();
  }

  /** @param {string} name @param {boolean} merge */
  async write(name, merge) {
    await saved();
    return outcome(await send("PUT", "/tags", { name: this.renamed, new_name: name, merge }));
  }

  /** @param {import("../reversal.js").Report} report */
  async written(report) {
    const shown = results().dataset.tag;
    if (shown && shown === this.renamed)
      await openPlace(`?${new URLSearchParams({ tag: this.input.value.replace(/^#/, "") })}`);
    tellOf(report);
    await renew();
  }

  /** @param {string} name */
  async discard(name) {
    await saved();
    const report = await attempt(async () => outcome(await send("DELETE", "/tags", { name })));
    if (!report) return;
    if (results().dataset.tag === name) await openPlace("");
    tellOf(report);
    await renew();
  }
}

/** @param {HTMLElement} origin */
function name(origin) {
  return /** @type {HTMLElement} */ (origin.closest("[data-tag]")).dataset.tag ?? "";
}

/** The sidebar has one menu for all its tags: it goes to the one that it is asked for. @param {MouseEvent} event */
function menu(event) {
  const chip = event.target instanceof Element ? event.target.closest("#sidebar .chip") : null;
  const button = /** @type {import("./menu-button.js").MenuButton | null} */ (document.querySelector(".tag-menu"));
  if (!(chip instanceof HTMLElement) || !button) return;
  event.preventDefault();
  button.menu.dataset.tag = chip.dataset.tag;
  button.showAt(chip);
}

customElements.define("tag-name", TagName);

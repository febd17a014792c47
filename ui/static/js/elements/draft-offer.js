/**
 * Offers the text of the open note that another window, or an earlier one, could not save: to be taken, where
 * nothing stands against that, to be compared, or to be discarded, which can be undone.
 */
import { send } from "../api.js";
import { define } from "../acts.js";
import { settled, together } from "../note/merging.js";
import { here, sessionOf } from "../note/sessions.js";
import { attempt } from "../notes.js";
import { editor, openId, refreshList } from "../panes.js";
import { words } from "../words.js";
import { decide, write } from "./conflict-dialog.js";
import { say } from "./undo-toast.js";

/** @typedef {{window: string, base: number, body: string, before: string | null, title: string | null, when: string}} Draft */

class DraftOffer extends HTMLElement {
  /** @type {Draft[]} */
  #drafts = [];

  connectedCallback() {
    void this.look();
  }

  /** Draws what there is, if it can be had. */
  async look() {
    const id = openId();
    const told = await send("GET", `/notes/${id}/drafts`).catch(() => ({ drafts: [] }));
    this.#drafts = told.drafts.filter((/** @type {Draft} */ draft) => draft.window !== here);
    this.#show();
  }

  get draft() {
    return this.#drafts[0];
  }

  #show() {
    this.hidden = !this.draft;
    const said = /** @type {HTMLElement} */ (this.querySelector("[data-said]"));
    said.textContent = this.draft ? words(this, "kept", { when: this.draft.when }) : "";
  }

  /** Brings the text in; where it touches what the note has become, people decide. */
  async take() {
    await editor().flush();
    const { draft } = this;
    const proposal = await proposed(draft);
    const parts = settled(proposal, draft.body);
    if (!parts) return this.compare();
    await write(together(parts), draft.body, proposal);
    await entitle(draft);
    await this.done(draft);
    editor().focus();
    await refreshList();
  }

  async compare() {
    await editor().flush();
    const { draft } = this;
    const from = words(this, "from", { when: draft.when });
    const matter = { mine: draft.body, propose: () => proposed(draft), from };
    await decide({ ...matter, settled: (taken) => this.#decided(draft, taken) });
  }

  /** @param {Draft} draft @param {boolean} taken whether it is more than discarded */
  async #decided(draft, taken) {
    if (taken) await entitle(draft);
    await this.done(draft);
  }

  async discard() {
    const { draft } = this;
    const id = openId();
    await this.done(draft);
    say({ words: "discarded", undo: () => attempt(() => back(id, draft)) });
  }

  /** @param {Draft} draft */
  async done(draft) {
    await send("DELETE", `/notes/${openId()}/draft`, { window: draft.window });
    this.#drafts = this.#drafts.filter((other) => other !== draft);
    this.#show();
    document.dispatchEvent(new CustomEvent("octavo:drafts"));
  }
}

/** @param {Draft} draft */
const proposed = ({ base, body, before }) =>
  send("POST", `/notes/${openId()}/merge`, { base, body, before: before ?? undefined });

/** The title that waited with the text. @param {Draft} draft */
async function entitle({ title }) {
  if (title === null) return;
  sessionOf(openId())?.rename(title);
  await editor().flush();
}

/** @param {string} id @param {Draft} draft */
async function back(id, { when: _, ...draft }) {
  await send("PUT", `/notes/${id}/draft`, draft);
  document.dispatchEvent(new CustomEvent("octavo:drafts"));
  if (openId() === id) await offer()?.look();
}

const offer = () => {
  const shown = document.querySelector("draft-offer");
  return shown instanceof DraftOffer ? shown : null;
};

customElements.define("draft-offer", DraftOffer);

define("draft-take", () => attempt(async () => offer()?.take()));
define("draft-compare", () => attempt(async () => offer()?.compare()));
define("draft-discard", () => attempt(async () => offer()?.discard()));

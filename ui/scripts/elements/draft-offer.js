/**
 * Offers the text of the open note that another window, or an earlier one, could not save: to be taken, where
 * nothing stands against that, to be compared, or to be discarded, which can be undone. Whatever was begun is
 * finished for that note, though another one may be open by then.
 */
import { send } from "../api.js";
import { define } from "../acts.js";
import { decision, settled, together } from "../note/merging.js";
import { here, sessionOf } from "../note/sessions.js";
import { attempt } from "../notes.js";
import { openId, refreshList } from "../panes.js";
import { words } from "../words.js";
import { decide } from "./conflict-dialog.js";
import { say } from "./undo-toast.js";

/** @typedef {{window: string, base: number, body: string, before: string | null, title: string | null, when: string}} Draft */

/** @typedef {import("../note/sessions.js").Session} Session */

class DraftOffer extends HTMLElement {
  note = "";
  /** @type {Draft[]} */
  #drafts = [];

  connectedCallback() {
    this.note = openId();
    void this.look();
  }

  /** Draws what there is, if it can be had. */
  async look() {
    const told = await send("GET", `/notes/${this.note}/drafts`).catch(() => ({ drafts: [] }));
    this.#drafts = told.drafts.filter((/** @type {Draft} */ draft) => draft.window !== here);
    this.#show();
  }

  get draft() {
    return this.#drafts[0];
  }

  get session() {
    return /** @type {Session} */ (sessionOf(this.note));
  }

  #show() {
    this.hidden = !this.draft;
    const said = /** @type {HTMLElement} */ (this.querySelector("[data-said]"));
    said.textContent = this.draft ? words(this, "kept", { when: this.draft.when }) : "";
  }

  /** Brings the text in; where it touches what the note has become, people decide. */
  async take() {
    const { draft, session } = this;
    await session.autosave.flush();
    if (!(await session.autosave.settle(() => this.#taken(draft)))) return this.#decide(draft, session);
    await this.#decided(draft, session, true);
    session.element?.focus();
    await refreshList();
  }

  /** @param {Draft} draft */
  async #taken(draft) {
    const proposal = await this.#proposed(draft);
    const parts = settled(proposal, draft.body);
    return parts && decision(together(parts), draft.body, proposal);
  }

  async compare() {
    const { draft, session } = this;
    await session.autosave.flush();
    await this.#decide(draft, session);
  }

  /** @param {Draft} draft @param {Session} session */
  #decide(draft, session) {
    const from = words(this, "from", { when: draft.when });
    const matter = { session, mine: draft.body, propose: () => this.#proposed(draft), from };
    return decide({ ...matter, settled: (taken) => this.#decided(draft, session, taken) });
  }

  /** @param {Draft} draft @returns {Promise<any>} */
  #proposed({ base, body, before }) {
    return send("POST", `/notes/${this.note}/merge`, { base, body, before: before ?? undefined });
  }

  /** @param {Draft} draft @param {Session} session @param {boolean} taken whether it is more than discarded */
  async #decided(draft, session, taken) {
    if (taken) await entitle(draft, session);
    await this.done(draft);
  }

  async discard() {
    const { draft, note } = this;
    await this.done(draft);
    say({ words: "discarded", undo: () => attempt(() => back(note, draft)) });
  }

  /** @param {Draft} draft */
  async done(draft) {
    await send("DELETE", `/notes/${this.note}/draft`, { window: draft.window });
    this.#drafts = this.#drafts.filter((other) => other !== draft);
    this.#show();
    document.dispatchEvent(new CustomEvent("octavo:drafts"));
  }
}

/** The title that waited with the text. @param {Draft} draft @param {Session} session */
async function entitle({ title }, session) {
  if (title === null) return;
  session.rename(title);
  await session.autosave.flush();
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

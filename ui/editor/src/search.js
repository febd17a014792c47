/**
 * Finding and replacing inside the note: one row to find, one to replace, and how many there are.
 *
 * The first match is shown while typing; Enter and Shift+Enter go on from there.
 */
import {
  SearchQuery,
  closeSearchPanel,
  findNext,
  findPrevious,
  getSearchQuery,
  openSearchPanel,
  replaceAll,
  replaceNext,
  search,
  searchKeymap,
  selectNextOccurrence,
  setSearchQuery,
} from "@codemirror/search";
import { EditorView, keymap, runScopeHandlers } from "@codemirror/view";
import { element, icon } from "./elements.js";

const mostCounted = 999;
const mostScanned = 2_000_000; // characters: more would make typing wait for the count

/** @typedef {import("@codemirror/view").ViewUpdate} ViewUpdate */

export const searching = [
  search({ top: true, createPanel: (view) => new SearchPanel(view) }),
  keymap.of([
    ...searchKeymap.filter(({ key }) => ["Mod-f", "F3", "Mod-g", "Escape"].includes(key ?? "")),
    { key: "Mod-d", run: selectNextOccurrence, preventDefault: true },
  ]),
];

export { openSearchPanel as openSearch, closeSearchPanel as closeSearch };

class SearchPanel {
  top = true;

  /** @param {EditorView} view */
  constructor(view) {
    this.view = view;
    this.query = getSearchQuery(view.state);
    this.find = this.#field("Find in note", "search", this.query.search);
    this.find.setAttribute("main-field", "true");
    this.replace = this.#field("Replace with", "replace", this.query.replace);
    this.count = element("span", { class: "search-count", role: "status" });
    this.caseSensitive = this.#toggle("Match case", "case-sensitive", this.query.caseSensitive);
    this.wholeWord = this.#toggle("Whole words", "whole-word", this.query.wholeWord);
    this.regexp = this.#toggle("Regular expression", "regex", this.query.regexp);
    this.dom = this.#panel();
    this.#showCount();
  }

  mount() {
    this.find.select();
  }

  /** @param {ViewUpdate} update */
  update(update) {
    for (const effect of update.transactions.flatMap((transaction) => transaction.effects)) {
      if (effect.is(setSearchQuery) && !effect.value.eq(this.query)) this.#take(effect.value);
    }
    if (update.docChanged || update.selectionSet) this.#showCount();
  }

  #panel() {
    const { state } = this.view;
    const panel = element("div", { class: "search-panel", role: "search" }, [
      element("div", { class: "search-row" }, [
        this.find,
        this.count,
        this.#button("Previous match", "arrow-up", findPrevious),
        this.#button("Next match", "arrow-down", findNext),
        this.caseSensitive,
        this.wholeWord,
        this.regexp,
        this.#button("Close", "x", closeSearchPanel),
      ]),
    ]);
    if (!state.readOnly) panel.append(this.#replaceRow());
    panel.setAttribute("aria-label", state.phrase("Find in note"));
    panel.addEventListener("keydown", (event) => this.#onKey(event));
    return panel;
  }

  #replaceRow() {
    return element("div", { class: "search-row" }, [
      this.replace,
      this.#button("Replace", "replace", replaceNext),
      this.#button("Replace all", "replace-all", replaceAll),
    ]);
  }

  /** @param {string} label @param {string} name @param {string} value */
  #field(label, name, value) {
    const words = this.view.state.phrase(label);
    const attributes = { name, value, placeholder: words, "aria-label": words };
    const field = element("input", { ...attributes, autocomplete: "off", spellcheck: "false" });
    field.addEventListener("input", () => this.#commit(field === this.find));
    return field;
  }

  /** @param {string} label @param {string} name @param {(view: EditorView) => boolean} command */
  #button(label, name, command) {
    const words = this.view.state.phrase(label);
    const attributes = { type: "button", title: words, "aria-label": words };
    const button = element("button", attributes, [icon(name)]);
    button.addEventListener("click", () => command(this.view));
    return button;
  }

  /** @param {string} label @param {string} name @param {boolean} on */
  #toggle(label, name, on) {
    const button = this.#button(label, name, () => {
      button.setAttribute("aria-pressed", String(!pressed(button)));
      this.#commit(true);
      return true;
    });
    button.setAttribute("aria-pressed", String(on));
    return button;
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    if (runScopeHandlers(this.view, event, "search-panel")) return event.preventDefault();
    if (event.key !== "Enter" || event.isComposing) return;
    if (event.target === this.find) (event.shiftKey ? findPrevious : findNext)(this.view);
    else if (event.target === this.replace) replaceNext(this.view);
    else return;
    event.preventDefault();
  }

  /** @param {boolean} show whether to go to the first match */
  #commit(show) {
    const query = new SearchQuery({
      search: this.find.value,
      replace: this.replace.value,
      caseSensitive: pressed(this.caseSensitive),
      wholeWord: pressed(this.wholeWord),
      regexp: pressed(this.regexp),
      literal: !pressed(this.regexp),
    });
    if (query.eq(this.query)) return;
    this.query = query;
    this.view.dispatch({ effects: setSearchQuery.of(query) });
    if (show) this.#showFirst();
    this.#showCount();
  }

  /** @param {SearchQuery} query one that came from outside the panel */
  #take(query) {
    this.query = query;
    this.find.value = query.search;
    this.replace.value = query.replace;
    this.caseSensitive.setAttribute("aria-pressed", String(query.caseSensitive));
    this.wholeWord.setAttribute("aria-pressed", String(query.wholeWord));
    this.regexp.setAttribute("aria-pressed", String(query.regexp));
    this.#showCount();
  }

  #showFirst() {
    if (!this.query.valid) return;
    const { state } = this.view;
    const { from } = state.selection.main;
    const match = first(this.query, state, from) ?? first(this.query, state, 0);
    if (!match) return;
    this.view.dispatch({
      selection: { anchor: match.from, head: match.to },
      effects: EditorView.scrollIntoView(match.from, { y: "center" }),
      userEvent: "select.search",
    });
  }

  #showCount() {
    const { text, wrong } = this.#counted();
    if (this.count.textContent !== text) this.count.textContent = text;
    this.find.setAttribute("aria-invalid", String(wrong));
  }

  #counted() {
    const { state } = this.view;
    if (!this.query.search) return { text: "", wrong: false };
    if (!this.query.valid) return { text: state.phrase("Not valid"), wrong: true };
    if (state.doc.length > mostScanned) return { text: "", wrong: false };
    const { current, total } = counts(this.query, state);
    if (total === 0) return { text: state.phrase("Not found"), wrong: true };
    const shown = total > mostCounted ? `${mostCounted}+` : total;
    return { text: state.phrase("$1 of $2", current || "–", shown), wrong: false };
  }
}

/** @param {HTMLElement} button */
function pressed(button) {
  return button.getAttribute("aria-pressed") === "true";
}

/** @param {SearchQuery} query @param {import("@codemirror/state").EditorState} state @param {number} from */
function first(query, state, from) {
  const next = query.getCursor(state, from).next();
  return next.done ? null : next.value;
}

/**
 * How many matches there are and which of them is selected, counted up to `mostCounted` + 1.
 *
 * @param {SearchQuery} query
 * @param {import("@codemirror/state").EditorState} state
 */
export function counts(query, state) {
  const { from, to } = state.selection.main;
  const matches = query.getCursor(state);
  let current = 0;
  let total = 0;
  for (let next = matches.next(); !next.done && total <= mostCounted; next = matches.next()) {
    total++;
    if (next.value.from === from && next.value.to === to) current = total;
  }
  return { current, total };
}

/** Behind `[[` the titles of notes are offered, as the page finds them. */
import { autocompletion } from "@codemirror/autocomplete";
import { code, isInside } from "./inside.js";

/** @typedef {{title: string, place: string}} Title `place`: what tells it from another of that title */
/** @typedef {(words: string, signal: AbortSignal) => Promise<Title[]>} Titles never rejects */

const begun = /\[\[[^[\]|#\n]*$/;
const unwritable = /[[\]|#\n]/; // in a link they mean something else

/** @param {Titles} titles */
export function completion(titles) {
  return autocompletion({ override: [source(titles)], icons: false, activateOnTypingDelay: 60 });
}

/** @param {Titles} titles @returns {import("@codemirror/autocomplete").CompletionSource} */
export function source(titles) {
  return async (context) => {
    const link = context.matchBefore(begun);
    if (!link || isInside(context.state, context.pos, code)) return null;
    const gone = new AbortController();
    context.addEventListener("abort", () => gone.abort());
    const found = await titles(link.text.slice(2), gone.signal);
    const options = found.filter(({ title }) => title && !unwritable.test(title)).map(option);
    return { from: link.from + 2, options, filter: false };
  };
}

/** @param {Title} title @returns {import("@codemirror/autocomplete").Completion} */
function option({ title, place }) {
  return { label: title, detail: place, apply: (view, _, from, to) => write(view, title, from, to) };
}

/**
 * @param {import("@codemirror/view").EditorView} view
 * @param {string} title
 * @param {number} from
 * @param {number} to
 */
function write({ state, dispatch }, title, from, to) {
  const isClosed = state.sliceDoc(to, to + 2) === "]]";
  dispatch(
    state.update({
      changes: { from, to: isClosed ? to + 2 : to, insert: `${title}]]` },
      selection: { anchor: from + title.length + 2 },
      userEvent: "input.complete",
    }),
  );
}

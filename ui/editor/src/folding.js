/**
 * Sections and fenced code fold to their first line: by the arrow in front of it, or by keys.
 *
 * The arrow is a class of the line (editor.css) and nothing in the text, so that neither the caret
 * nor an input method ever meets it.
 */
import {
  codeFolding,
  ensureSyntaxTree,
  foldEffect,
  foldedRanges,
  syntaxTree,
  unfoldAll,
  unfoldEffect,
} from "@codemirror/language";
import { RangeSetBuilder } from "@codemirror/state";
import { Decoration, EditorView, ViewPlugin } from "@codemirror/view";

/** @typedef {import("@codemirror/state").EditorState} EditorState */
/** @typedef {import("@lezer/common").SyntaxNode} SyntaxNode */
/** @typedef {{from: number, to: number}} Region from the end of its first line */

const patience = 200; // ms for reading what the highlighter has not reached
const heading = /^(?:ATX|Setext)Heading(\d)$/;
const unfolded = Decoration.line({ class: "cm-foldable" });
const folded = Decoration.line({ class: "cm-foldable cm-folded" });

/** @type {import("@codemirror/view").KeyBinding[]} */
export const foldKeys = [
  { key: "Ctrl-Shift-[", mac: "Cmd-Alt-[", run: fold },
  { key: "Ctrl-Shift-]", mac: "Cmd-Alt-]", run: unfold },
  { key: "Ctrl-Alt-[", run: foldSections },
  { key: "Ctrl-Alt-]", run: unfoldAll },
];

/** What shows a place that is folded away. @param {EditorState} state @param {number} at */
export function unfoldedAt(state, at) {
  const around = foldsIn(state, at, at).filter(({ from, to }) => from < at && at < to);
  return around.map((region) => unfoldEffect.of(region));
}

/**
 * What a line of the text can fold to, if it begins something.
 *
 * @param {EditorState} state
 * @param {number} at
 */
export function regionAt(state, at) {
  const line = state.doc.lineAt(at);
  for (let node = innermost(state, line); node.parent; node = node.parent) {
    const begins = state.doc.lineAt(node.from).from === line.from;
    if (begins && isFoldable(node)) return regionOf(state, node);
  }
  return null;
}

/** @param {EditorState} state @param {import("@codemirror/state").Line} line */
function innermost(state, { from, text }) {
  return syntaxTree(state).resolveInner(from + text.length - text.trimStart().length, 1);
}

/** @param {{name: string}} node */
function isFoldable({ name }) {
  return name === "FencedCode" || heading.test(name);
}

/**
 * @param {EditorState} state
 * @param {SyntaxNode} node
 * @returns {Region | null} null: nothing would vanish
 */
function regionOf(state, node) {
  if (!hasMore(state, node)) return null;
  const level = levelOf(node);
  return { from: foldStart(state, node), to: level ? sectionEnd(node, level) : node.to };
}

/** @param {EditorState} state @param {SyntaxNode} node */
function foldStart({ doc }, node) {
  return doc.lineAt(levelOf(node) ? node.to : node.from).to;
}

/** Whether there is more than what stays. @param {EditorState} state @param {SyntaxNode} node */
function hasMore(state, node) {
  const level = levelOf(node);
  return level ? isBelow(node.nextSibling, level) : foldStart(state, node) < node.to;
}

/** @param {SyntaxNode | null} node @param {number} level */
function isBelow(node, level) {
  return node !== null && (levelOf(node) || Infinity) > level;
}

/** @param {{name: string}} node 0: no heading */
function levelOf({ name }) {
  return Number(heading.exec(name)?.[1] ?? 0);
}

/** @param {SyntaxNode} node @param {number} level */
function sectionEnd(node, level) {
  let last = node;
  while (last.nextSibling && isBelow(last.nextSibling, level)) last = last.nextSibling;
  return last.to;
}

/** The innermost of what is around the caret. @param {EditorView} view */
function fold(view) {
  const { state } = view;
  const head = state.selection.main.head;
  readAll(state);
  for (let line = state.doc.lineAt(head); ; line = state.doc.line(line.number - 1)) {
    const region = regionAt(state, line.from);
    const isAround = region && reaches(state, region, head) && !isFolded(state, region.from);
    if (isAround) return change(view, region, foldEffect);
    if (line.number === 1) return true;
  }
}

/**
 * Whether a position is in a region or in the empty lines below it.
 *
 * @param {EditorState} state
 * @param {Region} region
 * @param {number} at
 */
function reaches(state, { to }, at) {
  return at <= to || !state.sliceDoc(to, at).trim();
}

/** @param {EditorView} view */
function unfold(view) {
  const { state } = view;
  const line = state.doc.lineAt(state.selection.main.head);
  const [found] = foldsIn(state, line.from, regionAt(state, line.from)?.from ?? line.to);
  return found ? change(view, found, unfoldEffect) : true;
}

/**
 * All sections; a single title on top is no section, else nothing would be seen.
 *
 * @param {EditorView} view
 */
function foldSections(view) {
  const { state } = view;
  const headings = topNodes(readAll(state)).filter(levelOf);
  const titles = headings.filter((node) => levelOf(node) === 1);
  const effects = headings
    .filter((node) => titles.length !== 1 || node !== titles[0])
    .map((node) => regionOf(state, node))
    .filter((region) => region !== null)
    .map((region) => foldEffect.of(region));
  view.dispatch({ effects });
  return true;
}

/** @param {import("@lezer/common").Tree} tree */
function topNodes(tree) {
  const nodes = [];
  for (let node = tree.topNode.firstChild; node; node = node.nextSibling) nodes.push(node);
  return nodes;
}

/** @param {EditorState} state */
function readAll(state) {
  return ensureSyntaxTree(state, state.doc.length, patience) ?? syntaxTree(state);
}

/**
 * @param {EditorView} view
 * @param {Region} region
 * @param {import("@codemirror/state").StateEffectType<Region>} effect
 */
function change(view, region, effect) {
  const { main } = view.state.selection;
  const hides = effect === foldEffect && main.head > region.from && main.head <= region.to;
  const told = view.state.phrase(effect === foldEffect ? "Folded" : "Unfolded");
  view.dispatch({
    effects: [effect.of(region), EditorView.announce.of(told)],
    selection: hides ? { anchor: region.from } : undefined,
  });
  return true;
}

/** @param {EditorState} state @param {number} from @param {number} to */
function foldsIn(state, from, to) {
  /** @type {Region[]} */
  const found = [];
  foldedRanges(state).between(from, to, (start, end) => void found.push({ from: start, to: end }));
  return found;
}

/** @param {EditorState} state @param {number} at */
function isFolded(state, at) {
  return foldsIn(state, at, at).some(({ from }) => from === at);
}

class Arrows {
  /** @param {EditorView} view */
  constructor(view) {
    this.tree = syntaxTree(view.state);
    this.folds = foldedRanges(view.state);
    this.decorations = arrows(view);
  }

  /** @param {import("@codemirror/view").ViewUpdate} update */
  update({ docChanged, viewportChanged, state, view }) {
    const [tree, folds] = [syntaxTree(state), foldedRanges(state)];
    if (!docChanged && !viewportChanged && tree === this.tree && folds === this.folds) return;
    [this.tree, this.folds] = [tree, folds];
    this.decorations = arrows(view);
  }
}

/** @param {EditorView} view */
function arrows({ state, visibleRanges }) {
  const marks = /** @type {RangeSetBuilder<Decoration>} */ (new RangeSetBuilder());
  let last = -1;
  for (const { from, to } of visibleRanges) {
    syntaxTree(state).iterate({
      from,
      to,
      enter({ node }) {
        if (!isFoldable(node)) return;
        const start = state.doc.lineAt(node.from).from;
        if (start > last && hasMore(state, node)) {
          marks.add(start, start, isFolded(state, foldStart(state, node)) ? folded : unfolded);
        }
        last = Math.max(last, start);
        return false;
      },
    });
  }
  return marks.finish();
}

/** @param {MouseEvent} event @param {EditorView} view */
function onArrow(event, view) {
  const line = event.target instanceof Element && event.target.closest(".cm-line.cm-foldable");
  if (!line || event.button !== 0) return false;
  const across = event.clientX - line.getBoundingClientRect().left;
  if (across < 0 || across > parseFloat(getComputedStyle(line).paddingLeft)) return false;
  const region = regionAt(view.state, view.posAtDOM(line));
  if (!region) return false;
  event.preventDefault();
  return change(view, region, isFolded(view.state, region.from) ? unfoldEffect : foldEffect);
}

export const folding = [
  codeFolding({ placeholderText: "…" }),
  ViewPlugin.fromClass(Arrows, { decorations: (plugin) => plugin.decorations }),
  EditorView.domEventHandlers({ mousedown: onArrow }),
];

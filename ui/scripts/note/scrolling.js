/**
 * Keeps two panes in step by the lines of the source: the editor knows where a line begins, the
 * preview where a block does, and between two of these both run evenly.
 *
 * Only the pane that a person last touched leads; the other one's scroll events are our own doing
 * and are not listened to, so nothing swings back.
 */

/** @typedef {{editor: number, preview: number}} Pair two heights that belong together, in pixels */
/** @typedef {{count: number, at: (index: number) => Pair}} Pairs in order, from the top down */

/**
 * @typedef {object} EditorPane
 * @property {HTMLElement | null} scroller
 * @property {(line: number) => number} topOfLine
 */

const touches = ["pointerenter", "pointerdown", "wheel", "touchstart", "keydown", "focusin"];

export class Step {
  /** @type {"editor" | "preview"} */
  #leader = "editor";
  #stop = new AbortController();

  /** @param {EditorPane} editor @param {HTMLElement} preview */
  constructor(editor, preview) {
    this.editor = editor;
    this.preview = preview;
    this.#listen("editor", editor.scroller);
    this.#listen("preview", preview);
  }

  stop() {
    this.#stop.abort();
  }

  /** The editor was scrolled by us, not by a person: the preview comes along all the same. */
  lead() {
    this.#leader = "editor";
    this.again();
  }

  /** The preview has changed, or the panes' widths have. */
  again() {
    this.#follow("editor");
  }

  /** @param {"editor" | "preview"} pane @param {HTMLElement | null} scroller */
  #listen(pane, scroller) {
    const options = { passive: true, signal: this.#stop.signal };
    for (const touch of touches) {
      scroller?.addEventListener(touch, () => (this.#leader = pane), options);
    }
    scroller?.addEventListener("scroll", () => this.#follow(pane), options);
  }

  /** @param {"editor" | "preview"} pane the one that moved */
  #follow(pane) {
    const { scroller } = this.editor;
    if (pane !== this.#leader || !scroller) return;
    const panes = { editor: scroller, preview: this.preview };
    const other = pane === "editor" ? "preview" : "editor";
    const end = { editor: room(scroller), preview: room(this.preview) };
    panes[other].scrollTop = translate(this.#pairs(), end, pane, panes[pane].scrollTop);
  }

  /** The pair of each block, worked out only for those that are asked for. @returns {Pairs} */
  #pairs() {
    const start = this.preview.getBoundingClientRect().top - this.preview.scrollTop;
    const blocks = /** @type {NodeListOf<HTMLElement>} */ (
      this.preview.querySelectorAll(":scope > [data-line]")
    );
    return {
      count: blocks.length,
      at: (index) => ({
        editor: this.editor.topOfLine(Number(blocks[index].dataset.line)),
        preview: blocks[index].getBoundingClientRect().top - start,
      }),
    };
  }
}

/** How far it scrolls. @param {HTMLElement} scroller */
function room(scroller) {
  return Math.max(0, scroller.scrollHeight - scroller.clientHeight);
}

/**
 * The height in the other pane. Both begin together and end together, whatever stands there.
 *
 * @param {Pairs} pairs
 * @param {Pair} end how far each pane scrolls
 * @param {keyof Pair} from the pane of `height`
 * @param {number} height
 */
export function translate({ count, at }, end, from, height) {
  const to = from === "editor" ? "preview" : "editor";
  const usable = leading(count, (index) => {
    const pair = at(index);
    return pair.editor < end.editor && pair.preview < end.preview;
  });
  const passed = leading(usable, (index) => at(index)[from] <= height);
  const above = passed > 0 ? at(passed - 1) : { editor: 0, preview: 0 };
  const below = passed < usable ? at(passed) : end;
  const length = below[from] - above[from];
  const share = length > 0 ? Math.min(1, Math.max(0, (height - above[from]) / length)) : 0;
  return above[to] + share * (below[to] - above[to]);
}

/**
 * How many of 0 … count - 1, from the first on, are so; those behind them are not.
 *
 * @param {number} count
 * @param {(index: number) => boolean} isSo
 */
function leading(count, isSo) {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isSo(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}

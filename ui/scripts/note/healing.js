/**
 * What a block alone cannot know (a table of contents, footnotes below the text, whether another heading
 * has its name) comes with the whole page, once nobody types. Until a block itself is changed it keeps what
 * it has got, so that nothing changes back and forth while somebody types elsewhere.
 */

/** @typedef {import("./blocks.js").Block} Block */

export class Healing {
  /** @type {Map<string, string>} HTML of a block alone -> its HTML in the whole, "" when it has none */
  #healed = new Map();
  /** @type {readonly Block[]} what stands below the text and belongs to no block of it */
  #below = [];
  /** @type {readonly Block[]} as they were rendered alone */
  #alone = [];
  #text = ""; // that they were rendered from

  /**
   * Blocks rendered alone, as they are to be shown.
   *
   * @param {readonly Block[]} blocks @param {string} text @returns {Block[]}
   */
  known(blocks, text) {
    this.#alone = blocks;
    this.#text = text;
    const known = blocks.map(({ line, html }) => ({ line, html: this.#healed.get(html) ?? html }));
    return [...known.filter(({ html }) => html), ...this.#below];
  }

  /**
   * Blocks of the whole, as they are to be shown; of another text than the blocks alone they teach nothing.
   *
   * @param {readonly Block[]} whole @param {string} text @returns {readonly Block[]}
   */
  learn(whole, text) {
    if (text !== this.#text) return whole;
    const lines = new Set(this.#alone.map(({ line }) => line));
    const inText = new Map();
    this.#below = whole.filter(({ line, html }) => {
      const isBelow = inText.has(line) || !lines.has(line);
      if (!isBelow) inText.set(line, html);
      return isBelow;
    });
    this.#healed.clear();
    for (const { line, html } of this.#alone) {
      const healed = inText.get(line) ?? "";
      if (healed !== html) this.#healed.set(html, healed);
    }
    return whole;
  }
}

/**
 * Two texts of one note in parts, as the server cut them: what can be made of them, and the changes
 * of the editor that make it of mine, so that caret and undo history stay where they were.
 */

/** @typedef {{kind: "same" | "mine" | "theirs" | "clash", before: string, mine: string, theirs: string, both: string}} Part */

/**
 * @typedef {object} Proposal
 * @property {number} version of their text
 * @property {string} body their text
 * @property {string} title
 * @property {string} notebook
 * @property {Part[] | null} parts null: nobody knows what both began from
 */

/** @typedef {{base: number, body: string, mine: string, merged: true}} Decision what is written in place of both */

/** @param {string} body what was made of my text and of theirs @param {string} mine @param {Proposal} theirs @returns {Decision} */
export const decision = (body, mine, theirs) => ({ base: theirs.version, body, mine, merged: true });

/** What a part is in the result; of a clash mine. @param {Part} part */
export const textOf = (part) => (part.kind === "theirs" ? part.theirs : part.mine);

/**
 * The text that has the changes of both.
 *
 * @param {Proposal} proposal
 * @param {string} mine
 * @returns {Part[] | null} null where people have to decide
 */
export function settled({ parts, body }, mine) {
  if (body === mine) return [{ kind: "same", before: mine, mine, theirs: mine, both: "" }];
  return parts?.every(({ kind }) => kind !== "clash") ? parts : null;
}

/** @param {Part[]} parts */
export const together = (parts) => parts.map(textOf).join("");

/**
 * What makes the result of my text, in the editor's units, in which every line end is one.
 *
 * @param {Part[]} parts
 */
export function changes(parts) {
  let at = 0;
  return parts.flatMap((part) => {
    const from = at;
    at += lined(part.mine).length;
    return part.kind === "theirs" ? [{ from, to: at, insert: lined(part.theirs) }] : [];
  });
}

/** @param {string} text */
const lined = (text) => text.replace(/\r\n?/g, "\n");

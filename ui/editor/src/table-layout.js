/**
 * A table of Markdown as rows of cells, and rows of cells as a table whose columns stand below each
 * other.
 *
 *     | Name | 数量 |        | Name | 数量 |
 *     |---|--:|              |------|-----:|
 *     | a | 1                | a    |    1 |
 *
 * What stands in a cell is kept byte for byte; only the blanks around it change. Without pipes around
 * the table a row begins with one all the same when its first cell is empty, which would make it code,
 * or could be a list. A table that could be read in two ways, or that would become wider than anybody
 * reads, is none here (null).
 */
import { columns } from "./columns.js";

/** @typedef {{row: number, column: number}} Place `row` 0: the head; the line below it is none */
/** @typedef {"left" | "right" | "center" | ""} Side */

/**
 * @typedef {object} Table
 * @property {string} prefix of every line: space and the marks of quotes
 * @property {string[][]} rows without the line below the head
 * @property {Side[]} sides
 * @property {boolean} opens whether lines begin with a pipe
 * @property {boolean} closes whether they end with one
 * @property {boolean} spaced whether there is space around the dashes
 */

const widest = 200;
const escaped = /\\\|/g;
const code = /(`+)(?:(?!\1)[^]|`(?=`*\1))*?\1/g;
const dashes = /^:?-+:?$/;
const ownPipe = "| ";
const block = /^(?:[-+*]|\d{1,9}[.)]|#{1,6})$/; // as soon as a blank is behind it
const onlyWords = /^(?:\p{L}|\d+(?![\d.)]))/u;

/** @param {string[]} lines @returns {Table | null} */
export function read(lines) {
  const prefix = before(lines[0]);
  const isStrange = (/** @type {string} */ line) => before(line) !== prefix || isDoubtful(line);
  if (lines.length < 2 || lines.some(isStrange)) return null;
  const [head, line, ...body] = lines.map((text) => trimmed(text.slice(prefix.length)));
  const [names, delimiters] = [cells(head), cells(line)];
  if (names.length !== delimiters.length || !delimiters.every((cell) => dashes.test(cell))) return null;
  const opens = head.startsWith("|");
  const rows = [names, ...body.map(opens ? cells : cellsAlone)];
  if (rows.some((row) => row.length > names.length || (!opens && block.test(row[0])))) return null;
  return {
    prefix,
    rows: rows.map((row) => [...row, ...Array(names.length - row.length).fill("")]),
    sides: delimiters.map(side),
    opens,
    closes: endsWithPipe(head) || names.length === 1,
    spaced: /[|-] +:?-|-:? +\|/.test(line),
  };
}

/** Space and marks of quotes. @param {string} line */
function before(line) {
  return /** @type {RegExpExecArray} */ (/^[ >]*/.exec(line))[0];
}

/**
 * Whether a line is no row for certain, or has pipes that readers of Markdown do not agree about.
 *
 * @param {string} line
 */
function isDoubtful(line) {
  const bare = line.replace(escaped, "");
  const spans = bare.match(code) ?? [];
  return !bare.includes("|") || /\t|\\\\\|/.test(line) || spans.some((span) => span.includes("|"));
}

/** Of a row without a pipe before it; the first cell keeps one that it needs. @param {string} row */
function cellsAlone(row) {
  const [first, ...rest] = cells(row);
  const isNeeded = row.startsWith("|") && !onlyWords.test(first);
  return [isNeeded ? ownPipe + first : first, ...rest];
}

/** @param {string} line */
function endsWithPipe(line) {
  return line.endsWith("|") && !line.endsWith("\\|");
}

/** @param {string} line */
function cells(line) {
  const end = endsWithPipe(line) && line.length > 1 ? -1 : undefined;
  return line.slice(line.startsWith("|") ? 1 : 0, end).split(/(?<!\\)\|/).map(trimmed);
}

/** Without the blanks around it; every other space is text. @param {string} text */
function trimmed(text) {
  let [from, to] = [0, text.length];
  while (text[from] === " ") from++;
  while (to > from && text[to - 1] === " ") to--;
  return text.slice(from, to);
}

/** @param {string} cell @returns {Side} */
function side(cell) {
  if (cell.endsWith(":")) return cell.startsWith(":") ? "center" : "right";
  return cell.startsWith(":") ? "left" : "";
}

/**
 * @param {Table} table
 * @returns {{lines: string[], places: {from: number, to: number}[][]} | null} places in their lines
 */
export function laidOut(table) {
  const widths = table.sides.map((_, column) => width(table, column));
  if (widths.reduce((sum, one) => sum + one + 3, 1) > widest) return null;
  const rows = table.rows.map((row) => rowOf(table, row, widths));
  const line = lineBelowHead(table, widths);
  const [head, ...body] = rows.map(({ text }) => text);
  return { lines: [head, line, ...body], places: rows.map(({ places }) => places) };
}

/** @param {Table} table @param {number} column */
function width({ rows, spaced, opens }, column) {
  const least = spaced || !opens ? 3 : 1;
  return Math.max(least, ...rows.map((row) => columns(row[column])));
}

/** @param {Table} table @param {string[]} row @param {number[]} widths */
function rowOf({ prefix, sides, opens, closes }, row, widths) {
  let text = prefix + (opens ? "| " : "");
  const places = row.map((content, column) => {
    const isFirst = !opens && column === 0;
    const cell = isFirst && !content ? ownPipe : content;
    const [left, right] = space(widths[column] - columns(cell), isFirst ? "" : sides[column]);
    const from = text.length + left + (isFirst && cell.startsWith(ownPipe) ? ownPipe.length : 0);
    text += " ".repeat(left) + cell;
    const to = text.length;
    if (column < row.length - 1) text += `${" ".repeat(right)} | `;
    else if (closes) text += `${" ".repeat(right)} |`;
    return { from, to };
  });
  return { text, places };
}

/** @param {number} free @param {Side} side */
function space(free, side) {
  const left = { right: free, center: Math.floor(free / 2), left: 0, "": 0 }[side];
  return [left, free - left];
}

/** @param {Table} table @param {number[]} widths */
function lineBelowHead({ prefix, sides, opens, closes, spaced }, widths) {
  const gap = spaced || !opens ? " " : "";
  const cells = sides.map((side, column) => dashesOf(side, widths[column] + (gap ? 0 : 2)));
  return prefix + (opens ? `|${gap}` : "") + cells.join(`${gap}|${gap}`) + (closes ? `${gap}|` : "");
}

/** @param {Side} side @param {number} length */
function dashesOf(side, length) {
  const start = side === "left" || side === "center" ? ":" : "-";
  const end = side === "right" || side === "center" ? ":" : "-";
  return start + "-".repeat(Math.max(1, length - 2)) + end;
}

/** A table with one more row, which is empty. @param {Table} table @returns {Table} */
export function withRow(table) {
  return { ...table, rows: [...table.rows, table.sides.map(() => "")] };
}

import assert from "node:assert/strict";
import { test } from "node:test";
import { syntaxTree } from "@codemirror/language";
import { laidOut, read, withRow } from "../src/table-layout.js";
import { at } from "./state.js";

const pieces = [
  ..." \u3000\u00a0a中é🦉-:#>*`", "\\|", "\\\\", "\\", "  ", "`x`", "**b**", "- ", "1. ", "e\u0301", "\u200b", "",
];

/** The same numbers every time. */
function dice(seed) {
  let now = seed;
  return (sides) => ((now = (now * 48271) % 2147483647), now % sides);
}

const times = (count, make) => Array.from({ length: count }, (_, index) => make(index));

function tableOf(roll) {
  const width = 1 + roll(4);
  const cell = () => times(roll(5), () => pieces[roll(pieces.length)]).join("");
  const row = (cells) => (roll(3) ? "|" : "") + cells.join("|") + (roll(3) ? "|" : "");
  const dashes = () => (roll(2) ? ":" : "") + "-".repeat(1 + roll(4)) + (roll(2) ? ":" : "");
  const rows = times(roll(4), () => row(times(1 + roll(width + 1), cell)));
  const prefix = roll(4) ? "" : "> ";
  return [row(times(width, cell)), row(times(width, dashes)), ...rows].map((line) => prefix + line);
}

/** Cells as the parser reads them; it has none for what is empty. */
function structure(lines) {
  const state = at(lines.join("\n"));
  const found = [];
  syntaxTree(state).iterate({
    enter({ name, from, to }) {
      if (name === "TableCell") found.at(-1).push(state.sliceDoc(from, to).replace(/ $/, "")); // one behind a backslash
      else if (/^Table(?!Delimiter)/.test(name)) found.push([name]);
      else if (/Block|List|Heading/.test(name)) found.push(name);
    },
  });
  return found;
}

/** Whether all lines are one table. */
const isTable = (lines) => {
  const names = structure(lines).flat();
  const rows = names.filter((name) => name === "TableRow" || name === "TableHeader");
  return rows.length === lines.length - 1 && !/Block(?!quote)|List|Heading/.test(names.join(" "));
};
const bare = (lines) => lines.map((line, index) => line.replace(index === 1 ? /[ |-]/g : /[ |]/g, ""));

test("what is put below each other is the same table of the same text", () => {
  const roll = dice(20);
  let many = 0;
  for (const lines of times(2500, () => tableOf(roll)).filter(isTable)) {
    const table = read(lines);
    const laid = table && laidOut(table)?.lines;
    if (!laid) continue;
    many++;
    assert.deepEqual(bare(laid), bare(lines), lines.join("\n"));
    assert.deepEqual(structure(laid), structure(lines), [...lines, ...laid].join("\n"));
    assert.deepEqual(laidOut(read(laid))?.lines, laid, "it would move at the next Tab");
    assert.equal(structure(laidOut(withRow(table)).lines).length, structure(lines).length + 1);
  }
  assert.ok(many > 300, `only ${many} tables`);
});

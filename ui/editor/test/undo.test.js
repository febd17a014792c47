import assert from "node:assert/strict";
import { test } from "node:test";
import { redo, undo } from "@codemirror/commands";
import { EditorState } from "@codemirror/state";
import { undoSteps, undoing, withUndoSteps } from "../src/undo.js";

const open = (doc) => EditorState.create({ doc, extensions: [undoing] });
const write = (state, insert) =>
  state.update({ changes: { from: state.doc.length, insert }, userEvent: "input.paste" }).state;
const apply = (state, specs) => specs.reduce((next, spec) => next.update(spec).state, state);
const run = (command, state) => {
  let next = null;
  command({ state, dispatch: (transaction) => (next = transaction.state) });
  return next;
};
const text = (state) => state?.doc.toString();

/** The steps of a text that two words were written in. */
const written = () => write(write(open("one"), " two"), " three");
const kept = (limit = 10_000) => undoSteps(written(), limit);
const reopened = (steps = kept(), doc = "one two three") => {
  const state = open(doc);
  return apply(state, withUndoSteps(state, steps));
};

test("what was written before is undone and redone", () => {
  const back = run(undo, reopened());
  assert.equal(text(back), "one two");
  assert.equal(text(run(undo, back)), "one");
  assert.equal(run(undo, run(undo, back)), null);
  assert.equal(text(run(redo, back)), "one two three");
});

test("what was undone before is redone", () => {
  const steps = undoSteps(run(undo, written()), 10_000);
  assert.equal(text(run(redo, reopened(steps, "one two"))), "one two three");
});

test("steps that come late lie below those that were made meanwhile", () => {
  const state = write(open("one two three"), " four");
  const both = apply(state, withUndoSteps(state, kept()));
  assert.equal(text(run(undo, both)), "one two three");
  assert.equal(text(run(undo, run(undo, both))), "one two");
});

test("what was undone before is not redone over what was written meanwhile", () => {
  const steps = undoSteps(run(undo, written()), 10_000);
  const state = write(open("one two"), " 2");
  assert.equal(run(redo, apply(state, withUndoSteps(state, steps))), null);
});

test("steps of another text are not taken", () => {
  const state = open("another text");
  assert.deepEqual(withUndoSteps(state, kept()), []);
  const wrong = kept().replace('"head":0', '"head":9999');
  assert.notEqual(wrong, kept());
  assert.deepEqual(withUndoSteps(open("one two three"), wrong), []);
});

test("of many steps the newest are kept", () => {
  const all = JSON.parse(kept());
  assert.equal(all.done.length, 2);
  const limit = JSON.stringify(all.done[1]).length;
  assert.deepEqual(JSON.parse(kept(limit)).done, [all.done[1]]);
  assert.deepEqual(JSON.parse(kept(limit - 1)), { done: [], undone: [] });
});

test("text of every script is undone", () => {
  const state = open("é 🦉\n标题");
  const gone = state.update({ changes: { from: 2, to: 6 }, userEvent: "delete" }).state;
  const steps = undoSteps(gone, 10_000);
  assert.equal(text(run(undo, reopened(steps, "é 题"))), "é 🦉\n标题");
});

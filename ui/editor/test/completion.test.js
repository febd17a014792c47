import assert from "node:assert/strict";
import { test } from "node:test";
import { CompletionContext } from "@codemirror/autocomplete";
import { source } from "../src/completion.js";
import { at, shown } from "./state.js";

const titles = ["WAL mode", "C#", "a|b", ""].map((title) => ({ title, place: "Work" }));

/** What is offered for a text with its caret, and what was asked for. */
async function offered(text) {
  const asked = [];
  const state = at(text);
  const offer = source(async (words) => (asked.push(words), titles));
  const result = await offer(new CompletionContext(state, state.selection.main.head, false));
  return { state, asked, result };
}

/** The text after the first offer was taken. */
async function taken(text) {
  let { state, result } = await offered(text);
  const view = { state, dispatch: (transaction) => (state = transaction.state) };
  result.options[0].apply(view, result.options[0], result.from, state.selection.main.head);
  return shown(state);
}

test("behind two brackets titles are offered that a link can name", async () => {
  const { asked, result } = await offered("see [[wa¦");
  assert.deepEqual(asked, ["wa"]);
  assert.deepEqual(result.options.map(({ label, detail }) => [label, detail]), [["WAL mode", "Work"]]);
});

test("a title that is taken closes the link", async () => {
  assert.equal(await taken("see [[wa¦ now"), "see [[WAL mode]]¦ now");
  assert.equal(await taken("see [[wa¦]] now"), "see [[WAL mode]]¦ now");
  assert.equal(await taken("![[¦"), "![[WAL mode]]¦");
});

test("elsewhere nothing is asked for", async () => {
  for (const text of ["see [wa¦", "[[a]] b¦", "[[a|b¦", "[[a#b¦", "`[[a¦`", "```\n[[a¦\n```"]) {
    assert.equal((await offered(text)).result, null, text);
  }
});

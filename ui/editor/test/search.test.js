import assert from "node:assert/strict";
import { test } from "node:test";
import { SearchQuery } from "@codemirror/search";
import { counts } from "../src/search.js";
import { at } from "./state.js";

const query = (search) => new SearchQuery({ search });

test("matches are counted, and which of them is selected", () => {
  assert.deepEqual(counts(query("a"), at("a ‹a› A b")), { current: 2, total: 3 });
  assert.deepEqual(counts(query("字"), at("汉字¦字")), { current: 0, total: 2 });
  assert.deepEqual(counts(query("x"), at("none")), { current: 0, total: 0 });
});

test("counting stops at a thousand", () => {
  assert.equal(counts(query("a"), at("a ".repeat(5_000))).total, 1_000);
});

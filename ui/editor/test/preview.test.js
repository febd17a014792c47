import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { lead } from "../../scripts/note/links.js";
import { ApiError } from "../../scripts/api.js";
import { Rendering } from "../../scripts/note/rendering.js";
import { translate } from "../../scripts/note/scrolling.js";

const home = "http://127.0.0.1:4000/notes/a?q=1";

test("links lead into the note, to a note, outside, or nowhere", () => {
  const leads = {
    "#part": { kind: "here", id: "part" },
    "#%E7%AB%A0": { kind: "here", id: "章" },
    "#%": { kind: "here", id: "%" },
    "/notes/b": { kind: "note", path: "/notes/b" },
    "/notes/b#x": { kind: "note", path: "/notes/b#x" },
    "https://example.org": { kind: "outside", url: "https://example.org/" },
    "//example.org/x": { kind: "outside", url: "http://example.org/x" },
    "mailto:a@example.org": { kind: "outside", url: "mailto:a@example.org" },
  };
  for (const [href, wanted] of Object.entries(leads)) assert.deepEqual(lead(href, home), wanted);
});

test("nothing else leads anywhere", () => {
  const hrefs = [
    "javascript:alert(1)", "JaVaScRiPt:x", "data:text/html,x", "file:///etc/passwd", "ftp://x/y", "other.md",
    "/settings", "/notes/a/trash", "/notes/..\\..\\settings", "http://127.0.0.1:4000/x", "https://", "",
    "vbscript:x", "blob:http://127.0.0.1:4000/x",
  ];
  for (const href of hrefs) assert.deepEqual(lead(href, home), { kind: "nowhere" }, href);
});

const blocks = [[0, 0], [100, 300], [200, 400], [900, 950], [990, 990]];
const pairs = {
  count: blocks.length,
  at: (index) => ({ editor: blocks[index][0], preview: blocks[index][1] }),
};
const end = { editor: 500, preview: 800 };

test("between two blocks both panes run evenly", () => {
  assert.equal(translate(pairs, end, "editor", 50), 150);
  assert.equal(translate(pairs, end, "editor", 150), 350);
  assert.equal(translate(pairs, end, "preview", 150), 50);
});

test("both begin and end together", () => {
  for (const pane of ["editor", "preview"]) {
    const other = pane === "editor" ? "preview" : "editor";
    assert.equal(translate(pairs, end, pane, 0), 0);
    assert.equal(translate(pairs, end, pane, end[pane]), end[other]);
  }
});

test("what does not scroll, and a note without blocks, stay in place", () => {
  const none = { editor: 0, preview: 0 };
  assert.equal(translate(pairs, none, "editor", 0), 0);
  assert.equal(translate({ count: 0, at: pairs.at }, end, "editor", 250), 400);
});

test("there and back again is the same place", () => {
  for (let height = 0; height <= 500; height += 7) {
    const there = translate(pairs, end, "editor", height);
    assert.ok(Math.abs(translate(pairs, end, "preview", there) - height) < 1e-9);
  }
});

const settled = () => new Promise((resolve) => setImmediate(resolve));

test("rendering asks once at a time and for the newest text next", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const asked = [];
  const shown = [];
  const rendering = new Rendering(async (text) => (asked.push(text), text), (text) => shown.push(text));
  for (const text of ["a", "ab", "abc"]) rendering.ask(text);
  await settled();
  assert.deepEqual(asked, ["a"]);
  mock.timers.tick(80);
  await settled();
  assert.deepEqual(shown, ["a", "abc"]);
  mock.timers.reset();
});

test("what takes long to show is shown less often", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const asked = [];
  const slow = () => { for (const end = performance.now() + 20; performance.now() < end; ); };
  const rendering = new Rendering(async (text) => (asked.push(text), text), slow);
  rendering.ask("a");
  await settled();
  rendering.ask("b");
  mock.timers.tick(80);
  await settled();
  assert.deepEqual(asked, ["a"]);
  mock.timers.tick(1000);
  await settled();
  assert.deepEqual(asked, ["a", "b"]);
  mock.timers.reset();
});

test("nothing is shown after it was stopped, and an answer that fails is the last one's end only", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const shown = [];
  const answers = [() => Promise.reject(new ApiError(0, "unreachable", "down")), (text) => Promise.resolve(text)];
  const rendering = new Rendering((text) => answers.shift()(text), (text) => shown.push(text));
  rendering.ask("a");
  await settled();
  rendering.ask("b");
  mock.timers.tick(80);
  await settled();
  assert.deepEqual(shown, ["b"]);
  rendering.stop();
  mock.timers.reset();
});

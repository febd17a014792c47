import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { ApiError } from "../../scripts/api.js";
import { Drafting } from "../../scripts/note/drafting.js";

beforeEach(() => mock.timers.enable({ apis: ["setTimeout", "Date"] }));
afterEach(() => mock.timers.reset());

const settled = () => new Promise((resolve) => setImmediate(resolve));

async function pass(ms) {
  mock.timers.tick(ms);
  await settled();
}

/** A window with a text that cannot be saved, before a server that keeps drafts while it is `up`. */
function desk() {
  const desk = { text: "a", title: undefined, up: true, asked: [], told: [] };
  desk.drafting = new Drafting({
    draft: () => ({ base: 3, before: "", body: desk.text, title: desk.title }),
    ask: async (method, request, choices) => {
      desk.asked.push([method, request.body, choices?.keepalive ?? false]);
      if (!desk.up) throw new ApiError(507, "disk_full", "The disk is full.");
    },
    tell: (kept) => desk.told.push(kept),
  });
  desk.type = (letters) => {
    desk.text += letters;
    desk.drafting.changed();
  };
  return desk;
}

test("what can be saved is in no draft", async () => {
  const { asked, drafting, type } = desk();
  type("b");
  await pass(5000);
  drafting.saved();
  drafting.leave();
  assert.deepEqual(asked, []);
});

test("what cannot be saved is kept at once, and each change within a second", async () => {
  const { asked, drafting, told, type } = desk();
  drafting.failed();
  await settled();
  assert.deepEqual(asked, [["PUT", "a", false]]);
  assert.deepEqual(told, [true]);
  for (let time = 0; time < 900; time += 100) {
    type("x");
    await pass(100);
  }
  assert.equal(asked.length, 2);
});

test("what takes long to be saved is kept meanwhile", async () => {
  const { asked, drafting } = desk();
  drafting.saving();
  await pass(300);
  drafting.dirty();
  drafting.saving();
  await pass(300);
  assert.deepEqual(asked, []);
  await pass(100);
  drafting.saved();
  await settled();
  assert.deepEqual(asked.map(([method]) => method), ["PUT", "DELETE"]);
});

test("the same text is kept once", async () => {
  const { asked, drafting } = desk();
  drafting.failed();
  await settled();
  await drafting.keep();
  assert.equal(asked.length, 1);
});

test("a title that cannot be saved is kept with the text", async () => {
  const desk_ = desk();
  desk_.drafting.failed();
  await settled();
  desk_.title = "T";
  desk_.drafting.changed();
  await pass(300);
  desk_.drafting.changed();
  await pass(300);
  assert.equal(desk_.asked.length, 2);
});

test("when it is saved the draft goes", async () => {
  const { asked, drafting } = desk();
  drafting.failed();
  await settled();
  drafting.saved();
  drafting.saved();
  assert.deepEqual(asked.slice(1), [["DELETE", undefined, false]]);
});

test("a draft that comes after its text was saved goes too", async () => {
  const { asked, drafting } = desk();
  drafting.failed();
  drafting.saved();
  await settled();
  assert.deepEqual(asked.map(([method]) => method), ["PUT", "DELETE"]);
});

test("where not even a draft can be kept, that is said and tried again", async () => {
  const desk_ = desk();
  const { asked, drafting, told } = desk_;
  desk_.up = false;
  drafting.failed();
  await settled();
  assert.deepEqual(told, [false]);
  desk_.up = true;
  await pass(5000);
  assert.equal(asked.length, 2);
  assert.deepEqual(told, [false, true]);
});

test("what was typed last is kept when the page goes", async () => {
  const { asked, drafting, type } = desk();
  drafting.failed();
  await settled();
  type("b");
  drafting.leave();
  assert.deepEqual(asked.at(-1), ["PUT", "ab", true]);
});

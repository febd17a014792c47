import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { ApiError } from "../../scripts/api.js";
import { Undoing } from "../../scripts/note/undoing.js";

beforeEach(() => mock.timers.enable({ apis: ["setTimeout", "Date"] }));
afterEach(() => mock.timers.reset());

const settled = () => new Promise((resolve) => setImmediate(resolve));

/** A note at version 3 that is saved as it is, and a server that has kept what `kept` says. */
function desk(kept = null) {
  const desk = { version: 3, requests: [], below: [], answer: () => kept };
  desk.undoing = new Undoing({
    steps: (limit) => `at most ${limit}`,
    putBelow: (steps) => desk.below.push(steps),
    version: () => desk.version,
    ask: async (method, request, choices) => {
      if (method === "PUT") desk.requests.push({ ...request, ...choices });
      return desk.answer();
    },
  });
  desk.write = () => {
    desk.undoing.changed();
    desk.undoing.saved();
  };
  return desk;
}

test("what can be undone is kept when typing has stopped for two seconds", () => {
  const { write, requests } = desk();
  write();
  mock.timers.tick(1900);
  write();
  mock.timers.tick(1999);
  assert.deepEqual(requests, []);
  mock.timers.tick(1);
  assert.deepEqual(requests, [{ version: 3, steps: "at most 130000", keepalive: false }]);
});

test("without such a pause it is kept every ten seconds", () => {
  const { write, requests } = desk();
  for (let second = 0; second <= 10; second++) {
    write();
    mock.timers.tick(1000);
  }
  assert.equal(requests.length, 1);
});

test("what is not saved yet waits for its version", async () => {
  const desk_ = desk();
  desk_.version = null;
  desk_.write();
  await desk_.undoing.keep();
  assert.deepEqual(desk_.requests, []);
  desk_.version = 4;
  await desk_.undoing.keep();
  assert.equal(desk_.requests[0].version, 4);
});

test("nothing is sent when nothing was written", async () => {
  const { undoing, requests } = desk();
  undoing.saved();
  mock.timers.tick(20_000);
  await undoing.keep();
  assert.deepEqual(requests, []);
});

test("a page that goes away sends no more than it may", async () => {
  const { write, undoing, requests } = desk();
  write();
  await undoing.keep({ keepalive: true });
  assert.deepEqual(requests, [{ version: 3, steps: "at most 18000", keepalive: true }]);
});

test("what an earlier page kept is put below, before anything is sent", async () => {
  const { undoing, below, write, requests } = desk({ version: 3, steps: "old" });
  const recalled = undoing.recall(3);
  write();
  await undoing.keep();
  assert.deepEqual([below, requests], [[], []]);
  await recalled;
  assert.deepEqual(below, ["old"]);
  await undoing.keep();
  assert.equal(requests.length, 1);
});

test("what belongs to another version is not", async () => {
  const { undoing, below } = desk({ version: 4, steps: "other" });
  await undoing.recall(3);
  assert.deepEqual(below, []);
});

test("a server that does not answer is no harm", async () => {
  const desk_ = desk();
  desk_.answer = () => {
    throw new ApiError(0, "unreachable", "");
  };
  await desk_.undoing.recall(3);
  desk_.write();
  await desk_.undoing.keep();
  assert.equal(desk_.requests.length, 1);
  await settled();
});

import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { ApiError } from "../../scripts/api.js";
import { Autosave } from "../../scripts/note/autosave.js";
import { textOf } from "../../scripts/note/merging.js";
import { Unanswered } from "../../scripts/note/unanswered.js";

beforeEach(() => {
  globalThis.document = { querySelector: () => null };
  mock.timers.enable({ apis: ["setTimeout", "Date"] });
});
afterEach(() => mock.timers.reset());

/** Everything that promises were waiting for. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

async function pass(ms) {
  mock.timers.tick(ms);
  await settled();
}

/** A note at version 3, written by hand, before a server that takes everything. */
function desk({ version = 3, readonly = false, text = "" } = {}) {
  const desk = { text, requests: [], answers: [], stories: [], saved: [], composing: false };
  Object.assign(desk, { questions: [], proposals: [] });
  const accept = ({ base }) => ({ version: base + 1 });
  desk.write = (request, choices) => {
    desk.requests.push({ ...request, ...choices });
    const answer = desk.answers.shift() ?? accept;
    return Promise.resolve(request).then(answer);
  };
  desk.autosave = new Autosave(version, readonly, {
    text: () => desk.text,
    composing: () => desk.composing,
    write: desk.write,
    tell: (story) => desk.stories.push(story),
    saved: (answer) => desk.saved.push(answer),
    propose: async (question) => {
      desk.questions.push(question);
      const proposal = desk.proposals.shift();
      if (!proposal) throw new ApiError(0, "unreachable", "No answer.");
      return typeof proposal === "function" ? proposal() : proposal;
    },
    take(parts) {
      desk.text = parts.map(textOf).join("");
      desk.autosave.changed();
    },
    replace(text) {
      desk.text = text;
      desk.autosave.changed();
    },
  });
  desk.type = (letters) => {
    desk.text += letters;
    desk.autosave.changed();
  };
  desk.states = () => desk.stories.map((story) => story.state);
  return desk;
}

const refuse = (status, detail = {}) => () => {
  throw new ApiError(status, detail.code ?? "", detail.message ?? "The disk is full.", detail);
};

/** An answer that comes when it is let through. */
function slow() {
  let letThrough;
  const wait = new Promise((resolve) => (letThrough = resolve));
  return [(request) => wait.then(() => ({ version: request.base + 1 })), letThrough];
}

test("a change is sent after 300 ms of quiet", async () => {
  const { autosave, requests, type, states } = desk();
  type("a");
  await pass(299);
  assert.equal(requests.length, 0);
  await pass(1);
  assert.deepEqual(requests, [{ base: 3, body: "a", autosave: true }]);
  assert.deepEqual(states(), ["dirty", "saving", "saved"]);
  assert.equal(autosave.version, 4);
});

test("typing without a pause is sent before a second is over", async () => {
  const { requests, type } = desk();
  for (let time = 0; time < 900; time += 100) {
    type("x");
    await pass(100);
  }
  assert.equal(requests.length, 1);
});

test("one request at a time, the next with the newest text on the new version", async () => {
  const { answers, requests, type } = desk();
  const [answer, letThrough] = slow();
  answers.push(answer);
  type("a");
  await pass(300);
  type("b");
  await pass(5_000);
  assert.equal(requests.length, 1);
  letThrough();
  await settled();
  await pass(0);
  assert.deepEqual(requests[1], { base: 4, body: "ab", autosave: true });
});

test("what was typed during a save makes it dirty again, not saved", async () => {
  const { answers, type, states } = desk();
  const [answer, letThrough] = slow();
  answers.push(answer);
  type("a");
  await pass(300);
  type("b");
  letThrough();
  await settled();
  assert.deepEqual(states(), ["dirty", "saving", "dirty"]);
});

test("a failure says why, keeps the text and is tried again, ever more slowly", async () => {
  const { answers, requests, stories, type } = desk();
  answers.push(refuse(507), refuse(507), refuse(507));
  type("a");
  await pass(300);
  assert.deepEqual(stories.at(-1).message, "The disk is full.");
  for (const seconds of [1, 2, 4]) {
    assert.equal(stories.at(-1).retry, seconds);
    await pass(seconds * 1000);
  }
  assert.equal(stories.at(-1).state, "saved");
  assert.equal(requests.at(-1).body, "a");
});

test("it never waits longer than 30 s", async () => {
  const { answers, stories, type } = desk();
  answers.push(...Array(8).fill(refuse(0)));
  type("a");
  await pass(300);
  for (let times = 0; times < 7; times++) await pass(30_000);
  assert.equal(stories.at(-1).retry, 30);
});

test("typing does not hurry a server that is down", async () => {
  const { answers, requests, type } = desk();
  answers.push(refuse(0), refuse(0));
  type("a");
  await pass(300);
  type("b");
  await pass(999);
  assert.equal(requests.length, 1);
});

test("a text that was refused is sent again as soon as it changes", async () => {
  const { answers, requests, states, type } = desk();
  answers.push(refuse(422));
  type("a");
  await pass(300);
  type("b");
  await pass(300);
  assert.equal(requests.at(-1).body, "ab");
  assert.equal(states().at(-1), "saved");
});

test("what is no answer at all is a failure too", async (t) => {
  t.mock.method(console, "error", () => {});
  const { answers, states, type } = desk();
  answers.push(() => {
    throw new TypeError("a mistake of ours");
  });
  type("a");
  await pass(300);
  assert.equal(states().at(-1), "failed");
});

const theirs = { code: "conflict", message: "Changed elsewhere.", current: 9 };
const part = (kind, before, mine, other) => ({ kind, before, mine, theirs: other });
const apart = {
  version: 9,
  body: "THEIRS ",
  parts: [part("theirs", "theirs ", "theirs ", "THEIRS "), part("mine", "", "mine", "")],
};
const touching = { version: 9, body: "b", parts: [part("clash", "", "a", "b")] };

test("changes that are apart come together and are saved with my text below them", async () => {
  const { answers, proposals, questions, requests, states, type, ...rest } = desk({ text: "theirs " });
  answers.push(refuse(409, theirs));
  proposals.push(apart);
  type("mine");
  await pass(300);
  await pass(300);
  assert.deepEqual(questions, [{ base: 3, before: "theirs ", body: "theirs mine" }]);
  const written = { base: 9, body: "THEIRS mine", mine: "theirs mine", merged: true };
  assert.deepEqual(requests.at(-1), written);
  assert.equal(states().at(-1), "saved");
  assert.equal(states().includes("conflict"), false);
  assert.equal(rest.autosave.version, 10);
});

test("what is typed while that is asked is asked for as well", async () => {
  const desk_ = desk({ text: "theirs " });
  const { answers, proposals, questions, requests, type } = desk_;
  answers.push(refuse(409, theirs));
  proposals.push(() => (type("!"), apart), { ...apart, parts: [apart.parts[0], part("mine", "", "mine!", "")] });
  type("mine");
  for (let times = 0; times < 3; times++) await pass(300);
  assert.equal(questions.length, 2);
  assert.equal(requests.at(-1).body, "THEIRS mine!");
});

test("what others did beside the text is no conflict of texts", async () => {
  const { answers, proposals, requests, type } = desk();
  answers.push(refuse(409, theirs));
  proposals.push({ version: 9, body: "", parts: [part("mine", "", "a", "")] });
  type("a");
  await pass(300);
  await pass(300);
  assert.deepEqual(requests.at(-1), { base: 9, body: "a", autosave: true });
});

test("the very same text is saved already", async () => {
  const { autosave, answers, proposals, requests, type } = desk();
  answers.push(refuse(409, theirs));
  proposals.push({ version: 9, body: "a", parts: null });
  type("a");
  await pass(300);
  await pass(1000);
  assert.equal(requests.length, 1);
  assert.deepEqual([autosave.state, autosave.version, autosave.unsaved], ["saved", 9, false]);
});

test("changes that touch are a conflict, which stops saving", async () => {
  for (const proposal of [touching, { ...touching, parts: null }, undefined]) {
    const { answers, proposals, requests, stories, type } = desk();
    answers.push(refuse(409, theirs));
    proposals.push(proposal);
    type("a");
    await pass(300);
    type("b");
    await pass(60_000);
    assert.equal(requests.length, 1);
    const { state, message } = stories.at(-1);
    assert.deepEqual({ state, message }, { state: "conflict", message: theirs.message });
  }
});

test("damage is a failure, not a conflict", async () => {
  const { answers, states, type } = desk();
  answers.push(refuse(409, { code: "damaged" }));
  type("a");
  await pass(300);
  assert.equal(states().at(-1), "failed");
});

test("my text, put on their version, ends a conflict", async () => {
  const { autosave, answers, requests, states, type } = desk();
  answers.push(refuse(409, theirs));
  type("a");
  await pass(300);
  autosave.rebase(9, false);
  await settled();
  assert.deepEqual(requests.at(-1), { base: 9, body: "a", autosave: true });
  assert.equal(states().at(-1), "saved");
});

test("their text ends a conflict without a word to the server", async () => {
  const { autosave, answers, requests, type } = desk();
  answers.push(refuse(409, theirs));
  type("a");
  await pass(300);
  autosave.rebase(9, true);
  await pass(5_000);
  assert.equal(requests.length, 1);
  assert.equal(autosave.state, "saved");
  assert.equal(autosave.unsaved, false);
});

/** The server takes what is sent, and its answer does not arrive. */
function lost(stored) {
  return (request) => {
    stored.push(request);
    throw new ApiError(0, "unreachable", "No answer.");
  };
}

test("a text that was stored without an answer is its own writer's", async () => {
  const { autosave, answers, proposals, questions, requests, saved, states, type } = desk();
  const stored = [];
  answers.push(lost(stored), refuse(409, theirs));
  proposals.push({ version: 4, body: "a", title: "a", parts: [part("clash", "", "ab", "a")] });
  type("a");
  await pass(300);
  type("b");
  await pass(1000);
  await pass(300);
  assert.equal(stored.length, 1);
  assert.equal(questions.length, 1);
  assert.deepEqual(requests.at(-1), { base: 4, body: "ab", autosave: true });
  assert.deepEqual([autosave.state, autosave.version, autosave.unsaved], ["saved", 5, false]);
  assert.equal(states().includes("conflict"), false);
  assert.equal(saved[0].parts, undefined);
});

test("a title that was stored without an answer is not sent again", async () => {
  const { autosave, answers, proposals, requests, saved } = desk({ text: "words" });
  answers.push(lost([]), refuse(409, theirs));
  proposals.push({ version: 4, body: "words", title: "T", parts: [part("same", "words", "words", "words")] });
  autosave.rename("T");
  await pass(300);
  await pass(1000);
  await pass(300);
  assert.equal(requests.length, 2);
  assert.deepEqual([autosave.state, autosave.version, autosave.title], ["saved", 4, undefined]);
  assert.equal(saved[0].parts, undefined);
});

test("a text of others is theirs, though one was sent without an answer", async () => {
  const { autosave, answers, proposals, type } = desk();
  answers.push(lost([]), refuse(409, theirs));
  proposals.push(touching);
  type("a");
  await pass(300);
  await pass(1000);
  assert.equal(autosave.state, "conflict");
});

test("what was sent and not answered is known as long as there is room", async () => {
  const unanswered = new Unanswered();
  const texts = ["a", "b", "c", "d"].map((letter) => letter.repeat(1_500_000));
  for (const body of texts) unanswered.add({ body });
  assert.deepEqual(texts.map((body) => unanswered.has({ body })), [true, false, false, true]);
});

const decided = { base: 9, body: "decided", mine: "a", merged: true };

test("what people decided is written and comes in, and the conflict is over", async () => {
  const desk_ = desk();
  const { autosave, answers, requests, type } = desk_;
  answers.push(refuse(409, theirs));
  type("a");
  await pass(300);
  await autosave.settle(async () => decided, "a");
  assert.deepEqual(requests.at(-1), decided);
  assert.deepEqual([desk_.text, autosave.state, autosave.version], ["decided", "saved", 10]);
});

test("what is typed while that is written is brought together with it", async () => {
  const desk_ = desk();
  const { autosave, answers, proposals, questions, requests, type } = desk_;
  const [answer, letThrough] = slow();
  answers.push(refuse(409, theirs), answer, refuse(409, theirs));
  type("a");
  await pass(300);
  proposals.push({ version: 10, body: "decided ", parts: [part("theirs", "a", "a", "decided "), part("mine", "", "b", "")] });
  const settling = autosave.settle(async () => ({ ...decided, body: "decided " }), "a");
  await settled();
  type("b");
  letThrough();
  await settling;
  for (let times = 0; times < 3; times++) await pass(300);
  assert.deepEqual(questions.at(-1), { base: 3, before: "a", body: "ab" });
  assert.deepEqual([requests.at(-1).base, requests.at(-1).body], [10, "decided b"]);
  assert.deepEqual([desk_.text, autosave.state], ["decided b", "saved"]);
});

test("what was not part of a decision stays, where it touches that as a conflict", async () => {
  const desk_ = desk({ text: "saved" });
  const { autosave, answers, proposals, questions, type } = desk_;
  const [answer, letThrough] = slow();
  answers.push(answer, refuse(409, theirs));
  proposals.push(touching);
  const settling = autosave.settle(async () => ({ ...decided, base: 3 }));
  await settled();
  type("!");
  letThrough();
  await settling;
  await pass(300);
  assert.deepEqual(questions, [{ base: 3, before: "saved", body: "saved!" }]);
  assert.deepEqual([desk_.text, autosave.state, autosave.unsaved], ["saved!", "conflict", true]);
});

test("a decision that cannot be written changes nothing", async () => {
  const desk_ = desk({ text: "saved" });
  desk_.answers.push(refuse(507));
  await assert.rejects(desk_.autosave.settle(async () => ({ ...decided, base: 3 })), { status: 507 });
  assert.deepEqual([desk_.text, desk_.autosave.state], ["saved", "saved"]);
});

test("who leaves while a decision is written does not write over it", async () => {
  const { autosave, answers, requests, type } = desk({ text: "saved" });
  answers.push(slow()[0]);
  void autosave.settle(async () => ({ ...decided, base: 3 }));
  await settled();
  type("!");
  autosave.leave();
  assert.equal(requests.at(-1).base, 3);
});

test("fields wait for the text that is under way and stand on its version", async () => {
  const { autosave, answers, requests, type } = desk();
  const [answer, letThrough] = slow();
  answers.push(answer);
  type("a");
  await pass(300);
  const put = autosave.put(() => ({ title: "T" }));
  await settled();
  assert.equal(requests.length, 1);
  letThrough();
  assert.deepEqual(await put, { version: 5 });
  assert.deepEqual(requests.at(-1), { base: 4, title: "T", keepalive: true });
  assert.equal(autosave.version, 5);
});

test("text typed while fields are under way is saved after them", async () => {
  const { autosave, answers, requests, type } = desk();
  const [answer, letThrough] = slow();
  answers.push(answer);
  const put = autosave.put(() => ({ title: "T" }));
  await settled();
  type("a");
  letThrough();
  await put;
  await pass(300);
  assert.deepEqual(requests.at(-1), { base: 4, body: "a", autosave: true });
  assert.equal(autosave.state, "saved");
});

test("a title is saved with the text, and tried again until it is taken", async () => {
  const { autosave, answers, requests } = desk({ text: "words" });
  answers.push(refuse(507));
  autosave.rename("T");
  await pass(300);
  assert.deepEqual([autosave.state, autosave.title], ["failed", "T"]);
  await pass(1000);
  assert.deepEqual(requests.at(-1), { base: 3, body: "words", title: "T", autosave: true });
  assert.deepEqual([autosave.state, autosave.title, autosave.unsaved], ["saved", undefined, false]);
});

test("a title that is under way is in what would be lost until it is confirmed", async () => {
  const { autosave, answers } = desk({ text: "words" });
  const [answer, letThrough] = slow();
  answers.push(answer);
  autosave.rename("T");
  await pass(300);
  assert.equal(autosave.draft.title, "T");
  letThrough();
  await settled();
  await settled();
  assert.equal(autosave.draft.title, undefined);
});

test("a title over a text that others changed is written over theirs", async () => {
  const { autosave, answers, proposals, requests } = desk({ text: "theirs " });
  answers.push(refuse(409, theirs));
  proposals.push({ version: 9, body: "THEIRS ", parts: [part("theirs", "theirs ", "theirs ", "THEIRS ")] });
  autosave.rename("T");
  await pass(300);
  await pass(300);
  assert.equal(requests.at(-1).base, 9);
  assert.deepEqual([requests.at(-1).body, requests.at(-1).title], ["THEIRS ", "T"]);
});

test("a title that cannot be one keeps no text from being saved", async () => {
  const { autosave, answers, requests, type } = desk();
  answers.push(refuse(422, { code: "invalid", field: "title" }));
  autosave.rename("T");
  type("a");
  await pass(300);
  await pass(1000);
  assert.deepEqual(requests.at(-1), { base: 3, body: "a", autosave: true });
  assert.equal(autosave.state, "saved");
});

test("refused fields are told to whoever asked and leave the text saved", async () => {
  const { autosave, answers, states } = desk();
  answers.push(refuse(422, { code: "invalid" }));
  await assert.rejects(autosave.put(() => ({ title: "" })), { code: "invalid" });
  assert.equal(states().at(-1), "saved");
});

test("fields on an old version are asked for anew and written over the texts together", async () => {
  const { autosave, answers, proposals, requests, saved } = desk({ text: "theirs " });
  answers.push(refuse(409, theirs));
  proposals.push({ version: 9, body: "theirs ", parts: [part("same", "", "theirs ", "")] });
  const asked = [{ tags: ["a"] }, { tags: ["a", "b"] }];
  await autosave.put(() => asked.shift());
  assert.deepEqual(requests.at(-1), { base: 9, tags: ["a", "b"], keepalive: true });
  assert.deepEqual([autosave.state, autosave.version, saved.length], ["saved", 10, 1]);
});

test("fields over a text that nobody can bring together are a conflict", async () => {
  const { autosave, answers } = desk();
  answers.push(refuse(409, theirs));
  await assert.rejects(autosave.put(() => ({ title: "T" })), { status: 409 });
  assert.equal(autosave.state, "conflict");
});

test("flush sends at once and says whether everything is saved", async () => {
  const { autosave, answers, requests, type } = desk();
  assert.equal(await autosave.flush(), true);
  type("a");
  assert.equal(await autosave.flush(), true);
  assert.equal(requests.length, 1);
  answers.push(refuse(507));
  type("b");
  assert.equal(await autosave.flush(), false);
});

test("an input method may finish its word, but not for longer than a second", async () => {
  const desk_ = desk();
  desk_.composing = true;
  desk_.type("ni");
  await pass(700);
  assert.equal(desk_.requests.length, 0);
  await pass(300);
  assert.equal(desk_.requests.length, 1);
});

test("leaving the page sends what is unsaved in a request that outlives it", () => {
  const { autosave, requests, type } = desk();
  type("a");
  autosave.leave();
  assert.deepEqual(requests, [{ base: 3, body: "a", autosave: true, leaving: true, keepalive: true }]);
});

test("a page that comes back after it was left goes on from there", async () => {
  const { autosave, requests, type, states } = desk();
  type("a");
  autosave.leave();
  await settled();
  assert.equal(states().at(-1), "saved");
  type("b");
  await pass(300);
  assert.deepEqual(requests.at(-1), { base: 4, body: "ab", autosave: true });
});

test("what is under way on leaving is counted as written", async () => {
  const { autosave, answers, requests, type } = desk();
  const [answer] = slow();
  answers.push(answer);
  type("a");
  await pass(300);
  type("b");
  autosave.leave();
  assert.deepEqual(requests.at(-1), { base: 4, body: "ab", autosave: true, leaving: true, keepalive: true });
});

test("what is saved is not sent again on leaving", async () => {
  const { autosave, requests, type } = desk();
  type("a");
  await pass(300);
  autosave.leave();
  assert.equal(requests.length, 1);
});

test("more than a keepalive request can carry goes without and is worth a warning", () => {
  const { autosave, requests, type } = desk();
  type("字".repeat(30_000));
  assert.equal(autosave.endangered, true);
  autosave.leave();
  assert.equal(requests[0].keepalive, false);
});

test("a short text that is on its way is no reason to warn", () => {
  const { autosave, type } = desk();
  type("a");
  assert.equal(autosave.endangered, false);
});

test("a note that may only be read is never sent", async () => {
  const { autosave, requests } = desk({ readonly: true });
  autosave.changed();
  await pass(5_000);
  assert.equal(await autosave.flush(), false);
  assert.equal(requests.length, 0);
});

/**
 * Asks the server to render what is being typed: one request at a time, the newest text next, and
 * never more often than every 80 ms. A request is not cut short by a newer one: while somebody types
 * without pause that would show nothing at all. Showing a long note may take longer than a key; then
 * it is shown less often, so that nine tenths of the time are for the keys.
 */
import { unanswered } from "../api.js";

const every = 80; // ms
const atMost = 1000; // ms
const tenth = 10;

/**
 * @template Answer
 */
export class Rendering {
  /** @type {string | null} */
  #next = null;
  #running = false;
  #took = 0; // ms, to show the last answer
  #stopped = new AbortController();

  /**
   * @param {(text: string, signal: AbortSignal) => Promise<Answer>} render
   * @param {(answer: Answer, text: string) => void} show
   */
  constructor(render, show) {
    this.render = render;
    this.show = show;
  }

  /** @param {string} text */
  ask(text) {
    this.#next = text;
    if (!this.#running) void this.#run();
  }

  stop() {
    this.#stopped.abort();
    this.#next = null;
  }

  async #run() {
    this.#running = true;
    try {
      while (this.#next !== null) {
        const text = this.#next;
        this.#next = null;
        await Promise.all([this.#one(text), pause(every)]);
        if (this.#took * tenth > every) await pause(Math.min(atMost, this.#took * tenth) - every);
      }
    } finally {
      this.#running = false;
    }
  }

  /**
   * Without an answer the last picture stays; the next change asks again, and saving tells that nobody answers.
   *
   * @param {string} text
   */
  async #one(text) {
    const { signal } = this.#stopped;
    const answer = await this.render(text, signal).catch(unanswered);
    if (!answer || signal.aborted) return;
    const begun = performance.now();
    this.show(answer, text);
    this.#took = performance.now() - begun;
  }
}

/** @param {number} ms */
function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/**
 * What was sent and never answered. The server may have stored it all the same: what it has then is
 * nobody else's, though it is a version that this page does not know.
 */

const longest = 3_000_000; // characters of all of them; the first and the last are always kept

/** @typedef {{body: string, title?: string}} Sent */

export class Unanswered {
  /** @type {Sent[]} */
  #sent = [];

  /** @param {Sent} request */
  add({ body, title }) {
    const last = this.#sent.at(-1);
    if (last?.body === body && last.title === title) return;
    this.#sent.push({ body, title });
    while (this.#sent.length > 2 && this.#length > longest) this.#sent.splice(1, 1);
  }

  /** Whether what is stored is one of these; a title that was emptied follows its text. @param {Sent} stored */
  has({ body, title }) {
    return this.#sent.some((one) => one.body === body && (!one.title || one.title === title));
  }

  clear() {
    this.#sent = [];
  }

  get #length() {
    return this.#sent.reduce((length, { body }) => length + body.length, 0);
  }
}

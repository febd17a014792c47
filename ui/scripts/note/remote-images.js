/**
 * Images from elsewhere: links until somebody asks for them, one by a click on it, all of the note by
 * the button above its page. The server fetches them, for the page may ask nobody else. What was asked
 * for is known as long as the note is open and no longer.
 */
import { sendForBlob } from "../api.js";
import { phrase } from "../phrases.js";
import { element, icon } from "../../editor/src/editor.js";

const links = "a.remote-image";
/** How many are asked for at a time: saving has to find the server free. */
const together = 2;

export class RemoteImages {
  /** @type {Map<string, Promise<string>>} what was asked for, as addresses of blobs */
  #asked = new Map();
  #all = false;
  /** @type {HTMLAnchorElement[]} */
  #waiting = [];
  #running = 0;
  #button = element("button", { type: "button", class: "show-images button" }, [
    icon("image"),
    document.createTextNode(phrase("Show all images from elsewhere in this note")),
  ]);

  /** @param {HTMLElement} page @param {() => AbortSignal} signal */
  constructor(page, signal) {
    this.page = page;
    this.signal = signal;
    this.#button.addEventListener("click", () => this.#showAll());
  }

  /** @param {ParentNode} root */
  dress(root) {
    for (const link of /** @type {Iterable<HTMLAnchorElement>} */ (root.querySelectorAll(links)))
      if (this.#all || this.#asked.has(link.href)) this.ask(link);
  }

  /** @param {HTMLAnchorElement} link */
  ask(link) {
    this.#waiting.push(link);
    while (this.#running < together && this.#waiting.length) void this.#next();
  }

  /** Nothing of it stays. */
  forget() {
    for (const asked of this.#asked.values())
      void asked.then((address) => URL.revokeObjectURL(address), () => undefined);
    this.#asked.clear();
    this.#waiting = [];
    this.#all = false;
  }

  #showAll() {
    this.#all = true;
    this.dress(this.page);
    this.offer();
  }

  /** The button is there while it has something to do. */
  offer() {
    if (!this.#all && this.page.querySelector(links)) this.page.prepend(this.#button);
    else this.#button.remove();
  }

  async #next() {
    const link = this.#waiting.shift();
    if (!link) return;
    this.#running += 1;
    try {
      link.replaceWith(shown(await this.#fetched(link.href), link.textContent ?? ""));
      this.offer();
    } catch {
      this.#asked.delete(link.href); // another click tries again
      link.classList.add("missing");
      link.title = phrase("This image could not be fetched.");
    }
    this.#running -= 1;
    while (this.#running < together && this.#waiting.length) void this.#next();
  }

  /** @param {string} url */
  #fetched(url) {
    let asked = this.#asked.get(url);
    if (!asked) {
      asked = sendForBlob("/images", { url }, { signal: this.signal() }).then(URL.createObjectURL);
      this.#asked.set(url, asked);
    }
    return asked;
  }
}

/** @param {string} address @param {string} words */
function shown(address, words) {
  return element("img", { src: address, alt: words });
}

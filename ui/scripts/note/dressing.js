/**
 * What a rendered page gets in a window: buttons of its code, boxes that can be clicked, links that know where
 * they lead, notes in their place, diagrams, and images from elsewhere for those who ask for them.
 */
import { phrase } from "../phrases.js";
import { addCopyButtons } from "./copying.js";
import { Diagrams } from "./diagrams.js";
import { markPlaces } from "./places.js";
import { References } from "./references.js";
import { RemoteImages } from "./remote-images.js";
import { makeReachable } from "./scrollers.js";
import { dressTasks } from "./tasks.js";
import { addWrapButtons } from "./wrapping.js";

/** @typedef {import("../elements/note-preview.js").NotePreview} NotePreview */

export class Dressing {
  /** @type {References | null} */
  #references = null;
  #stop = new AbortController();
  #preview;
  #diagrams;
  #images;

  /** @param {NotePreview} preview @param {() => void} changed the page is of another height */
  constructor(preview, changed) {
    this.#preview = preview;
    this.#diagrams = new Diagrams(preview, changed);
    this.#images = new RemoteImages(preview, () => this.#stop.signal);
  }

  start() {
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    this.#references = new References(this.#preview.noteId, signal, (root) => this.#dressAlone(root));
    this.#preview.addEventListener("error", missed, { signal, capture: true });
    this.#diagrams.start();
  }

  stop() {
    this.#stop.abort();
    this.#images.forget();
    this.#diagrams.stop();
  }

  /** @param {readonly Element[]} roots what is new in the page */
  dress(roots) {
    for (const root of roots) this.#dressAlone(root);
    this.#images.offer();
    markPlaces(this.#preview);
    void this.#references?.show(roots);
  }

  /** Fetches an image from elsewhere. @param {HTMLAnchorElement} link */
  ask(link) {
    this.#images.ask(link);
  }

  /** Everything that can be drawn is. */
  async drawn() {
    await this.#diagrams.draw([this.#preview]);
  }

  /** @param {Element} root */
  #dressAlone(root) {
    addWrapButtons(root);
    addCopyButtons(root);
    makeReachable(root);
    this.#images.dress(root);
    for (const image of root.querySelectorAll("img"))
      if (image.complete && !image.naturalWidth) showMissing(image); // before anybody listened
    dressTasks(root, !this.#preview.editor?.hasAttribute("readonly"));
    void this.#diagrams.draw([root]);
  }
}

/** An image that is not there says so. @param {Event} event */
function missed(event) {
  if (event.target instanceof HTMLImageElement) showMissing(event.target);
}

/** @param {HTMLImageElement} image */
function showMissing(image) {
  image.classList.add("missing");
  image.title = phrase("This image could not be found.");
}

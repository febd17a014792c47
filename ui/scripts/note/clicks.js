/**
 * What a click in a rendered note does: a link leads into the note, to another note, or outside; a link to a
 * note that there is not yet makes it; the buttons of a block of code do what they say.
 */
import { send } from "../api.js";
import { copyCode } from "./copying.js";
import { lead, scrollTo } from "./links.js";
import { isWiki, nameOf } from "./references.js";
import { toggleWrapping } from "./wrapping.js";

/** @typedef {import("../elements/note-preview.js").NotePreview} NotePreview */

export class Clicks {
  /** @param {NotePreview} preview @param {(link: HTMLAnchorElement) => void} askForImage */
  constructor(preview, askForImage) {
    this.preview = preview;
    this.askForImage = askForImage;
  }

  /** @param {MouseEvent} event */
  follow(event) {
    const target = event.target instanceof Element ? event.target : null;
    const button = target?.closest("figcaption > button");
    if (button instanceof HTMLElement) return press(button);
    const link = target?.closest("a[href]");
    if (!link) return;
    event.preventDefault();
    if (event.button <= 1) this.#lead(/** @type {HTMLAnchorElement} */ (link));
  }

  /** @param {HTMLAnchorElement} link */
  #lead(link) {
    if (link.matches(".remote-image")) return this.askForImage(link);
    const { note } = link.dataset;
    if (!note && link.matches(".missing:not([href^='#'])") && isWiki(link))
      return void this.preview.tell("octavo:wanted", { title: nameOf(link) });
    const href = note ? `/notes/${note}${link.hash}` : (link.getAttribute("href") ?? "");
    const to = lead(href, location.href);
    if (to.kind === "here") scrollTo(this.preview, to.id);
    if (to.kind === "outside") void send("POST", "/open", { url: to.url }).catch(() => {});
    if (to.kind !== "note") return;
    const url = new URL(to.path, location.href).href;
    if (this.preview.tell("octavo:follow", { url, path: to.path })) location.assign(url);
  }
}

/** One of a code block's. @param {HTMLElement} button */
function press(button) {
  if (button.matches("[data-copy]")) void copyCode(button);
  else toggleWrapping(button);
}

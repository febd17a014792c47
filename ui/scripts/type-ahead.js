/**
 * What is typed while a new note is on its way: it is typed into a box that nobody sees, as whatever
 * types wants to (an input method, a dead key, Ctrl+V), and is the note's when that is there.
 */
export class TypeAhead {
  #before = document.activeElement;
  #box = document.createElement("textarea");

  /** @param {string} label what a screen reader says of the box */
  constructor(label) {
    this.#box.className = "sr type-ahead";
    this.#box.setAttribute("aria-label", label);
    document.body.append(this.#box);
    this.#box.focus({ preventScroll: true });
  }

  /** What was typed; the keyboard is where it was, unless somebody has taken it elsewhere. */
  end() {
    const { value } = this.#box;
    const isHere = document.activeElement === this.#box;
    this.#box.remove();
    if (isHere && this.#before instanceof HTMLElement) this.#before.focus({ preventScroll: true });
    return value;
  }
}

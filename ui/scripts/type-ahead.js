/**
 * What is typed while a new note is on its way: the keyboard is in the old one still, and means the
 * new.  What an input method composes stays where it is composed.
 */
export class TypeAhead {
  #typed = "";

  constructor() {
    document.addEventListener("keydown", this.hold, { capture: true });
  }

  /** @param {KeyboardEvent} event */
  hold = (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    if (event.key === "Backspace") this.#typed = [...this.#typed].slice(0, -1).join("");
    else if (letter(event)) this.#typed += letter(event);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  /** What was typed until now; from now on every key goes where the keyboard is. */
  release() {
    document.removeEventListener("keydown", this.hold, { capture: true });
    return this.#typed;
  }
}

/** @param {KeyboardEvent} event */
function letter(event) {
  const isShortcut = (event.ctrlKey || event.metaKey || event.altKey) && !event.getModifierState("AltGraph");
  if (isShortcut) return "";
  if (event.key === "Enter") return "\n";
  return [...event.key].length === 1 ? event.key : "";
}

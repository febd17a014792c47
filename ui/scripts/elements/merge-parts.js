/**
 * <merge-parts> two texts in parts, one below the other: what is settled, and of each clash both
 * sides, of which one or both are chosen. What is chosen can be edited. Tells `octavo:chosen`
 * whenever there is another `result`.
 */
import { textOf } from "../note/merging.js";
import { counted, words } from "../words.js";

/** @typedef {import("../note/merging.js").Part} Part */

/** Lines that are shown at each end of what is settled, and the most that are shown whole. */
const AROUND = 2;
const WHOLE = 7;

class MergeParts extends HTMLElement {
  /** @type {Part[]} */
  #parts = [];
  /** @type {Map<Element, Part>} what of the markup is which clash */
  #clashes = new Map();

  connectedCallback() {
    this.addEventListener("change", ({ target }) => this.#chosen(target));
    this.addEventListener("input", ({ target }) => target instanceof HTMLTextAreaElement && fit(target));
  }

  /** @param {Part[]} parts */
  show(parts) {
    this.#parts = parts;
    this.#clashes.clear();
    const clashes = parts.filter(({ kind }) => kind === "clash");
    this.replaceChildren(
      this.#template,
      ...parts.flatMap((part) =>
        part.kind === "clash" ? this.#clash(part, clashes.indexOf(part) + 1, clashes.length) : this.#settled(part),
      ),
    );
    this.#tell();
  }

  get #template() {
    return /** @type {HTMLTemplateElement} */ (this.querySelector("template"));
  }

  get #results() {
    return [...this.querySelectorAll("textarea")];
  }

  /** How many clashes nobody has decided. */
  get left() {
    return this.#results.filter(({ hidden }) => hidden).length;
  }

  /** The text as it was chosen. */
  get result() {
    const results = this.#results;
    return this.#parts
      .map((part) => (part.kind === "clash" ? edited(part, results.shift()) : textOf(part)))
      .join("");
  }

  /** @param {Part} part @param {number} number @param {number} all */
  #clash(part, number, all) {
    const clash = /** @type {HTMLElement} */ (this.#template.content.firstElementChild?.cloneNode(true));
    const within = (/** @type {string} */ selector) =>
      /** @type {HTMLElement} */ (clash.querySelector(selector));
    const about = { number: String(number), all: String(all) };
    within("legend").textContent = words(this, "clash", about);
    for (const radio of clash.querySelectorAll("input")) radio.name = `clash-${number}`;
    const [mine, theirs] = marked(part.mine, part.theirs);
    this.#fill(within("[data-mine]"), mine);
    this.#fill(within("[data-theirs]"), theirs);
    this.#clashes.set(clash, part);
    return [clash];
  }

  /** @param {HTMLElement} place @param {[string, string, string]} text */
  #fill(place, [before, differs, after]) {
    if (!(before + differs + after)) place.append(span(words(this, "nothing"), "faint"));
    else place.append(before, element("mark", differs), after.replace(/\r?\n$/, ""));
  }

  /** @param {Part} part */
  #settled(part) {
    const [text, kind] = [textOf(part), part.kind];
    const lines = text.split("\n");
    if (lines.length <= WHOLE) return [span(text, kind)];
    const folded = lines.length - 2 * AROUND;
    return [
      span(lines.slice(0, AROUND).join("\n"), kind),
      span(counted(this, "folded", folded), "folded"),
      span(lines.slice(-AROUND).join("\n"), kind),
    ];
  }

  /** @param {EventTarget | null} target */
  #chosen(target) {
    if (!(target instanceof HTMLInputElement)) return;
    const clash = /** @type {HTMLElement} */ (target.closest(".clash"));
    const result = /** @type {HTMLTextAreaElement} */ (clash.querySelector("textarea"));
    const part = /** @type {Part} */ (this.#clashes.get(clash));
    result.value = part[/** @type {"mine" | "theirs" | "both"} */ (target.value)];
    result.hidden = false;
    fit(result);
    this.#tell();
  }

  #tell() {
    this.dispatchEvent(new CustomEvent("octavo:chosen", { bubbles: true }));
  }
}

/**
 * What somebody made of a clash, with the line ends of its texts, which a field does not know.
 *
 * @param {Part} part
 * @param {HTMLTextAreaElement | undefined} field
 */
function edited(part, field) {
  const text = field?.value ?? "";
  return (part.mine + part.theirs).includes("\r\n") ? text.replace(/\n/g, "\r\n") : text;
}

/** A field as high as its text. @param {HTMLTextAreaElement} field */
function fit(field) {
  field.rows = Math.min(12, field.value.replace(/\n$/, "").split("\n").length);
}

/**
 * Both texts in three: what they begin with in common, what differs, what they end with in common.
 *
 * @param {string} mine
 * @param {string} theirs
 * @returns {[string, string, string][]}
 */
function marked(mine, theirs) {
  const [ours, others] = [[...mine], [...theirs]];
  const most = Math.min(ours.length, others.length);
  let start = 0;
  while (start < most && ours[start] === others[start]) start++;
  let end = 0;
  while (end < most - start && ours.at(-1 - end) === others.at(-1 - end)) end++;
  return [ours, others].map((text) => [
    text.slice(0, start).join(""),
    text.slice(start, text.length - end).join(""),
    text.slice(text.length - end).join(""),
  ]);
}

/** @param {string} text @param {string} name */
function span(text, name) {
  const made = element("span", text);
  made.className = name;
  return made;
}

/** @param {string} name @param {string} text */
function element(name, text) {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

customElements.define("merge-parts", MergeParts);
export { MergeParts };

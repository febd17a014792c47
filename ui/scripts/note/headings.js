/** The headings of a rendered note, and which of them somebody is reading. */

/** @typedef {{element: HTMLElement, level: number, words: string}} Heading */

const drawn = new Set(["math", "sub", "sup"]);
const near = 48; // pixels below the top at which a heading is the one that is read

/** Those of notes that are shown inside of it are not its own. @param {Element} page @returns {Heading[]} */
export function headingsOf(page) {
  const found = /** @type {NodeListOf<HTMLElement>} */ (page.querySelectorAll("h1, h2, h3, h4, h5, h6"));
  return [...found]
    .filter((element) => !element.closest(".embedded, dialog") && element.innerText.trim())
    .map((element) => ({ element, level: Number(element.tagName[1]), words: wordsOf(element) }));
}

/** @param {Element} element */
function wordsOf(element) {
  return saidOf(element)
    .map((part) => (typeof part === "string" ? part : (part.textContent ?? "").replace(/\s/g, "")))
    .join("")
    .trim();
}

/**
 * What a heading says, without its marks: text, and what is more than that, as it is drawn.
 *
 * @param {Element} element @returns {(string | Element)[]}
 */
export function saidOf(element) {
  return [...element.childNodes].flatMap((child) => {
    if (!(child instanceof Element)) return child.textContent ?? "";
    const isDrawn = drawn.has(child.localName) && !child.querySelector("a");
    return isDrawn ? /** @type {Element} */ (child.cloneNode(true)) : saidOf(child);
  });
}

/**
 * The last heading above what is seen, or the first; looks at a few of them only, however many there are.
 *
 * @param {readonly Heading[]} headings @param {Element} page
 * @param {(element: HTMLElement) => number} [topOf]
 */
export function currentOf(headings, page, topOf = (element) => element.getBoundingClientRect().top) {
  const top = page.getBoundingClientRect().top + near;
  let low = 0;
  let high = headings.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (topOf(headings[middle].element) <= top) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
}

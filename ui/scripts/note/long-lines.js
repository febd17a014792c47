/**
 * Very long lines of text are cut into spans, which nobody sees: a browser takes seconds to break
 * 200 kB in several scripts into lines when they are one piece, and a moment when they are many.
 */

const long = /[^\n]{10000}/;
const piece = /[^]{1,2000}/gu;

/** @param {DocumentFragment} content */
export function cutLongLines(content) {
  const texts = document.createTreeWalker(content, NodeFilter.SHOW_TEXT);
  /** @type {Text[]} */
  const found = [];
  while (texts.nextNode()) {
    const text = /** @type {Text} */ (texts.currentNode);
    if (long.test(text.data)) found.push(text);
  }
  for (const text of found) text.replaceWith(...pieces(text.data));
}

/** @param {string} text */
function pieces(text) {
  return (text.match(piece) ?? []).map((words) => {
    const span = document.createElement("span");
    span.textContent = words;
    return span;
  });
}

/**
 * What is too wide for paper, where nothing can be scrolled: a long formula goes on in the next line behind one of
 * its signs, and what is still too wide, as a table of many columns is, is set smaller.
 */

/** How much of its size the type of a table keeps; where that is not enough, its words are broken. */
const smallest = 0.55;
const signs = /^[=+−±∓<>≤≥≠≈≡∼≃≅→⇒⇔⟹⟺∈⊂⊆∪∩∧∨×⋅·,;]$/u;
const mathml = "http://www.w3.org/1998/Math/MathML";

/**
 * Makes what is in a page fit on paper.
 *
 * @param {HTMLElement} page
 * @returns {(() => void)[]} what puts it back
 */
export function fitted(page) {
  const sheet = document.createElement("div");
  sheet.className = "reading sheet";
  document.body.append(sheet);
  const wide = [...page.querySelectorAll("math, table")].filter((one) => room(one, sheet) < 1);
  const restore = wide.map((one) => (one instanceof HTMLElement ? fitTable : fitFormula)(one, sheet));
  sheet.remove();
  return restore;
}

/** @param {Element} math @param {HTMLElement} sheet */
function fitFormula(math, sheet) {
  const shown = document.createElement("span");
  shown.className = "formula-pieces";
  shown.append(...pieces(math));
  for (const piece of shown.children) shrink(piece, 0.95 * room(piece, sheet));
  math.replaceWith(shown);
  return () => shown.replaceWith(math);
}

/** A formula cut behind its signs: between two formulas a line may end. @param {Element} math */
function pieces(math) {
  const isDisplayed = math.getAttribute("display") === "block";
  const made = [];
  for (let rest = [...math.children]; rest.length; ) {
    const end = rest.findIndex((part) => signs.test(part.textContent?.trim() ?? "")) + 1 || rest.length;
    const piece = document.createElementNS(mathml, "math");
    if (isDisplayed) piece.setAttribute("displaystyle", "true");
    piece.append(...rest.splice(0, end).map((part) => part.cloneNode(true)));
    made.push(piece);
  }
  return made;
}

/** @param {Element} table @param {HTMLElement} sheet */
function fitTable(table, sheet) {
  table.classList.add("dense");
  const left = room(table, sheet);
  table.classList.toggle("broken", left < smallest);
  shrink(table, Math.max(left, smallest));
  return () => {
    table.classList.remove("dense", "broken");
    shrink(table, 1);
  };
}

/** @param {Element} element @param {number} left of the room that it would take */
function shrink(element, left) {
  const { style } = /** @type {HTMLElement} */ (element);
  if (left < 1) style.setProperty("--fit", String(left));
  else style.removeProperty("--fit");
}

/** How often an element would fit beside itself on a sheet. @param {Element} element @param {HTMLElement} sheet */
function room(element, sheet) {
  const copy = /** @type {Element} */ (element.cloneNode(true));
  copy.removeAttribute("display");
  sheet.replaceChildren(copy);
  return sheet.clientWidth / Math.max(1, copy.scrollWidth, copy.getBoundingClientRect().width);
}

/** What scrolls sideways in a rendered note can be scrolled with the keyboard. */

/** @param {Element} root */
export function makeReachable(root) {
  for (const code of root.querySelectorAll("pre")) code.tabIndex = 0;
  const wide = /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll("table, .formula-block"));
  wide.forEach(reach);
}

/** @param {HTMLElement} wide what may scroll */
export function reach(wide) {
  if (wide.scrollWidth > wide.clientWidth) wide.tabIndex = 0;
}

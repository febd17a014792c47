/** What scrolls sideways in a rendered note can be scrolled with the keyboard. */

/** @param {Element} root */
export function makeReachable(root) {
  for (const code of root.querySelectorAll("pre")) code.tabIndex = 0;
  for (const table of root.querySelectorAll("table")) {
    if (table.scrollWidth > table.clientWidth) table.tabIndex = 0;
  }
}

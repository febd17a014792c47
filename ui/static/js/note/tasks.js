/** Tasks of a rendered note: what stands beside a box is its name. */

/** @param {Element} root */
export function nameTasks(root) {
  for (const box of root.querySelectorAll("li.task input[type=checkbox]:not([aria-label])")) {
    box.setAttribute("aria-label", nameOf(/** @type {Element} */ (box.closest("li"))));
  }
}

/** The text of a task without the lists below it. @param {Element} item */
function nameOf(item) {
  const own = /** @type {Element} */ (item.cloneNode(true));
  for (const below of own.querySelectorAll("ul, ol")) below.remove();
  return own.textContent?.trim() || "–";
}

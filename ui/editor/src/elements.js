/** Makes elements without markup in strings: the page's policy allows no innerHTML of ours. */

const svg = "http://www.w3.org/2000/svg";
const sprite = "/static/built/icons.svg";

/**
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name
 * @param {Record<string, string>} attributes
 * @param {Iterable<Node>} children
 * @returns {HTMLElementTagNameMap[Name]}
 */
export function element(name, attributes = {}, children = []) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** @param {string} name an icon of the sprite */
export function icon(name) {
  const picture = document.createElementNS(svg, "svg");
  const use = document.createElementNS(svg, "use");
  picture.setAttribute("class", "icon");
  picture.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `${sprite}#icon-${name}`);
  picture.append(use);
  return picture;
}

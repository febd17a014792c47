/**
 * Where the links of a note lead: into the note itself, to another note, or outside, by the server
 * and into the system's browser. Everything else leads nowhere: the window never leaves our pages.
 */

/** @typedef {{kind: "here", id: string} | {kind: "note", path: string} | {kind: "outside", url: string} | {kind: "nowhere"}} Lead */

const outside = new Set(["http:", "https:", "mailto:"]);
const note = /^\/notes\/[^/?#\\]+([?#]|$)/;

/**
 * @param {string} href as written in the page
 * @param {string} base the page's own address
 * @returns {Lead}
 */
export function lead(href, base) {
  if (href.startsWith("#")) return { kind: "here", id: decoded(href.slice(1)) };
  if (note.test(href)) return { kind: "note", path: href };
  const url = parsed(href, base);
  if (!url || url.origin === new URL(base).origin) return { kind: "nowhere" };
  return outside.has(url.protocol) ? { kind: "outside", url: url.href } : { kind: "nowhere" };
}

/** @param {string} href @param {string} base */
function parsed(href, base) {
  try {
    return new URL(href, base);
  } catch {
    return null;
  }
}

/** @param {string} id */
export function decoded(id) {
  try {
    return decodeURIComponent(id);
  } catch {
    return id;
  }
}

export const prefix = "in-note-"; // what the server puts before the ids of a note, so that none is the page's

/** Scrolls to a place inside the note. @param {Element} root @param {string} id */
export function scrollTo(root, id) {
  const place = id ? root.querySelector(`#${CSS.escape(prefix + id)}`) : root;
  if (!(place instanceof HTMLElement)) return;
  place.scrollIntoView({ block: "start" });
  if (!place.hasAttribute("tabindex")) place.setAttribute("tabindex", "-1");
  place.focus({ preventScroll: true });
}

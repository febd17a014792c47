/**
 * Addresses of pasted HTML as they stood where they come from. A browser makes those that it copies
 * whole, seen from the page that it copies from or pastes to: what leads into our own page, whose
 * address is another one tomorrow, is made relative again, and loses the title that we gave it.
 */

const notes = "/notes/";
const image = /^\/notes\/[^/]+\/image$/;

/** @param {Element} root */
export function writeAddresses(root) {
  for (const node of root.querySelectorAll("a[href]")) write(node, "href");
  for (const node of root.querySelectorAll("img[src]")) write(node, "src");
  for (const node of root.querySelectorAll("a.missing,img.missing")) node.removeAttribute("title");
}

/** @param {Element} node @param {string} name of an attribute */
function write(node, name) {
  node.setAttribute(name, asWritten(node.getAttribute(name) ?? ""));
}

/** @param {string} address */
function asWritten(address) {
  if (address.startsWith("//")) return `https:${address}`;
  if (!address.startsWith(`${location.origin}/`)) return address;
  const { pathname, search, searchParams, hash } = new URL(address);
  if (image.test(pathname)) return searchParams.get("at") ?? address;
  if (pathname === location.pathname && hash) return hash;
  return (pathname.startsWith(notes) ? pathname.slice(notes.length) : pathname) + search + hash;
}

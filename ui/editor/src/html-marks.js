/** What is bold, italic, struck out, marked, low or high in HTML, in marks that the page reads as such. */
import { marked } from "./flanking.js";

/** @typedef {import("./flanking.js").Kind} Kind */

/** @type {Record<string, Kind>} by the names of elements */
const kinds = {};
for (const [mark, ...tags] of [
  ["**", "strong", "b"],
  ["*", "em", "i"],
  ["~~", "del", "s", "strike"],
  ["==", "mark"],
  ["~", "sub"],
  ["^", "sup"],
]) {
  for (const tag of tags) kinds[tag] = { mark, tag: tags[0] };
}

export const names = Object.keys(kinds);
const small = /^[A-Za-z0-9+-]+$/; // what ~ and ^ may hold
const digit = /\d/;
const boldStyle = /font-weight:\s*(?:bold|[6-9]00)/i;
const italicStyle = /font-style:\s*italic/i;
const syntax = new Set(["code", "a", "img", "math", "input", "kbd"]);
const blocks = /^(?:p|div|li|t[dhr]|h[1-6]|blockquote|body|dd|dt|section|article|ul|ol|table)$/;

/** The marks of a span that only looks bold or italic. @param {Element} span */
export function looks(span) {
  const style = span.getAttribute("style") ?? "";
  return [...(italicStyle.test(style) ? ["em"] : []), ...(boldStyle.test(style) ? ["strong"] : [])];
}

/**
 * @param {string} content
 * @param {Element} node
 * @param {string[]} tags names of elements, the innermost first
 */
export function withMarks(content, node, tags = [node.localName]) {
  const words = content.trim();
  if (!words || /\n\s*\n/.test(words)) return content;
  const text = node.textContent ?? "";
  const before = /^\s/.test(text) ? " " : beside(node, "previousSibling");
  const after = /\s$/.test(text) ? " " : beside(node, "nextSibling");
  const result = tags.reduce((inner, tag) => put(inner, kinds[tag], before, after), words);
  return content.replace(words, () => result);
}

/** @param {string} words @param {Kind} kind @param {string} before @param {string} after */
function put(words, { mark, tag }, before, after) {
  const isBetweenDigits = digit.test(before) && digit.test(after);
  if ("~^".includes(mark) && (!small.test(words) || isBetweenDigits)) return `<${tag}>${words}</${tag}>`;
  return marked(words, { mark, tag }, before, after);
}

/** The nearest character of the same block. @param {Node} node @param {"previousSibling" | "nextSibling"} side */
function beside(node, side) {
  for (let at = node; !blocks.test(nameOf(at)); ) {
    const sibling = at[side];
    if (sibling && nameOf(sibling) === "br") return " ";
    if (sibling && syntax.has(nameOf(sibling))) return "`";
    const text = Array.from(sibling?.textContent ?? "");
    if (text.length) return text[side === "nextSibling" ? 0 : text.length - 1];
    const next = sibling ?? at.parentNode;
    if (!next || blocks.test(nameOf(next))) return "";
    at = next;
  }
  return "";
}

/** @param {Node} node */
function nameOf(node) {
  return node.nodeName.toLowerCase();
}

/** Makes one of two that stand side by side, whose marks would run together. @param {Element} root */
export function join(root) {
  for (const node of root.querySelectorAll(names.join(","))) {
    for (let next = node.nextSibling; next?.nodeName === node.nodeName; next = node.nextSibling) {
      while (next.firstChild) node.appendChild(next.firstChild);
      next.parentNode?.removeChild(next);
    }
  }
}

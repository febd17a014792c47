/**
 * Where marks of emphasis stand so that they are read as such: CommonMark's rule, which the page goes
 * by too (notes/rendering/delimiters.py). Between a letter and punctuation no mark opens or closes words,
 * and where no blanks are written nearly every quotation stands so:
 *
 *     他说**“你好”**了      two stars, and the words as they were
 *     他说“**你好**”了      what we write
 *
 * Punctuation at the ends goes out of the marks. Where only syntax stands there, or nothing would be
 * left, there are tags in the place of marks.
 */

/** @typedef {{mark: string, tag: string}} Kind */
/** @typedef {{start: number, end: number}} Seats how far inside of the words the marks stand */

const characters = new Intl.Segmenter("en", { granularity: "grapheme" });
const sign = /^[\p{P}\p{S}]$/u;
const movable = /^(?:\s|(?![\\`*_[\]<>~=^$&#|%/:@])[\p{P}\p{S}])/u;
const pair = /^(?:“.*”|‘.*’|「.*」|『.*』|（.*）|\(.*\)|《.*》|【.*】|".*")$/s;
const near = 8; // characters of a text that tell what stands at its end, behind stars
const lastOf = /[^]$/u;
const link = /\]\([^()]*\)$/;
const address = /(?:https?:\/\/|www\.)\S*$/i; // which would take marks behind it for its own

/**
 * @param {string} words
 * @param {string} before what stands before them
 * @param {string} after
 * @param {Seats} limits how far the marks may go
 * @returns {Seats | null}
 */
export function seatsIn(words, before, after, limits = { start: words.length, end: words.length }) {
  if (address.test(words) && /^\S/.test(after)) return null;
  const isOpened = opens(before, words.slice(0, near));
  const isClosed = opens(mirrored(after.slice(0, near)), mirrored(words.slice(-near)));
  if (isOpened && isClosed) return fit(words, { start: 0, end: 0 }, limits);
  const parts = Array.from(characters.segment(words), ({ segment }) => segment);
  const start = inwards(parts, before, "!");
  const end = inwards(parts.reverse().map(mirrored), mirrored(after.slice(0, near)), "");
  const isPair = start + end > 0 && pair.test(words);
  return fit(words, isPair ? { start: start || 1, end: end || 1 } : { start, end }, limits);
}

/** @param {string} words @param {Seats} seats @param {Seats} limits */
function fit(words, seats, limits) {
  const isWithin = seats.start <= limits.start && seats.end <= limits.end;
  return isWithin && seats.start + seats.end < words.length ? seats : null;
}

/**
 * @param {string[]} parts the characters of words
 * @param {string} outside
 * @param {string} held what it must not go over besides
 * @returns {number} how far a mark goes in until it can open; Infinity when it never can
 */
function inwards(parts, outside, held) {
  let before = outside;
  let length = 0;
  for (let at = 0; at < parts.length; at++) {
    if (opens(before, parts.slice(at, at + 4).join(""))) return length;
    if (!movable.test(parts[at]) || parts[at] === held) return Infinity;
    before = parts[at];
    length += parts[at].length;
  }
  return Infinity;
}

/** A text from behind, as marks that close see it. @param {string} text */
function mirrored(text) {
  return Array.from(text).reverse().join("");
}

/** @param {string} before @param {string} after */
function opens(before, after) {
  const outside = lastOf.exec(before.replace(/\*+$/, ""))?.[0] ?? "";
  const inside = Array.from(after.replace(/^\*+/, ""))[0] ?? "";
  if (!inside || /\s/.test(inside)) return false;
  return !sign.test(inside) || !outside || /\s/.test(outside) || sign.test(outside);
}

/**
 * Words with marks, or with tags where marks would be none.
 *
 * @param {string} words @param {Kind} kind @param {string} before @param {string} after
 */
export function marked(words, { mark, tag }, before, after) {
  const limits = { start: words.length, end: link.test(words) ? 0 : words.length };
  const seats = seatsIn(words, before, after, limits);
  if (!seats) return `<${tag}>${words}</${tag}>`;
  const [from, to] = [seats.start, words.length - seats.end];
  return words.slice(0, from) + mark + words.slice(from, to) + mark + words.slice(to);
}

/**
 * How much a note is: words where words have blanks between them, characters of Chinese and Japanese one by one.
 * Front matter is not counted, and blocks of code and where links lead have characters, but no words that anybody
 * reads as such; an address in the text is one.
 * notes/web/words.py counts words the same way.
 */

const FRONT_MATTER = /^\ufeff?---[ \t]*\r?\n(?:[^]*?\n)?(?:---|\.\.\.)[ \t]*(?:\r?\n|$)/;
const CODE = /^[ \t>]*(`{3,}|~{3,})[^`\n]*\n[^]*?(?:^[ \t>]*\1[`~]*[ \t]*\r?$|(?![^]))/gm;
const DESTINATION =
  /\]\((?:<[^<>\n]*>|[^()<\s][^()\s]*(?:\([^()\s]*\)[^()\s]*)*)?(?:\s+(?:"[^"\n]*"|'[^'\n]*'))?\)|^ {0,3}\[(?!\^)[^\]\n]+\]:[^\n]*/gm;
const ADDRESS = /https?:\/\/[!-~]+/g;
const IDEOGRAPHS =
  /[\u3005-\u3007\u3041-\u309f\u30a1-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{323af}]/gu;
const WORDS = /(?:\p{Nd}+(?:[.,]\p{Nd}+)+|[\p{L}\p{N}_]+)(?:['’-][\p{L}\p{N}_]+)*/gu;
/** Words and ideographs that people read in a minute. */
const PACE = { words: 240, ideographs: 400 };

/** @param {string} text */
export function wordsOf(text) {
  const prose = text.replace(FRONT_MATTER, "").replace(CODE, "").replace(DESTINATION, "]").replace(ADDRESS, "_");
  let ideographs = 0;
  const spaced = prose.replace(IDEOGRAPHS, () => (ideographs++, " "));
  return { words: spaced.match(WORDS)?.length ?? 0, ideographs };
}

/** With blanks and without, line ends never: what people call one is one. @param {string} text */
export function charactersOf(text) {
  let all = 0;
  let solid = 0;
  for (const character of text.replace(FRONT_MATTER, "")) {
    if (character !== "\n" && character !== "\r") all++;
    if (/\S/.test(character)) solid++;
  }
  return { all, solid };
}

/** At least one. @param {{words: number, ideographs: number}} much */
export function minutesOf({ words, ideographs }) {
  return Math.max(1, Math.round(words / PACE.words + ideographs / PACE.ideographs));
}

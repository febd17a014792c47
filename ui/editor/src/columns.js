/** How many columns of a fixed-width font a text takes: two for a Chinese, Japanese or Korean
 * character and for an emoji, none for what only joins another. */

const characters = new Intl.Segmenter("en", { granularity: "grapheme" });
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}\ufe0f]|\p{Emoji_Presentation}/u;

/** @param {string} text */
export function columns(text) {
  if (/^[ -~]*$/.test(text)) return text.length;
  let sum = 0;
  for (const { segment } of characters.segment(text)) sum += wide.test(segment) ? 2 : 1;
  return sum;
}

/**
 * Which lines of two texts differ.
 */

/** Above this many pairs of lines, everything between what both begin and end with counts as different. */
const PAIRS = 4_000_000;

/**
 * @param {string} mine
 * @param {string} theirs
 * @returns {[Array<[string, boolean]>, Array<[string, boolean]>]} for each text its lines, and whether the other lacks them
 */
export function differing(mine, theirs) {
  const left = mine.split("\n");
  const right = theirs.split("\n");
  let start = 0;
  while (start < left.length && start < right.length && left[start] === right[start]) start++;
  let end = 0;
  while (
    end < left.length - start &&
    end < right.length - start &&
    left[left.length - 1 - end] === right[right.length - 1 - end]
  )
    end++;
  const [onlyLeft, onlyRight] = unmatched(
    left.slice(start, left.length - end),
    right.slice(start, right.length - end),
  );
  return [marked(left, start, onlyLeft), marked(right, start, onlyRight)];
}

/**
 * @param {string[]} lines
 * @param {number} start
 * @param {Set<number>} only
 * @returns {Array<[string, boolean]>}
 */
function marked(lines, start, only) {
  return lines.map((line, at) => [line, only.has(at - start)]);
}

/**
 * The positions that a longest common subsequence leaves out.
 * @param {string[]} left
 * @param {string[]} right
 */
function unmatched(left, right) {
  const onlyLeft = new Set(left.keys());
  const onlyRight = new Set(right.keys());
  if (left.length * right.length > PAIRS) return [onlyLeft, onlyRight];
  const longest = lengths(left, right);
  const width = right.length + 1;
  for (let i = 0, j = 0; i < left.length && j < right.length;) {
    if (left[i] === right[j]) {
      onlyLeft.delete(i++);
      onlyRight.delete(j++);
    } else if (longest[(i + 1) * width + j] >= longest[i * width + j + 1]) i++;
    else j++;
  }
  return [onlyLeft, onlyRight];
}

/**
 * @param {string[]} left
 * @param {string[]} right
 */
function lengths(left, right) {
  const width = right.length + 1;
  const table = new Uint32Array((left.length + 1) * width);
  for (let i = left.length - 1; i >= 0; i--)
    for (let j = right.length - 1; j >= 0; j--)
      table[i * width + j] =
        left[i] === right[j]
          ? table[(i + 1) * width + j + 1] + 1
          : Math.max(table[(i + 1) * width + j], table[i * width + j + 1]);
  return table;
}

/**
 * Which of many changes are chosen, when most of them are not on the page: all of them or none, and what differs
 * from that.  Changes of a note are numbered from 1.
 */

/** @typedef {{id: string, changes: number}} Note */

export class Choice {
  /** Whether what is not named here is chosen. */
  #base = true;
  /** By note, the numbers of the changes that differ from the base. @type {Map<string, Set<number>>} */
  #others = new Map();
  #total;

  /** @param {{changes: number, notes: number}} total */
  constructor(total) {
    this.#total = total;
  }

  /** @param {boolean} on */
  setAll(on) {
    this.#base = on;
    this.#others.clear();
  }

  /** @param {Note} note @param {boolean} on */
  setNote(note, on) {
    if (on === this.#base) this.#others.delete(note.id);
    else this.#others.set(note.id, new Set(numbers(note)));
  }

  /** @param {Note} note @param {number} number @param {boolean} on */
  setChange(note, number, on) {
    const others = this.#others.get(note.id) ?? new Set();
    if (on === this.#base) others.delete(number);
    else others.add(number);
    if (others.size) this.#others.set(note.id, others);
    else this.#others.delete(note.id);
  }

  /** @param {Note} note @param {number} number */
  has(note, number) {
    return this.#base !== (this.#others.get(note.id)?.has(number) ?? false);
  }

  /** How many changes of a note are chosen. @param {Note} note */
  of(note) {
    const others = this.#others.get(note.id)?.size ?? 0;
    return this.#base ? note.changes - others : others;
  }

  /**
   * How much is chosen.
   * @param {(id: string) => number} changesOf how many changes a note has that something was said of
   */
  count(changesOf) {
    const named = [...this.#others];
    const changes = named.reduce((sum, [, others]) => sum + others.size, 0);
    const whole = named.filter(([id, others]) => others.size === changesOf(id)).length;
    if (!this.#base) return { changes, notes: named.length };
    return { changes: this.#total.changes - changes, notes: this.#total.notes - whole };
  }

  /**
   * What the server is told: `ID` for a note, `ID/NUMBER` for a change of one.
   * @param {(id: string) => number} changesOf
   * @returns {{without: string[]} | {only: string[]}}
   */
  told(changesOf) {
    const marks = [...this.#others].flatMap(([id, others]) =>
      others.size === changesOf(id) ? [id] : [...others].map((number) => `${id}/${number}`),
    );
    return this.#base ? { without: marks } : { only: marks };
  }
}

/** @param {Note} note */
function* numbers(note) {
  for (let number = 1; number <= note.changes; number++) yield number;
}

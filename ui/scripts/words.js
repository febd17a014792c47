/**
 * Words for what scripts have to say: markup brings them (`data-words-one`, …) in the reader's language.
 */
const language = document.documentElement.lang;
const plural = new Intl.PluralRules(language);
const decimal = new Intl.NumberFormat(language);

/**
 * A sentence of an element with its gaps filled: `data-moved="Moved to {notebook}"`.
 * @param {HTMLElement} element
 * @param {string} name as in dataset
 * @param {Record<string, string>} [about]
 */
export function words(element, name, about = {}) {
  const sentence = element.dataset[name] ?? "";
  return sentence.replace(/\{(\w+)\}/g, (gap, key) => about[key] ?? gap);
}

/**
 * A number with its noun in the right form: `data-words-one`, `data-words-other`.
 * @param {HTMLElement} element
 * @param {string} name
 * @param {number} count
 */
export function counted(element, name, count) {
  const form = plural.select(count);
  const key = name + form[0].toUpperCase() + form.slice(1);
  return words(element, element.dataset[key] ? key : `${name}Other`, { n: decimal.format(count) });
}

/** @param {number} count */
export const number = (count) => decimal.format(count);

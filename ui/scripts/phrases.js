/**
 * What scripts say, in the language of the page. The server writes the translations into the page:
 *
 *     <template id="phrases"><data value="Copied">已复制</data>…</template>
 *
 * The English sentence is the key and what is said when there is no translation.
 */

/** @type {Record<string, string> | null} */
let known = null;

/** @returns {Record<string, string>} */
export function phrases() {
  known ??= read();
  return known;
}

function read() {
  /** @type {HTMLTemplateElement | null} */
  const template = document.querySelector("template#phrases");
  const entries = [...(template?.content.querySelectorAll("data") ?? [])];
  return Object.fromEntries(entries.map((entry) => [entry.value, entry.textContent ?? ""]));
}

/**
 * @param {string} english
 * @param {Record<string, string | number>} values for its {names}
 */
export function phrase(english, values = {}) {
  const sentence = phrases()[english] || english;
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}

/**
 * How much a diagram asks of whoever draws it: the statements of its source, by what its kind puts
 * between them.
 */
const kinds = /^[ \t]*(block|timeline)/m;
/** @type {Record<string, RegExp>} */
const between = { block: /\s+/, timeline: /[\n:]/ };
const usual = /[\n;&]/;

/** @param {string} source */
export function statementsOf(source) {
  const separator = between[kinds.exec(source)?.[1] ?? ""] ?? usual;
  return source.split(separator).filter((statement) => statement.trim()).length;
}

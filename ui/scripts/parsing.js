/**
 * Chromium 140, which Qt 6.12 has inside, refuses the options that htmx gives Document.parseHTMLUnsafe,
 * though there are none in them. Where that is so they are left out.
 */
const parser = /** @type {{parseHTMLUnsafe?: (html: string, options?: object) => Document}} */ (Document);
const parse = parser.parseHTMLUnsafe?.bind(Document);
try {
  parse?.("", {});
} catch {
  parser.parseHTMLUnsafe = (html) => /** @type {NonNullable<typeof parse>} */ (parse)(html);
}

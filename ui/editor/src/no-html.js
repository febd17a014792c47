/** Stands where lang-markdown imports lang-html: see build/bundle.js. */
function never() {
  throw new Error("Markdown is assembled in src/markdown.js, without HTML");
}

export { never as html, never as htmlCompletionSource };

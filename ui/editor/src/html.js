/**
 * HTML from the clipboard as Markdown. What has no structure is text (null), and so is code from an
 * editor, which puts a page of colours beside the text that is meant.
 *
 * Only what a paste shows of it is loaded with the page: see paste.js.
 */
import TurndownService from "turndown";
import { writeAddresses } from "./addresses.js";
import { join, looks, names, withMarks } from "./html-marks.js";
import { laidOut } from "./table-layout.js";

const structure =
  "h1,h2,h3,h4,h5,h6,ul,ol,table,blockquote,pre,hr,a[href],img,math," +
  "strong,b,em,i,code,del,s,strike,mark,p[style*=mso-list]";
const unseen = "script,style,noscript,template,svg,button,[hidden],.katex-html,.anchor";
const editors = /white-space:\s*pre|font-family:[^;]*(?:mono|consolas|courier|menlo)/i;
const officeItem = /mso-list:\s*\w+ level(\d)/i;
const officeMarker = /mso-list:\s*ignore/i;
const unsafe = /^\s*(?:javascript|data|vbscript|file|blob|about|#\s*$)/i;
const languages = /(?:^|\s)(?:lang(?:uage)?-|highlight-source-|brush:\s*)([\w+#.-]+)/i;
const dashes = { "": "---", left: ":--", right: "--:", center: ":-:" };

/** @param {string} html @returns {string | null} null: its plain text says as much */
export function markdownOf(html) {
  const { body } = new DOMParser().parseFromString(html, "text/html");
  for (const node of all(body, unseen)) node.remove();
  writeAddresses(body);
  join(body);
  if (isFromEditor(body) || !hasStructure(body)) return null;
  return converter.turndown(body).trim() || null;
}

/** @param {Element} node @param {string} selector */
function all(node, selector) {
  return Array.from(node.querySelectorAll(selector));
}

/** @param {Element} body */
function isFromEditor(body) {
  const root = body.children.length === 1 ? body.children[0] : null;
  if (!root || root.querySelector("code,table,ul,ol,h1,h2,h3,p")) return false;
  return root.localName === "pre" || editors.test(styleOf(root));
}

/** @param {Element} body */
function hasStructure(body) {
  const found = all(body, structure).some((node) => !isNormal(node));
  return found || all(body, "span").some((span) => looks(span).length > 0);
}

/** What Google Docs puts around everything. @param {Element} node */
function isNormal(node) {
  return /^(?:b|i)$/.test(node.localName) && /(?:weight|style):\s*(?:normal|400)/i.test(styleOf(node));
}

/** @param {Element} node */
function styleOf(node) {
  return node.getAttribute("style") ?? "";
}

const converter = new TurndownService({
  headingStyle: "atx",
  bulletListMarker: "-",
  codeBlockStyle: "fenced",
  hr: "---",
});
const escape = converter.escape.bind(converter);
converter.escape = (text) => escape(text).replace(/<(?=[a-z/!?])/gi, "\\<"); // else it would be HTML

converter.addRule("marks", { filter: names, replacement: (content, node) => withMarks(content, node) });
converter.addRule("normal", { filter: isNormal, replacement: (content) => content });
converter.addRule("looks", {
  filter: (node) => node.localName === "span" && looks(node).length > 0,
  replacement: (content, node) => withMarks(content, node, looks(node)),
});
converter.addRule("link", {
  filter: (node) => node.localName === "a" && unsafe.test(node.getAttribute("href") ?? "#"),
  replacement: (content) => content,
});
converter.addRule("wiki link", {
  filter: (node) => node.localName === "a" && node.classList.contains("wiki-link") && isPlain(node),
  replacement: (_, node) => `[[${node.textContent}]]`,
});
converter.addRule("image", {
  filter: (node) => node.localName === "img" && unsafe.test(node.getAttribute("src") || "#"),
  replacement: (_, node) => node.getAttribute("alt") ?? "",
});
converter.addRule("formula", {
  filter: (node) => node.localName === "math" && texOf(node) !== "",
  replacement: (_, node) => formula(node),
});
converter.addRule("fence", { filter: "pre", replacement: (_, node) => fence(node) });
converter.addRule("item", { filter: "li", replacement: item });
converter.addRule("item of Word", {
  filter: (node) => node.localName === "p" && officeItem.test(styleOf(node)),
  replacement: wordItem,
});
converter.addRule("marker of Word", {
  filter: (node) => node.localName === "span" && officeMarker.test(styleOf(node)),
  replacement: () => "",
});
converter.addRule("task", {
  filter: (node) => node.localName === "input" && node.getAttribute("type") === "checkbox",
  replacement: (_, node) => (node.hasAttribute("checked") ? "[x]" : "[ ]"),
});
converter.addRule("table", {
  filter: "table",
  replacement: (content, node) => table(node) ?? `\n\n${content}\n\n`,
});

/** Whether the words of one of our own links are what it leads to. @param {Element} link */
function isPlain(link) {
  return link.getAttribute("href") === encodeURIComponent(link.textContent ?? "");
}

/** @param {Element} math */
function texOf(math) {
  return math.querySelector('annotation[encoding="application/x-tex"]')?.textContent?.trim() ?? "";
}

/** @param {Element} math */
function formula(math) {
  const isBlock = math.getAttribute("display") === "block";
  return isBlock ? `\n\n$$\n${texOf(math)}\n$$\n\n` : `$${texOf(math)}$`;
}

/** @param {Element} pre */
function fence(pre) {
  const text = (pre.textContent ?? "").replace(/\n+$/, "");
  const runs = text.match(/`{3,}/g) ?? [];
  const marks = "`".repeat(Math.max(3, ...runs.map((run) => run.length + 1)));
  const named = [pre.querySelector("code"), pre, pre.parentElement];
  const classes = named.map((node) => node?.className ?? "");
  const language = classes.map((name) => languages.exec(name)?.[1]).find(Boolean) ?? "";
  return `\n\n${marks}${language}\n${text}\n${marks}\n\n`;
}

/** @param {string} content @param {Element} node */
function item(content, node) {
  const list = node.parentElement;
  const items = Array.from(list?.children ?? []).filter(({ localName }) => localName === "li");
  const first = parseInt(list?.getAttribute("start") ?? "", 10) || 1;
  const marker = list?.localName === "ol" ? `${first + items.indexOf(node)}. ` : "- ";
  const inner = content
    .trim()
    .replace(/^(\[[ x]\])\s*/, "$1 ")
    .replace(/\n{2,}(?=\s*(?:[-+*]|\d+\.) )/g, "\n");
  const isLast = node === items[items.length - 1];
  return marker + inner.replace(/\n(?=.)/g, `\n${" ".repeat(marker.length)}`) + (isLast ? "" : "\n");
}

/** Word has no lists, only paragraphs that look so. @param {string} content @param {Element} node */
function wordItem(content, node) {
  const level = Number(officeItem.exec(styleOf(node))?.[1]);
  const marker = all(node, "span").find((span) => officeMarker.test(styleOf(span)))?.textContent ?? "";
  const number = /\d+[.)]/.exec(marker)?.[0] ?? "-";
  return `\n${"    ".repeat(level - 1)}${number} ${content.trim()}\n`;
}

/**
 * A table of words as Markdown; one that only sets things side by side is none.
 *
 * @param {Element} node
 */
function table(node) {
  const rows = all(node, "tr").map(({ children }) => Array.from(children, cell));
  const width = Math.max(0, ...rows.map((row) => row.length));
  if (rows.length < 2 || width < 2 || node.querySelector("table")) return null;
  const heads = Array.from(node.querySelector("tr")?.children ?? []);
  const sides = Array.from({ length: width }, (_, column) => sideOf(heads[column]));
  const full = rows.map((row) => [...row, ...Array(width - row.length).fill("")]);
  const made = { prefix: "", rows: full, sides, opens: true, closes: true, spaced: true };
  const delimiters = sides.map((side) => dashes[side]);
  const lines = laidOut(made)?.lines ?? [full[0], delimiters, ...full.slice(1)].map(rowOf);
  return `\n\n${lines.join("\n")}\n\n`;
}

/** @param {Element | undefined} cell @returns {import("./table-layout.js").Side} */
function sideOf(cell) {
  const style = /text-align:\s*(right|center)/.exec(cell ? styleOf(cell) : "")?.[1];
  const side = style ?? cell?.getAttribute("align");
  return side === "right" || side === "center" ? side : "";
}

/** @param {Element} node */
function cell(node) {
  const text = converter.turndown(/** @type {HTMLElement} */ (node)).trim();
  return text.replace(/\s*\n\s*/g, " ").replace(/(?<!\\)\|/g, "\\|");
}

/** @param {string[]} cells */
function rowOf(cells) {
  return `| ${cells.join(" | ")} |`;
}

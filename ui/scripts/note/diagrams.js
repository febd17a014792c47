/**
 * Diagrams of a rendered note: a block of code in the language `mermaid` becomes a picture with its source
 * folded below it; where it cannot be drawn, why stands below the source.
 *
 * They are drawn in a frame that has nothing to do with the page (notes/web/views/diagrams.py) and come back
 * as text, which is only ever shown as an image: nothing of it runs, fetches or is part of the page.
 */
import { phrase } from "../phrases.js";
import { reach } from "./scrollers.js";
import { statementsOf } from "./statements.js";

/** @typedef {{svg: string, width: number, height: number}} Picture */
/** @typedef {Picture | {error: string}} Drawing */
/** @typedef {{source: string, colours: Record<string, string>, dark: boolean}} Wanted */

const longest = 10_000; // ms
const longestSource = 20_000; // characters
/** Statements that are drawn unasked, in about a second, and those that are drawn at all. */
const many = 200;
const most = 800;
const largest = 4_000_000; // characters of a drawing
const kept = 100;
/** How much of its size a wide drawing keeps in a narrow page: it is scrolled rather than too small to be read. */
const legible = 0.7;
const named = 'figcaption > .code-language[title="mermaid" i]';
/** What the drawing calls them, and their tokens. */
const tokens = {
  paper: "--paper", panel: "--panel", ink: "--ink", soft: "--ink-soft",
  rule: "--edge", accent: "--accent", wash: "--accent-wash", note: "--mark",
  first: "--accent", second: "--code-name", third: "--code-string", fourth: "--code-number", fifth: "--code-type",
};

/** The frame, made when it is first needed; one that hangs is replaced. */
class Frame {
  /** @type {HTMLIFrameElement | null} */
  #element = null;
  /** @type {Promise<void>} */
  #line = Promise.resolve();
  #number = 0;

  /** @param {Wanted} wanted @returns {Promise<Drawing>} */
  draw(wanted) {
    const drawing = this.#line.then(() => this.#ask(wanted));
    this.#line = drawing.then(() => undefined);
    return drawing;
  }

  /** @param {Wanted} wanted @returns {Promise<Drawing>} */
  async #ask(wanted) {
    const frame = await this.#loaded();
    const id = ++this.#number;
    return new Promise((resolve) => {
      const stop = new AbortController();
      const answer = (/** @type {Drawing} */ drawing) => (stop.abort(), clearTimeout(late), resolve(drawing));
      const late = setTimeout(() => {
        this.#drop();
        answer({ error: phrase("It takes too long.") });
      }, longest);
      const heard = (/** @type {MessageEvent} */ { source, data }) => {
        if (source === frame.contentWindow && data?.id === id) answer(checked(data));
      };
      addEventListener("message", heard, { signal: stop.signal });
      frame.contentWindow?.postMessage({ id, ...wanted }, "*"); // it has no origin that could be named
    });
  }

  async #loaded() {
    if (this.#element?.isConnected) return this.#element;
    const frame = document.createElement("iframe");
    frame.setAttribute("sandbox", "allow-scripts");
    frame.className = "drawing-board";
    frame.ariaHidden = "true";
    frame.tabIndex = -1;
    frame.src = "/diagrams";
    const loaded = new Promise((resolve) => frame.addEventListener("load", resolve, { once: true }));
    document.body.append(frame);
    await loaded;
    return (this.#element = frame);
  }

  #drop() {
    this.#element?.remove();
    this.#element = null;
  }
}

const frame = new Frame();
/** @type {Map<string, Promise<Drawing>>} what was drawn last, by what was wanted */
const drawn = new Map();

/** Nothing of what comes out of the frame is taken on trust. @param {any} data @returns {Drawing} */
function checked({ svg, width, height, error }) {
  const isDrawing = typeof svg === "string" && svg.startsWith("<svg") && svg.length <= largest;
  if (isDrawing && width > 0 && height > 0) return { svg, width: Math.ceil(width), height: Math.ceil(height) };
  return { error: typeof error === "string" ? error.slice(0, 1000) : phrase("Something went wrong.") };
}

/** @param {Wanted} wanted */
function drawing(wanted) {
  const key = JSON.stringify(wanted);
  const known = drawn.get(key) ?? frame.draw(wanted);
  drawn.delete(key);
  drawn.set(key, known);
  for (const oldest of drawn.keys()) if (drawn.size > kept) drawn.delete(oldest);
  return known;
}

export class Diagrams {
  #preview;
  #stop = new AbortController();
  /** @type {Map<number, Picture>} what was seen in each place, and is until another is drawn there */
  #seen = new Map();
  /** @type {WeakMap<Element, object>} the look that was last asked for; an answer in another comes too late */
  #wanted = new WeakMap();

  /** @param {HTMLElement} preview @param {() => void} changed the page is of another height */
  constructor(preview, changed) {
    this.#preview = preview;
    this.changed = changed;
  }

  start() {
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    const again = () => void this.draw([this.#preview]);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again, { signal });
    const theme = new MutationObserver(again);
    theme.observe(document.documentElement, { attributeFilter: ["data-theme"] });
    signal.addEventListener("abort", () => theme.disconnect());
  }

  stop() {
    this.#stop.abort();
  }

  /** @param {readonly Element[]} roots */
  async draw(roots) {
    const codes = roots.flatMap((root) => [...root.querySelectorAll("figure.code")]);
    const wanted = codes.filter((code) => code.querySelector(named));
    if (!wanted.length) return;
    const look = { colours: colours(this.#preview), dark: isDark(this.#preview) };
    await Promise.all(wanted.map((code) => this.#show(code, look)));
  }

  /** @param {Element} code @param {Omit<Wanted, "source">} look */
  async #show(code, look) {
    const source = code.querySelector("pre")?.textContent ?? "";
    const { signal } = this.#stop;
    const place = [...this.#preview.querySelectorAll(named)].indexOf(code.querySelector(named) ?? code);
    const before = this.#seen.get(place);
    if (before) picture(code, source, before);
    this.#wanted.set(code, look);
    const answer = await wished(code, { source, ...look });
    if (signal.aborted || !code.isConnected || this.#wanted.get(code) !== look) return;
    this.#seen.delete(place);
    if ("error" in answer) explain(code, answer.error);
    else {
      this.#seen.set(place, answer);
      picture(code, source, answer);
    }
    this.changed();
  }
}

/**
 * A large diagram waits for somebody to ask for it: where the frame shares its thread with the page,
 * nothing else moves while it is drawn, and no time limit is heard.
 *
 * @param {Element} code
 * @param {Wanted} wanted
 * @returns {Promise<Drawing>}
 */
async function wished(code, wanted) {
  const { source } = wanted;
  const statements = statementsOf(source);
  if (source.length > longestSource || statements > most) return { error: phrase("It is too large.") };
  if (statements > many && !asked.has(source)) {
    await asking(code);
    asked.add(source);
  }
  return drawing(wanted);
}

/** Sources of large diagrams that somebody wanted to see. @type {Set<string>} */
const asked = new Set();

/** @param {Element} code @returns {Promise<unknown>} */
function asking(code) {
  const place = code.closest("figure.diagram") ?? code;
  const said = place.querySelector(":scope > .offer") ?? document.createElement("p");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button";
  button.textContent = phrase("Draw it");
  said.className = "offer";
  said.replaceChildren(phrase("This diagram is large: nothing else may move while it is drawn."), button);
  place.append(said);
  return new Promise((resolve) => button.addEventListener("click", resolve, { once: true })).then(() => said.remove());
}

/** @param {Element} code @param {string} why */
function explain(code, why) {
  code.closest("figure.diagram")?.replaceWith(code);
  const said = code.querySelector(".trouble") ?? document.createElement("p");
  said.className = "trouble";
  said.textContent = phrase("This diagram cannot be drawn: {why}", { why });
  code.append(said);
}

/** @param {Element} code @param {string} source @param {Picture} drawing */
function picture(code, source, { svg, width, height }) {
  code.querySelector(".trouble")?.remove();
  const figure = code.closest("figure.diagram") ?? framed(code);
  const image = /** @type {HTMLImageElement} */ (figure.querySelector("img"));
  Object.assign(image, { width, height, alt: nameOf(source) });
  image.style.minWidth = `${Math.round(width * legible)}px`;
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  reach(/** @type {HTMLElement} */ (image.parentElement));
}

/** @param {Element} code */
function framed(code) {
  const figure = document.createElement("figure");
  figure.className = "diagram";
  const folded = document.createElement("details");
  const summary = document.createElement("summary");
  summary.textContent = phrase("Source of the diagram");
  code.replaceWith(figure);
  folded.append(summary, code);
  const sheet = document.createElement("div");
  sheet.className = "drawing";
  sheet.append(document.createElement("img"));
  figure.append(sheet, folded);
  return figure;
}

/** The title that a diagram gives itself, else its kind. @param {string} source */
function nameOf(source) {
  const title = /^\s*(?:accTitle|title)\s*:?\s*(.+)$/m.exec(source)?.[1];
  const first = source.split("\n").find((line) => /^\s*[a-z]/i.test(line)) ?? "";
  return phrase("Diagram: {name}", { name: title ?? first.trim() });
}

/** Its colours, as the page around it has them. @param {Element} place */
function colours(place) {
  const probe = document.createElement("span");
  place.append(probe);
  const found = Object.entries(tokens).map(([name, token]) => {
    probe.style.color = `var(${token})`;
    return [name, getComputedStyle(probe).color];
  });
  probe.remove();
  return Object.fromEntries(found);
}

/** @param {Element} place */
function isDark(place) {
  const scheme = getComputedStyle(place).colorScheme;
  return scheme === "dark" || (scheme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
}

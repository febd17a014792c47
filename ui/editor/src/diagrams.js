/**
 * What runs in the frame that diagrams are drawn in: a document of its own, without an origin, whose policy
 * lets nothing in and nothing out (notes/web/views/diagrams.py). Asked with
 *
 *     {id, source, colours}    ->    {id, svg, width, height}  or  {id, error}
 *
 * by the page around it and nobody else. What it answers is data for the page, which shows it as an image.
 */
import mermaid from "mermaid";

/** Its lines from one thing to another: more would hold up the window. */
const limits = { maxEdges: 400 };
const fonts =
  'system-ui, "Noto Sans CJK SC", "Noto Sans SC", "PingFang SC", "Microsoft YaHei", sans-serif';

/** @typedef {Record<"paper" | "panel" | "ink" | "soft" | "rule" | "accent" | "wash" | "note" | Series, string>} Colours */
/** @typedef {"first" | "second" | "third" | "fourth" | "fifth"} Series what is one of several, as the parts of a pie are */
/** @typedef {{id: number, source: string, colours: Colours, dark: boolean}} Asked */

/** @type {Promise<void>} one diagram is drawn at a time */
let line = Promise.resolve();

addEventListener("message", ({ source, origin, data }) => {
  if (source !== parent) return;
  line = line.then(async () => parent.postMessage(await answer(data), origin));
});

/** @param {Asked} asked */
async function answer(asked) {
  try {
    return { id: asked.id, ...(await drawn(asked)) };
  } catch (error) {
    return { id: asked.id, error: error instanceof Error ? error.message : String(error) };
  }
}

/** @param {Asked} asked */
async function drawn({ id, source, colours, dark }) {
  mermaid.initialize(settings(colours, dark));
  const { svg } = await mermaid.render(`diagram-${id}`, source);
  return sized(svg);
}

/** @param {Colours} colours @param {boolean} dark @returns {import("mermaid").MermaidConfig} */
function settings(colours, dark) {
  return {
    ...limits,
    startOnLoad: false,
    suppressErrorRendering: true,
    securityLevel: "strict",
    layout: "dagre",
    htmlLabels: false, // an image shows the text of a drawing in all browsers, but not always the HTML in it
    flowchart: { htmlLabels: false },
    gantt: { useWidth: 720, fontSize: 13, sectionFontSize: 13, barHeight: 24, topPadding: 56 },
    fontFamily: fonts,
    theme: "base",
    themeVariables: { ...variables(colours), darkMode: dark, fontFamily: fonts, fontSize: "15px" },
  };
}

/** @param {Colours} colours */
function variables({ paper, panel, ink, soft, rule, accent, wash, note, ...series }) {
  return {
    ...several(Object.values(series), paper),
    dropShadow: "none",
    background: paper,
    primaryColor: wash,
    primaryTextColor: ink,
    primaryBorderColor: accent,
    secondaryColor: panel,
    secondaryTextColor: ink,
    secondaryBorderColor: rule,
    tertiaryColor: panel,
    tertiaryTextColor: ink,
    tertiaryBorderColor: rule,
    lineColor: soft,
    textColor: ink,
    titleColor: ink,
    edgeLabelBackground: paper,
    clusterBkg: panel,
    clusterBorder: rule,
    noteBkgColor: note,
    noteTextColor: ink,
    noteBorderColor: rule,
    xyChart: { backgroundColor: paper, plotColorPalette: Object.values(series).map(hex).join(","), ...inked(ink, soft) },
  };
}

/** A colour without commas, at which a chart's are taken apart. @param {string} rgb */
function hex(rgb) {
  const parts = (rgb.match(/\d+/g) ?? []).slice(0, 3).map((part) => Number(part).toString(16).padStart(2, "0"));
  return `#${parts.join("")}`;
}

/** What a chart with two axes writes and draws beside its lines and bars. @param {string} ink @param {string} soft */
function inked(ink, soft) {
  const axis = { LabelColor: ink, TitleColor: ink, TickColor: soft, LineColor: soft };
  const both = ["xAxis", "yAxis"].flatMap((name) =>
    Object.entries(axis).map(([part, colour]) => [`${name}${part}`, colour]),
  );
  return { titleColor: ink, ...Object.fromEntries(both) };
}

/** The colours of what is one of several, again and again. @param {string[]} series @param {string} label */
function several(series, label) {
  const all = Array.from({ length: 12 }, (_, at) => series[at % series.length]);
  const named = all.flatMap((colour, at) => [
    [`pie${at + 1}`, colour],
    [`git${at}`, colour],
    [`gitBranchLabel${at}`, label],
    [`cScale${at}`, colour],
    [`cScaleLabel${at}`, label],
  ]);
  return { ...Object.fromEntries(named), pieSectionTextColor: label, pieOpacity: 1, pieStrokeColor: label };
}

/** A drawing as an image has it: XML, and as large as it is. @param {string} svg */
function sized(svg) {
  const place = document.createElement("div");
  place.innerHTML = svg;
  const drawing = /** @type {SVGSVGElement} */ (place.firstElementChild);
  for (const label of drawing.querySelectorAll(".statediagram-state > .label")) centre(label);
  const { width, height } = drawing.viewBox.baseVal;
  drawing.setAttribute("width", String(width));
  drawing.setAttribute("height", String(height));
  return { svg: new XMLSerializer().serializeToString(drawing), width, height };
}

/** The words of a state stand where those of other boxes do: mermaid begins them where they would begin as HTML. @param {Element} label */
function centre(label) {
  const place = label.getAttribute("transform") ?? "";
  label.setAttribute("transform", place.replace(/translate\([^,]+/, "translate(0"));
  label.querySelector("text")?.setAttribute("text-anchor", "middle");
}

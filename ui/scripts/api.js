/**
 * The one door to the server. Every write carries the page's key, which is asked for anew when the
 * server was started again; every refusal becomes an ApiError with a sentence for people in `message`.
 */
import { phrase } from "./phrases.js";

const KEY = "X-Octavo-Key";
/** The status of a page that the server does not know. */
const UNKNOWN = 401;

export class ApiError extends Error {
  /**
   * @param {number} status 0: the server did not answer
   * @param {string} code
   * @param {string} message
   * @param {Record<string, any>} detail everything that the error's body says
   */
  constructor(status, code, message, detail = {}) {
    super(message);
    this.name = "ApiError";
    this.status = status;
    this.code = code;
    this.detail = detail;
  }
}

/** @typedef {{signal?: AbortSignal, keepalive?: boolean}} Choices */

/**
 * @param {string} method
 * @param {string} url
 * @param {unknown} [body] sent as JSON
 * @param {Choices} [choices] keepalive: outlives the page; the browser refuses more than 64 kB
 * @returns {Promise<any>} the JSON of the answer, null when it has none
 */
export async function send(method, url, body, choices = {}) {
  const response = await asked(method, url, body, choices);
  return response.status === 204 ? null : json(response);
}

/**
 * What is no JSON, as an image is.
 *
 * @param {string} url
 * @param {unknown} body sent as JSON
 * @param {Choices} [choices]
 */
export async function sendForBlob(url, body, choices = {}) {
  return (await asked("POST", url, body, choices)).blob();
}

/**
 * @param {string} method
 * @param {string} url
 * @param {unknown} body
 * @param {Choices} choices
 */
async function asked(method, url, body, choices) {
  const response = await answered(method, url, body, choices);
  if (response.ok) return response;
  const refused = await refusal(response);
  if (refused.code === "read_only") document.dispatchEvent(new CustomEvent("octavo:read-only"));
  if (refused.code !== "no_key" || !(await renewKey())) throw refused;
  const second = await answered(method, url, body, choices);
  if (!second.ok) throw await refusal(second);
  return second;
}

/**
 * @param {string} method
 * @param {string} url
 * @param {unknown} body
 * @param {Choices} choices
 */
function answered(method, url, body, choices) {
  const headers = new Headers({ Accept: "application/json", [KEY]: key() });
  if (body !== undefined) headers.set("Content-Type", "application/json");
  const content = body === undefined ? null : JSON.stringify(body);
  return ask(url, { ...choices, method, headers, body: content });
}

/**
 * A fragment of the page; why there is none comes as JSON all the same.
 *
 * @param {string} url
 * @param {Choices} [choices]
 * @returns {Promise<string>}
 */
export async function getHtml(url, choices = {}) {
  const headers = { Accept: "text/html", "X-Octavo-Script": "1", [KEY]: key() };
  const response = await ask(url, { ...choices, headers });
  if (!response.ok) throw await refusal(response);
  return response.text();
}

const key = () => told("key", document);

/** What a page says of its server. @param {"key" | "library"} what @param {Document} page */
const told = (what, page) => meta(what, page)?.getAttribute("content") ?? "";

/** @param {string} what @param {Document} page */
const meta = (what, page) => page.querySelector(`meta[name="octavo-${what}"]`);

/**
 * Octavo was started again where it was, and the browser has entered there: this page is from before, and takes the
 * key that a page has which is loaded now, if that is of the same library.
 *
 * @returns {Promise<boolean>} whether there is another one
 */
async function renewKey() {
  const html = await getHtml("/").catch(unanswered);
  const page = new DOMParser().parseFromString(html ?? "", "text/html");
  const now = told("key", page);
  if (!now || now === key() || told("library", page) !== told("library", document)) return false;
  meta("key", document)?.setAttribute("content", now);
  return true;
}

/** @param {string} url @param {RequestInit} init */
async function ask(url, init) {
  try {
    return await known(url, { ...init, credentials: "same-origin", redirect: "error" });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new ApiError(
      0,
      "unreachable",
      phrase("Octavo does not answer. Your text is kept here and will be saved as soon as it does."),
    );
  }
}

/**
 * A window loses its cookie with a process of WebKit. The key says who it is, and when the refusal is here it has
 * the cookie again: it asks once more.
 *
 * @param {string} url @param {RequestInit} init
 */
async function known(url, init) {
  const response = await fetch(url, init);
  return response.status === UNKNOWN ? fetch(url, init) : response;
}

/** What htmx asks goes through the same door. @param {any} ctx of its request */
export function lead(ctx) {
  ctx.request.headers[KEY] = key();
  ctx.fetch = known;
}

/** For those who can do without an answer: null when there is none. @param {unknown} error */
export function unanswered(error) {
  const isCut = error instanceof DOMException && error.name === "AbortError";
  if (error instanceof ApiError || isCut) return null;
  throw error;
}

/** What a server says that does not do as it was asked. @param {Response} response */
export async function refusal(response) {
  const told = (await json(response).catch(() => null))?.error ?? {};
  const { code = `http-${response.status}`, message = phrase("Something went wrong.") } = told;
  return new ApiError(response.status, code, message, told);
}

/** @param {Response} response */
async function json(response) {
  const type = response.headers.get("Content-Type") ?? "";
  if (type.includes("json")) return response.json();
  throw new ApiError(response.status, "no-json", phrase("Something went wrong."));
}

/**
 * Which searches were used: a hit was opened, Enter was pressed, or the answer was looked at for a while.
 */
import { send } from "./api.js";

/** The last one that was told, so that looking at an answer tells it once. */
let told = "";

/** @param {string} query */
export function remember(query) {
  if (!query || query === told) return;
  told = query;
  send("POST", "/searches/recent", { query }).catch(() => undefined);
}

/** @param {string} [query] all of them when there is none */
export function forget(query) {
  told = "";
  return send("DELETE", "/searches/recent", query === undefined ? {} : { query });
}

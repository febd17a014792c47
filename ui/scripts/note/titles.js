/** The notes that a link may mean, as the quick switcher finds them. */
import { ApiError, getHtml } from "../api.js";
import { fragment } from "../fragments.js";

/**
 * @param {string} words
 * @param {AbortSignal} signal
 * @returns {Promise<{title: string, place: string}[]>} none when the server does not answer
 */
export async function titlesLike(words, signal) {
  try {
    return read(await getHtml(`/switcher?q=${encodeURIComponent(words)}`, { signal }));
  } catch (error) {
    if (error instanceof ApiError || signal.aborted) return [];
    throw error;
  }
}

/** @param {string} html */
function read(html) {
  const options = fragment(html).querySelectorAll("[data-title]");
  return [...options].map((option) => ({
    title: option.getAttribute("data-title") ?? "",
    place: option.querySelector(".aside")?.textContent ?? "",
  }));
}

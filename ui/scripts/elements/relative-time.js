/**
 * A time as people say it, kept true while the page is open: “3 minutes ago” becomes 4.
 * The server writes it first (notes/web/words.py, the same rules).
 */
import { openId } from "../panes.js";

const MINUTE = 60_000;
const language = document.documentElement.lang;
const relative = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
const exact = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "medium" });

/** @param {number} when */
const dayOf = (when) => new Date(when).setHours(0, 0, 0, 0);

/**
 * @param {number} when
 * @param {number} now
 * @returns {string | undefined} nothing for a time that is told by its date, which does not change
 */
export function ago(when, now) {
  const minutes = Math.floor((now - when) / MINUTE);
  const days = Math.round((dayOf(now) - dayOf(when)) / (24 * 60 * MINUTE));
  if (Math.abs(now - when) < MINUTE) return document.body.dataset.justNow;
  if (minutes > 0 && minutes < 60) return relative.format(-minutes, "minute");
  if (minutes > 0 && days === 0) return relative.format(-Math.floor(minutes / 60), "hour");
  return days > 0 && days < 7 ? relative.format(-days, "day") : undefined;
}

class RelativeTime extends HTMLElement {
  get time() {
    return /** @type {HTMLTimeElement} */ (this.querySelector("time"));
  }

  update() {
    const said = ago(Date.parse(this.time.dateTime), Date.now());
    if (said && said !== this.time.textContent) this.time.textContent = said;
  }

  /** @param {string} when */
  set(when) {
    this.time.dateTime = when;
    this.time.title = exact.format(new Date(when));
    this.update();
  }
}

customElements.define("relative-time", RelativeTime);

setInterval(() => {
  for (const element of document.querySelectorAll("relative-time"))
    if (element instanceof RelativeTime) element.update();
}, MINUTE / 2);

document.addEventListener("octavo:saved", (event) => {
  const { id, changed } = /** @type {CustomEvent} */ (event).detail;
  const shown = document.querySelector("#note .changed relative-time");
  if (id === openId() && shown instanceof RelativeTime) shown.set(changed);
});

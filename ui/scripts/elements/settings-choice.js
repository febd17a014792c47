/**
 * Colours, language, and how the page of a note looks.  Most of it changes at once; another language is another
 * page, and another manner of rendering is told to those who show a note: octavo:manner.
 */
import { send } from "../api.js";
import { define, showDialog } from "../acts.js";
import { editor } from "../panes.js";

/** @type {Record<string, (page: HTMLElement, value: any) => void>} what changes at once */
const looks = {
  theme: (page, value) => void (page.dataset.theme = value),
  readable_width: (page, value) => page.toggleAttribute("data-wide", !value),
  text_size: (page, value) => page.style.setProperty("--reading-size", `${value}px`),
};
/** Settings with which a note becomes another page. */
const manner = new Set(["hard_breaks", "smart_quotes", "properties"]);

/** @param {HTMLInputElement} input */
function valueOf(input) {
  if (input.type === "checkbox") return input.checked;
  return input.dataset.number === undefined ? input.value : Number(input.value);
}

class SettingsChoice extends HTMLElement {
  connectedCallback() {
    define("settings", () => showDialog("settings"));
    define("shortcuts", () => showDialog("shortcuts"));
    this.addEventListener("change", (event) => {
      if (event.target instanceof HTMLInputElement)
        this.choose(event.target.name, valueOf(event.target));
    });
  }

  /**
   * @param {string} name
   * @param {string | number | boolean} value
   */
  async choose(name, value) {
    const trouble = /** @type {HTMLElement} */ (this.querySelector(".trouble"));
    trouble.hidden = true;
    looks[name]?.(document.documentElement, value);
    try {
      await send("PUT", "/settings", { [name]: value });
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      trouble.textContent = error.message;
      trouble.hidden = false;
      return;
    }
    if (name === "language") await otherLanguage();
    if (manner.has(name)) document.dispatchEvent(new CustomEvent("octavo:manner"));
  }
}

async function otherLanguage() {
  await editor()?.flush();
  location.reload();
}

customElements.define("settings-choice", SettingsChoice);

/**
 * Colours and language.  Colours change at once; another language is another page.
 */
import { send } from "../api.js";
import { define, showDialog } from "../acts.js";
import { editor } from "../panes.js";

class SettingsChoice extends HTMLElement {
  connectedCallback() {
    define("settings", () => showDialog("settings"));
    define("shortcuts", () => showDialog("shortcuts"));
    this.addEventListener("change", (event) => {
      if (event.target instanceof HTMLInputElement)
        this.choose(event.target.name, event.target.value);
    });
  }

  /**
   * @param {string} name
   * @param {string} value
   */
  async choose(name, value) {
    const trouble = /** @type {HTMLElement} */ (this.querySelector(".trouble"));
    trouble.hidden = true;
    if (name === "theme") document.documentElement.dataset.theme = value;
    try {
      await send("PUT", "/settings", { [name]: value });
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      trouble.textContent = error.message;
      trouble.hidden = false;
      return;
    }
    if (name === "language") await otherLanguage();
  }
}

async function otherLanguage() {
  await editor()?.flush();
  location.reload();
}

customElements.define("settings-choice", SettingsChoice);

/**
 * <new-version><button></button><p role="status"><span></span> <a hidden></a></p></new-version>
 *
 * Looks for a newer Octavo when its button is clicked, and says what came of it in the line that says before what a
 * click does (no tooltip, which would cover the answer). Our server asks:
 * the page may ask nobody else.
 */
import { ApiError, send } from "../api.js";

class NewVersion extends HTMLElement {
  connectedCallback() {
    this.button.addEventListener("click", () => void this.look());
    this.link.addEventListener("click", (event) => {
      event.preventDefault();
      void send("POST", "/open", { url: this.link.href }).catch(() => {});
    });
  }

  async look() {
    this.button.disabled = true;
    try {
      const { said, page } = await send("POST", "/updates");
      this.#tell(said, page);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.#tell(error.message, "");
    } finally {
      this.button.disabled = false;
    }
  }

  /** @param {string} said @param {string} page */
  #tell(said, page) {
    const line = /** @type {HTMLElement} */ (this.querySelector("[role=status]"));
    /** @type {HTMLElement} */ (line.querySelector("span")).textContent = said;
    this.link.href = page;
    this.link.hidden = page === "";
  }

  get button() {
    return /** @type {HTMLButtonElement} */ (this.querySelector("button"));
  }

  get link() {
    return /** @type {HTMLAnchorElement} */ (this.querySelector("a"));
  }
}

customElements.define("new-version", NewVersion);

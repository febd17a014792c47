/**
 * <crash-report>: how the launch before failed. It is shown once, which the server is told as soon as it stands there.
 */
import { send, unanswered } from "../api.js";
import { define, showDialog } from "../acts.js";
import { copyText } from "../note/copying.js";
import { phrase } from "../phrases.js";

class CrashReport extends HTMLElement {
  connectedCallback() {
    define("crash-look", () => showDialog("crash"));
    define("crash-copy", (button) => this.copy(button));
    define("crash-dismiss", () => this.dismiss());
    define("crash-forget", () => this.forget());
    send("POST", "/crashes/shown").catch(unanswered);
  }

  /** @param {HTMLElement} button */
  async copy(button) {
    const copied = await copyText(dialog().querySelector("pre")?.textContent ?? "");
    button.textContent = phrase(copied ? "Copied" : "Could not copy.");
  }

  /** It stays, hidden: WebKit shows no row of the list any more when what is around it is laid out otherwise. */
  dismiss() {
    this.hidden = true;
  }

  async forget() {
    await send("DELETE", "/crashes");
    dialog().close();
    this.dismiss();
  }
}

const dialog = () => /** @type {HTMLDialogElement} */ (document.getElementById("crash"));

customElements.define("crash-report", CrashReport);

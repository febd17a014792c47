/**
 * A button and its menu: arrows, first letters, Esc; a click anywhere else closes it.
 */
export class MenuButton extends HTMLElement {
  /** What it was opened for, when that is not its button. @type {HTMLElement | undefined} */
  #origin;

  get button() {
    return /** @type {HTMLElement} */ (this.querySelector("[aria-haspopup]"));
  }

  get menu() {
    return /** @type {HTMLElement} */ (this.querySelector("[role=menu]"));
  }

  connectedCallback() {
    this.button.addEventListener("click", () => (this.open ? this.close() : this.show()));
    this.button.addEventListener("keydown", (event) => {
      if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
      event.preventDefault();
      this.show(event.key === "ArrowUp" ? -1 : 0);
    });
    this.menu.addEventListener("keydown", (event) => this.key(event));
    this.menu.addEventListener("click", (event) => {
      if (event.target instanceof Element && event.target.closest("[role=menuitem]"))
        this.close({ focus: false });
    });
    this.addEventListener("focusout", (event) => {
      if (this.open && event.relatedTarget instanceof Node && !this.contains(event.relatedTarget))
        this.close({ focus: false });
    });
    document.addEventListener("pointerdown", this.outside);
  }

  disconnectedCallback() {
    document.removeEventListener("pointerdown", this.outside);
  }

  get open() {
    return !this.menu.hidden;
  }

  /** @returns {HTMLElement[]} */
  get items() {
    return [...this.menu.querySelectorAll("[role=menuitem]")].filter(
      (item) => item instanceof HTMLElement,
    );
  }

  show(at = 0) {
    this.menu.hidden = false;
    this.button.setAttribute("aria-expanded", "true");
    this.place(this.button);
    this.items.at(at)?.focus();
  }

  /** Beside something else that it is about, which has the keyboard again afterwards. @param {HTMLElement} origin */
  showAt(origin) {
    this.show();
    this.place(origin);
    this.#origin = origin;
  }

  /** Below the button, or above it when there is no room; never cut off by a scrolling pane. @param {HTMLElement} beside */
  place(beside) {
    const box = beside.getBoundingClientRect();
    const { style, offsetHeight, offsetWidth } = this.menu;
    const below = box.bottom + 4 + offsetHeight <= innerHeight - 4;
    style.position = "fixed";
    style.top = `${below ? box.bottom + 4 : Math.max(4, box.top - 4 - offsetHeight)}px`;
    style.left = `${Math.max(4, Math.min(box.right - offsetWidth, innerWidth - offsetWidth - 4))}px`;
    style.right = "auto";
  }

  close({ focus = true } = {}) {
    if (!this.open) return;
    this.menu.hidden = true;
    this.button.setAttribute("aria-expanded", "false");
    if (focus) (this.#origin ?? this.button).focus();
    this.#origin = undefined;
    this.dispatchEvent(new CustomEvent("octavo:menu-closed", { bubbles: true }));
  }

  /** @param {Event} event */
  outside = (event) => {
    if (event.target instanceof Node && !this.contains(event.target)) this.close({ focus: false });
  };

  /** @param {KeyboardEvent} event */
  key(event) {
    const items = this.items;
    const at = items.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    const next = /** @type {Record<string, number>} */ ({
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      Home: 0,
      End: -1,
    })[event.key];
    if (event.key === "Escape" || event.key === "Tab") {
      if (event.key === "Escape") event.preventDefault();
      event.stopPropagation();
      this.close();
    } else if (next !== undefined) {
      event.preventDefault();
      items[(next + items.length) % items.length]?.focus();
    } else if (event.key.length === 1 && event.key !== " " && !event.ctrlKey) {
      const letter = event.key.toLowerCase();
      const after = [...items.slice(at + 1), ...items.slice(0, at + 1)];
      after.find((item) => item.textContent?.trim().toLowerCase().startsWith(letter))?.focus();
    }
  }
}

customElements.define("menu-button", MenuButton);

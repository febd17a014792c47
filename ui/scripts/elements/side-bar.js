/**
 * The sidebar: folded to a rail or not, open as a drawer where there is no room, the current place marked,
 * branches of notebooks folded as they were.  It is not drawn anew under an open menu, but once that closes.
 */
import { send } from "../api.js";
import { define } from "../acts.js";
import { app, place, refreshLibrary, results, showPane } from "../panes.js";

const narrow = window.matchMedia("(max-width: 999.98px)");
const single = window.matchMedia("(max-width: 759.98px)");
/** Paths of notebooks whose branches are folded. @type {Set<string>} */
const folded = new Set();

class SideBar extends HTMLElement {
  /** Whether it changed while a menu was open. */
  #stale = false;

  connectedCallback() {
    document.addEventListener("htmx:before:swap", this.hold);
    this.addEventListener("octavo:menu-closed", () => this.renew());
    document.addEventListener("htmx:after:swap", this.swapped);
    narrow.addEventListener("change", closeDrawer);
    this.mark();
  }

  disconnectedCallback() {
    document.removeEventListener("htmx:before:swap", this.hold);
    document.removeEventListener("htmx:after:swap", this.swapped);
    narrow.removeEventListener("change", closeDrawer);
  }

  /** @param {Event} event */
  hold = (event) => {
    const { target } = /** @type {CustomEvent} */ (event).detail.ctx;
    if (!isParts(target) || !target.querySelector("[role=menu]:not([hidden])")) return;
    event.preventDefault();
    this.#stale = true;
  };

  renew() {
    if (this.#stale) refreshLibrary();
    this.#stale = false;
  }

  /** @param {Event} event */
  swapped = (event) => {
    const { target, sourceElement } = /** @type {CustomEvent} */ (event).detail.ctx;
    if (target === results()) {
      this.mark();
      closeDrawer();
      if (single.matches && !isBehind(sourceElement)) showPane("list");
    } else if (isParts(target)) {
      this.mark();
      refold();
    }
  };

  mark() {
    for (const link of this.querySelectorAll("a[data-place]")) {
      const current = link instanceof HTMLElement && link.dataset.place === place();
      if (current) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
  }
}

/** Whether nobody chose this list: it was asked for again, or is below a dialog. @param {Element} source */
const isBehind = (source) =>
  source.localName === "note-list" || document.querySelector("dialog[open]") !== null;

/** @param {unknown} target */
const isParts = (target) => target instanceof Element && target.id === "sidebar-parts";

function refold() {
  for (const twist of document.querySelectorAll("#sidebar [data-act=twist]")) {
    if (twist instanceof HTMLElement)
      twist.setAttribute("aria-expanded", String(!folded.has(twist.dataset.path ?? "")));
  }
}

function closeDrawer() {
  if (app().dataset.drawer === undefined) return;
  delete app().dataset.drawer;
  for (const opener of document.querySelectorAll("[data-act=drawer]"))
    opener.setAttribute("aria-expanded", "false");
}

function openDrawer() {
  app().dataset.drawer = "";
  for (const opener of document.querySelectorAll("[data-act=drawer]"))
    opener.setAttribute("aria-expanded", "true");
  const current =
    document.querySelector("#sidebar-full a[aria-current]") ??
    document.querySelector("#sidebar-full a");
  if (current instanceof HTMLElement) current.focus();
}

/** @param {boolean} collapsed */
function collapse(collapsed) {
  app().dataset.sidebar = collapsed ? "rail" : "open";
  send("PUT", "/settings", { sidebar_collapsed: collapsed }).catch(() => undefined);
}

define("twist", (twist) => {
  const path = twist.dataset.path ?? "";
  if (!folded.delete(path)) folded.add(path);
  refold();
});

define("drawer", () => (narrow.matches ? openDrawer() : collapse(false)));
define("close-drawer", closeDrawer);
define("fold", () => {
  if (app().dataset.drawer !== undefined) closeDrawer();
  else if (narrow.matches) openDrawer();
  else collapse(app().dataset.sidebar !== "rail");
});

customElements.define("side-bar", SideBar);

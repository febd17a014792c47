/**
 * Where the keyboard is when the window has come: in the note that it shows.  A dialog that opens then has it first, and
 * a page in a browser begins at its top.  It is there again where a dialog closes that a note came under meanwhile, for
 * what had it before is gone.
 */
import { say } from "./elements/undo-toast.js";
import { app, focusNote, openId } from "./panes.js";

const isWindow = app().dataset.alone !== undefined;
const hasDialog = () => document.querySelector("dialog[open]") !== null;

if (isWindow && openId() && !hasDialog()) focusNote();

document.addEventListener(
  "close",
  ({ target }) => {
    const at = document.activeElement;
    const isLost = at === document.body || (target instanceof HTMLDialogElement && target.contains(at));
    if (isWindow && isLost && openId() && !hasDialog()) focusNote();
  },
  { capture: true },
);

/** The process of the page before had ended. */
document.addEventListener("octavo:revived", () => say({ words: "revived" }));

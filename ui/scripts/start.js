/**
 * Where the keyboard is when the window has come: in the note that it shows.  A dialog that opens then has it first, and
 * a page in a browser begins at its top.
 */
import { app, focusNote, openId } from "./panes.js";

if (app().dataset.alone !== undefined && openId() && !document.querySelector("dialog[open]")) focusNote();

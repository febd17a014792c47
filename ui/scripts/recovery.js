/**
 * The door of the page that stands where a library cannot be opened.
 */
import "./elements/library-recovery.js";
import "./elements/relative-time.js";

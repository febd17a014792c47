/**
 * The page's door: every element, and the acts that buttons and keys name.
 */
import "./elements/app-shortcuts.js";
import "./elements/conflict-dialog.js";
import "./elements/hit-reasons.js";
import "./elements/import-folder.js";
import "./elements/library-backups.js";
import "./elements/list-trouble.js";
import "./elements/menu-button.js";
import "./elements/mode-switch.js";
import "./elements/note-editor.js";
import "./elements/note-history.js";
import "./elements/note-list.js";
import "./elements/note-matches.js";
import "./elements/note-outline.js";
import "./elements/note-preview.js";
import "./elements/note-tags.js";
import "./elements/note-title.js";
import "./elements/notebook-chooser.js";
import "./elements/notebook-name.js";
import "./elements/pane-splitter.js";
import "./elements/quick-switcher.js";
import "./elements/relative-time.js";
import "./elements/replace-changes.js";
import "./elements/replace-dialog.js";
import "./elements/save-state.js";
import "./elements/saved-searches.js";
import "./elements/search-box.js";
import "./elements/search-hints.js";
import "./elements/settings-choice.js";
import "./elements/side-bar.js";
import "./elements/tag-chooser.js";
import "./elements/text-count.js";
import "./elements/undo-toast.js";
import "./note/printing.js";
import "./notes.js";
import "./popovers.js";

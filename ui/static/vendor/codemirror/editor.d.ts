export * from "../../../editor/src/editor.js";

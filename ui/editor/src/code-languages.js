/**
 * From the word behind a fence to CodeMirror's language: its name, its aliases, else what a file
 * of that ending would be, else a few names that only Pygments knows. Never a guess from part of a
 * word: "text" is not TeX.
 */
import { LanguageDescription } from "@codemirror/language";
import { languages } from "@codemirror/language-data";

/** @type {Record<string, string>} */
const otherNames = {
  "bash-session": "shell",
  "shell-session": "shell",
  console: "shell",
  docker: "dockerfile",
  fish: "shell",
  golang: "go",
  jsonc: "json",
  pycon: "python",
  python3: "python",
  rb: "ruby",
  zsh: "shell",
};

/** `python title="a.py"`, `{.python hl_lines="3"}` and `python{1,3}` all say Python. */
const firstWord = /^[\s{.]*([^\s{}=,:]+)/;

/**
 * @param {string} info
 * @returns {LanguageDescription | null}
 */
export function languageOf(info) {
  const word = firstWord.exec(info)?.[1]?.toLowerCase();
  if (!word || word === "text") return null; // a file of that ending would be TeX
  const name = otherNames[word] ?? word;
  return (
    LanguageDescription.matchLanguageName(languages, name, false) ??
    LanguageDescription.matchFilename(languages, `note.${name}`)
  );
}

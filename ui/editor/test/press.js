/**
 * What keys make of texts, for tests in Python: JSON [[key, text], …] -> JSON [[once, twice], …], with "‹ ›"
 * around what is selected.
 */
import { emphasisKeys } from "../src/emphasis.js";
import { after, at } from "./state.js";

const [{ run: bold }, { run: italic }] = emphasisKeys;
const runs = { "Mod-b": bold, "Mod-i": italic };

let input = "";
for await (const part of process.stdin) input += part;
const pressed = JSON.parse(input).map(([key, text]) => {
  const once = after(runs[key], at(text));
  return [once, once && after(runs[key], at(once))];
});
process.stdout.write(JSON.stringify(pressed));

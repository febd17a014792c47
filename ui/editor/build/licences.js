/** One text with the licence of everything that ends up in ui/static/built. */
import { licenceText, packageFacts } from "./packages.js";

const copied = [
  "htmx.org",
  "lucide-static",
  "@fontsource-variable/inter",
  "@fontsource-variable/jetbrains-mono",
];

/** @param {Iterable<string>} bundled names of the packages inside the bundle */
export function licences(bundled) {
  const names = [...new Set([...bundled, ...copied])].sort();
  return Buffer.from(names.map(section).join("\n"));
}

function section(name) {
  const { version, license } = packageFacts(name);
  const rule = "-".repeat(78);
  return `${rule}\n${name} ${version} (${license ?? "as it says"})\n${rule}\n\n${licenceText(name)}\n`;
}

/**
 * The banner that says why nothing can be written, on a page that was there before anybody knew.
 */
import { getHtml, unanswered } from "./api.js";
import { fragment } from "./fragments.js";

const shown = () => document.getElementById("read-only");

document.addEventListener("octavo:read-only", async () => {
  if (shown()) return;
  const html = await getHtml("/").catch(unanswered);
  const banner = fragment(html ?? "").getElementById("read-only");
  if (banner && !shown()) document.getElementById("app")?.before(banner);
});

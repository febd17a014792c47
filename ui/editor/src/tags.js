/** Our own names for what the parser finds, beside those of @lezer/highlight. */
import { Tag, tags } from "@lezer/highlight";

export const wikiLink = Tag.define(tags.link);
export const noteTag = Tag.define(tags.link);
export const mark = Tag.define(tags.content);
export const formula = Tag.define(tags.content);
export const callout = Tag.define(tags.processingInstruction);

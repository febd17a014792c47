/** What src/html.js uses of turndown, which brings no types. */
declare module "turndown" {
  interface Rule {
    filter: string | string[] | ((node: HTMLElement) => boolean);
    replacement: (content: string, node: HTMLElement) => string;
  }
  export default class TurndownService {
    constructor(options: Record<string, string>);
    addRule(name: string, rule: Rule): this;
    remove(filter: string[]): this;
    escape(text: string): string;
    turndown(input: HTMLElement): string;
  }
}

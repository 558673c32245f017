/** A fenced block of a page. */
export interface Block {
  readonly language: string;
  /** What stands behind the language: `continued`, or the name of a file. */
  readonly word: string | undefined;
  readonly text: string;
  /** The line of the page on which the text begins, from 1. */
  readonly line: number;
  /** The `text` block right behind it, where there is one: what it prints. */
  readonly output: string | undefined;
}

const FENCE = /^( *)(`{3,})(\S*)(?: +(\S+))?[^\n`]*\n([\s\S]*?)^\1\2`*[ \t]*$/gm;

/** The fenced blocks of a page, in order; what a block prints is joined to it. */
export function blocksOf(markdown: string): Block[] {
  const found = [...markdown.matchAll(FENCE)].map((match) => {
    const [whole, indent = "", , language = "", word, text = ""] = match;
    return {
      language,
      word,
      text: text.replaceAll(new RegExp(`^${indent}`, "gm"), ""),
      line: markdown.slice(0, match.index).split("\n").length + 1,
      begin: match.index,
      end: match.index + whole.length,
    };
  });
  const blocks: Block[] = [];
  for (const [at, { language, word, text, line, end }] of found.entries()) {
    const next = found[at + 1];
    const follows = next?.language === "text" && markdown.slice(end, next.begin).trim() === "";
    blocks.push({ language, word, text, line, output: follows ? next.text : undefined });
  }
  return blocks;
}

/** A program of a page: a snippet and those that continue it. */
export interface Program {
  /** Its file, where the page names it; else after the line it begins in. */
  readonly file: string;
  readonly language: "ts" | "mjs";
  /** Its code on the lines it has in the page, so that messages name those. */
  readonly code: string;
  readonly line: number;
  /** What it prints, where the page says so. */
  readonly output: string | undefined;
}

const LANGUAGES: Record<string, Program["language"]> = {
  ts: "ts",
  typescript: "ts",
  js: "mjs",
  javascript: "mjs",
  mjs: "mjs",
};

/** The programs of a page: its snippets in TypeScript and JavaScript. */
export function programsOf(blocks: readonly Block[]): Program[] {
  const programs: Program[] = [];
  for (const { language: written, word, text, line, output } of blocks) {
    const language = LANGUAGES[written];
    if (language === undefined) continue;
    const before = word === "continued" ? programs.pop() : undefined;
    if (word === "continued" && before?.language !== language)
      throw new Error(`Line ${line} continues no snippet in ${written}.`);
    const above = before?.code ?? "";
    const padding = "\n".repeat(line - 1 - above.split("\n").length + 1);
    programs.push({
      file: before?.file ?? (isFile(word) ? word : `line-${line}.${language}`),
      language,
      code: above + padding + text,
      line: before?.line ?? line,
      output: joined(before?.output, output),
    });
  }
  return programs;
}

/** Whether a block's word is the name of a file, which the page's programs and commands find beside them. */
export function isFile(word: string | undefined): word is string {
  return word?.includes(".") ?? false;
}

/** Commands of a page, each with what it prints. */
export interface Session {
  readonly line: number;
  readonly commands: readonly string[];
  /** What they print, one after the other. */
  readonly output: string;
}

/**
 * The sessions of a page: `console` blocks, with the commands behind `$` and what they print below
 * them, and `sh` blocks with an output block right behind them.
 */
export function sessionsOf(blocks: readonly Block[]): Session[] {
  return blocks.flatMap(({ language, text, line, output }) => {
    if (language === "console") {
      const commands = text.match(/^\$ .*(?:(?<=\\)\n.*)*/gm) ?? [];
      const printed = text.replaceAll(/^\$ .*(?:(?<=\\)\n.*)*\n?/gm, "");
      return [{ line, commands: commands.map((command) => command.slice(2)), output: printed }];
    }
    if ((language === "sh" || language === "bash" || language === "shell") && output !== undefined)
      return [{ line, commands: [text], output }];
    return [];
  });
}

function joined(a: string | undefined, b: string | undefined): string | undefined {
  return a === undefined ? b : a + (b ?? "");
}

import type { Diagnostic } from "../../engine/diagnostic.ts";
import type { TextOutput } from "../io.ts";
import { count, counted, printable } from "../../wording.ts";

const SHOWN = 100;

/** What is said on stderr beside the report: the first hundred of each kind, and how many more. */
export class Complaints {
  readonly #out: TextOutput;
  readonly #quiet: boolean;
  readonly #counts = new Map<string, number>();
  /** Called before each line: a progress line must make room. */
  beforeLine: () => void = () => {};

  constructor(out: TextOutput, { quiet }: { quiet: boolean }) {
    this.#out = out;
    this.#quiet = quiet;
  }

  brokenLine(place: string, problem: string): void {
    this.#say("broken line", `${place}: ${problem}`);
  }

  diagnostic({ kind, message }: Diagnostic, place: string | undefined): void {
    this.#say(KINDS[kind] ?? kind, place === undefined ? message : `${place}: ${message}`);
  }

  hint(text: string): void {
    this.#say("hint", text);
  }

  /** Says how many were not shown. */
  finish(): void {
    for (const [kind, total] of this.#counts) {
      const kinds = PLURALS[kind] ?? `${kind}s`;
      if (total > SHOWN)
        this.#write(
          `… and ${counted(total - SHOWN, `more ${kind}`, `more ${kinds}`)} (${count(total)} in all)`,
        );
    }
    this.#counts.clear();
  }

  #say(kind: string, text: string): void {
    const total = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, total);
    if (total <= SHOWN) this.#write(text);
  }

  #write(text: string): void {
    if (this.#quiet) return;
    this.beforeLine();
    this.#out.write(`${printable(text)}\n`);
  }
}

/** Of the kinds that do not just take an s. */
const PLURALS: Readonly<Record<string, string>> = {
  "event with missing causes": "events with missing causes",
};

const KINDS: Readonly<Partial<Record<Diagnostic["kind"], string>>> = {
  conflict: "conflicting event",
  cycle: "cycle",
  missingCauses: "event with missing causes",
  ambiguousLink: "ambiguous link",
  linkKey: "link key problem",
  predicateError: "predicate error",
};

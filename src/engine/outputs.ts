import type { Output } from "./output.ts";

const NOTHING: Output[] = [];

/** What a step has told so far, in order. */
export class Outputs {
  #told = NOTHING;

  tell(output: Output): void {
    // Most steps that tell anything tell one thing; `push` would make room for seventeen.
    if (this.#told.length === 0) this.#told = [output];
    else this.#told.push(output);
  }

  /** All of it; what is told next is told in the next step. */
  drain(): readonly Output[] {
    const told = this.#told;
    this.#told = NOTHING;
    return told;
  }
}

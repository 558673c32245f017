import type { CausalEvent } from "../event.ts";
import type { History } from "../history/history.ts";
import type { Entry } from "../ledger/entry.ts";
import type { Ledger } from "../ledger/ledger.ts";
import type { Subject } from "../match/subject.ts";

/** An admitted event as rules see it. One object for one after the other: rules keep none of it. */
export class Admitted implements Subject {
  event!: CausalEvent<any>;
  before: History;
  unknownPast = false;
  at = 0;
  #row = 0;
  readonly #ledger: Ledger;

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  /** Turns to the event in a row; `came` says when it arrived. */
  see(row: number, before: History, unknownPast: boolean, came: { readonly at: number }): void {
    this.#row = row;
    this.event = this.#ledger.events[row]!;
    this.before = before;
    this.unknownPast = unknownPast;
    this.at = came.at;
  }

  get entry(): Entry {
    return this.#ledger.entryAt(this.#row);
  }
}

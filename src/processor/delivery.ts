import type { Clock } from "../clock.ts";
import type { Diagnostic } from "../engine/diagnostic.ts";
import type { Output } from "../engine/output.ts";
import type { CausalEvent } from "../event.ts";
import type { Violation } from "../constrain/violation.ts";
import type { Watch } from "../match/watch.ts";
import type { Reader } from "../source/source.ts";
import { isThenable } from "../is-thenable.ts";
import { messageOf } from "../message-of.ts";
import type { DiagnosticLog } from "./diagnostic-log.ts";
import { Listeners } from "./listeners.ts";

type Callback = (...values: any[]) => unknown;

/**
 * Brings the outputs of the steps to the callbacks: one after the other, in the order they were
 * made, waiting only for a callback that returned a promise. A callback that fails is reported and
 * changes nothing else.
 */
export class Delivery {
  readonly events: Listeners<(event: CausalEvent<any>) => unknown> = new Listeners();
  readonly violations: Listeners<(violation: Violation) => unknown> = new Listeners();
  readonly evictions: Listeners<(event: CausalEvent<any>) => unknown> = new Listeners();
  readonly diagnostics: Listeners<(diagnostic: Diagnostic) => unknown> = new Listeners();
  /** Called when a callback begins to be awaited. */
  readonly #whenAwaiting = new Set<() => void>();
  readonly #log: DiagnosticLog;

  /** Outputs that came while others are being delivered. */
  #queue: (readonly Output[])[] = [];
  #outputs: readonly Output[] = [];
  #silenced: WeakSet<Watch> | undefined;
  #at = 0;
  #callbacks: readonly Callback[] | undefined;
  #callback = 0;
  #busy = false;
  #rest: Promise<void> | undefined;
  #inCallback = false;
  #hurried = false;
  #goOn: (() => void) | undefined;

  constructor(log: DiagnosticLog) {
    this.#log = log;
  }

  /** What a source may know of the deliveries. */
  readerOn(clock: Clock): Reader {
    const inCallback = (): boolean => this.#inCallback;
    return {
      clock,
      whenAwaiting: this.#whenAwaiting,
      get inCallback() {
        return inCallback();
      },
    };
  }

  /**
   * Delivers `outputs` after whatever is being delivered. The promise, if there is something to
   * wait for, resolves when all is delivered; it never rejects. Do not await it in a callback.
   */
  deliver(outputs: readonly Output[]): Promise<void> | undefined {
    if (this.#busy) {
      if (outputs.length > 0) this.#queue.push(outputs);
      return this.#rest;
    }
    if (outputs.length === 0) return undefined;
    this.#busy = true;
    this.#outputs = outputs;
    this.#at = 0;
    const awaited = this.#walk();
    if (awaited !== undefined) return (this.#rest = this.#finish(awaited));
    this.#busy = false;
    return undefined;
  }

  /** Calls a watch no more, not even for what is on its way. */
  silence(watch: Watch): void {
    (this.#silenced ??= new WeakSet()).add(watch);
  }

  /** Waits for no callback any more: what is awaited now is let go. */
  hurry(): void {
    this.#hurried = true;
    this.#goOn?.();
  }

  /** Reports a diagnostic that the processor makes itself. */
  report(diagnostic: Diagnostic): Promise<void> | undefined {
    this.#log.add(diagnostic);
    return this.deliver([{ type: "diagnostic", diagnostic }]);
  }

  async #finish(first: Promise<void>): Promise<void> {
    for (let awaited: Promise<void> | undefined = first; awaited !== undefined; awaited = this.#walk()) {
      await awaited;
      this.#inCallback = false;
    }
    this.#busy = false;
    this.#rest = undefined;
  }

  /** Calls callbacks until one of them is to be awaited or none is left. */
  #walk(): Promise<void> | undefined {
    for (;;) {
      if (this.#at === this.#outputs.length) {
        const next = this.#queue.shift();
        if (next === undefined) {
          this.#outputs = [];
          this.#at = 0;
          return undefined;
        }
        this.#outputs = next;
        this.#at = 0;
        continue;
      }
      const output = this.#outputs[this.#at] as Output;
      let awaited: Promise<void> | undefined;
      if (output.type === "match") {
        this.#at++;
        if (this.#silenced?.has(output.watch)) continue;
        awaited = this.#call(output.watch.callback, output.events, output);
      } else {
        // The listeners of this output are those it finds when its delivery begins.
        this.#callbacks ??= this.#listenersOf(output);
        const callback = this.#callbacks[this.#callback++];
        if (callback === undefined) {
          this.#at++;
          this.#callback = 0;
          this.#callbacks = undefined;
          continue;
        }
        awaited = this.#call(callback, [payloadOf(output)], output);
      }
      if (awaited !== undefined) return awaited;
    }
  }

  #call(callback: Callback, values: readonly unknown[], output: Output): Promise<void> | undefined {
    this.#inCallback = true;
    try {
      const result = callback(...values);
      if (isThenable(result)) return this.#wait(result, output);
    } catch (error) {
      this.#callbackFailed(error, output);
    }
    this.#inCallback = false;
    return undefined;
  }

  #wait(result: PromiseLike<unknown>, output: Output): Promise<void> | undefined {
    const settled = new Promise<void>((resolve) => {
      this.#goOn = resolve;
      Promise.resolve(result).then(
        () => resolve(),
        (error: unknown) => {
          this.#callbackFailed(error, output);
          resolve();
        },
      );
    });
    if (this.#hurried) {
      this.#inCallback = false;
      return undefined;
    }
    for (const letIn of this.#whenAwaiting) letIn();
    return settled;
  }

  #callbackFailed(error: unknown, output: Output): void {
    const diagnostic: Diagnostic = {
      kind: "callbackError",
      message: `a callback ${describe(output)} failed: ${messageOf(error)}; the stream goes on`,
      ...(output.type === "match" ? { rule: output.watch.name, events: output.events.map((e) => e.id) } : {}),
      error,
    };
    this.#log.add(diagnostic);
    // Nobody is told of the failure of those who are told of failures: it would go round for ever.
    if (output.type !== "diagnostic") void this.deliver([{ type: "diagnostic", diagnostic }]);
  }

  #listenersOf(output: Exclude<Output, { type: "match" }>): readonly Callback[] {
    if (output.type === "admitted") return this.events.all;
    if (output.type === "evicted") return this.evictions.all;
    if (output.type === "violation") return this.violations.all;
    return output.type === "diagnostic" ? this.diagnostics.all : NOBODY;
  }
}

const NOBODY: readonly Callback[] = [];

function payloadOf(output: Exclude<Output, { type: "match" }>): unknown {
  if (output.type === "admitted" || output.type === "evicted") return output.event;
  if (output.type === "violation") return output.violation;
  return output.type === "diagnostic" ? output.diagnostic : undefined;
}

function describe(output: Output): string {
  if (output.type === "match") return `of watch "${output.watch.name}"`;
  if (output.type === "admitted") return `for event "${output.event.id}"`;
  if (output.type === "evicted") return `for the eviction of "${output.event.id}"`;
  if (output.type === "violation") return `for a violation of "${output.violation.constraint}"`;
  return `for a ${output.type}`;
}

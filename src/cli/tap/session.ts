import { resolve } from "node:path";
import { CapturePolicy } from "../../adapters/capture.ts";
import { Channel } from "../../adapters/mcp/channel.ts";
import { Correlator } from "../../adapters/mcp/correlator.ts";
import { SessionOrder } from "../../adapters/mcp/session-order.ts";
import { forget } from "../../adapters/whole.ts";
import {
  type CausalEvent,
  event,
  InMemoryEventSource,
  StreamProcessor,
  type Violation,
} from "../../index.ts";
import type { Rules } from "../../rules/index.ts";
import { drawViolation } from "../terminal/chain-drawing.ts";
import { Complaints } from "../checking/complaints.ts";
import type { Io } from "../io.ts";
import { paintFor } from "../terminal/paint.ts";
import { printable } from "../../wording.ts";
import { EventLog } from "./event-log.ts";
import type { TapOptions } from "./tap-flags.ts";

/**
 * What is made of a tapped connection: its events go through the rules at once, and into the log as
 * they are admitted. What breaks a rule is told on stderr and becomes an event of the log.
 */
export class Session {
  readonly channel: Channel;
  readonly #io: Io;
  readonly #log: EventLog | undefined;
  readonly #complaints: Complaints;
  /** Keeps the run going: no source is read here, what happens is told. */
  readonly #open = new InMemoryEventSource("open");
  readonly #run: Promise<unknown>;

  /** Throws a sentence where the log cannot be opened. */
  constructor(options: TapOptions, rules: Rules | undefined, io: Io) {
    this.#io = io;
    this.#complaints = new Complaints(io.stderr, { quiet: false });
    this.#log =
      options.log === undefined
        ? undefined
        : new EventLog(resolve(io.cwd, options.log), options.log, (sentence) => this.say(sentence));
    const processor = new StreamProcessor({ clock: io.clock });
    for (const link of rules?.links ?? []) processor.link(link);
    for (const constraint of rules?.constraints ?? []) processor.enforce(constraint);
    for (const watch of rules?.watches ?? []) processor.watch(watch);
    processor.onEvent((admitted) => this.#admitted(admitted));
    processor.onViolation((violation) => this.#violated(violation));
    processor.onDiagnostic((diagnostic) => this.#complaints.diagnostic(diagnostic, undefined));
    processor.addSource("open", this.#open);
    this.#run = processor.run({ windowSize: rules?.window });
    this.channel = new Channel(correlatorFor(options), {
      guard: options.guard && { by: processor, mode: options.guard },
      // Past the end of the run nothing is of interest any more.
      outlet: (each) => void processor.tell(each).catch(() => undefined),
      now: () => io.clock.now(),
    });
  }

  /** A sentence for whoever reads stderr. */
  say(sentence: string): void {
    this.#io.stderr.write(`tsrapide: ${printable(sentence)}\n`);
  }

  /** Nothing more will be seen. Resolves when all is told and written. */
  async end(): Promise<void> {
    this.#open.close();
    await this.#run;
    this.#complaints.finish();
    await this.#log?.close();
  }

  #admitted(admitted: CausalEvent<any>): void {
    this.#log?.write(admitted);
    if (admitted.name === "mcp.call_refused") {
      const { tool, explanation, because } = admitted.data;
      this.say(`refused a call of ${tool} (${because}): ${explanation}`);
    }
    // The rules have seen it, and what the log keeps is written.
    forget(admitted.data);
  }

  #violated(violation: Violation): void {
    this.#io.stderr.write(drawViolation(violation, paintFor(this.#io.stderr, this.#io.env)));
    this.#log?.write(eventOf(violation));
  }
}

/** A violation as an event, caused by the events that it consists of. */
function eventOf(violation: Violation): CausalEvent<any> {
  const { constraint, kind, severity, reason, instance, certain, message, chain, events, time } = violation;
  const data = {
    constraint,
    kind,
    severity,
    reason,
    instance,
    certain,
    message,
    chain: chain.map(({ id }) => id),
  };
  const { id, name } = event("tsrapide.violation");
  return { id, name, source: "tsrapide", time, data, causes: events.map(({ id }) => id) };
}

function correlatorFor({ name, capture, redact, sessionOrder }: TapOptions): Correlator {
  return new Correlator({
    source: name,
    prefix: `${event("mcp").id}.`,
    transport: "stdio",
    sessionOrder: sessionOrder ? new SessionOrder() : undefined,
    policy: new CapturePolicy({
      capture,
      redact: (key, value) => (redact.has(key) ? "[redacted]" : value),
    }),
  });
}

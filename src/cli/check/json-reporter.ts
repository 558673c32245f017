import type { Inconclusive, Violation } from "../../constrain/violation.ts";
import type { EventCounts, Report } from "../../engine/report.ts";
import type { TextOutput } from "../io.ts";
import type { Reporter } from "./reporter.ts";
import { Spill } from "./spill.ts";

const BUFFERED = 64 * 1024;

/**
 * Prints one JSON object as the check goes on: each violation as it falls, then the rest. With
 * `lines` each violation is an object on a line of its own, and the report is the last line.
 */
export class JsonReporter implements Reporter {
  readonly #out: TextOutput;
  readonly #lines: boolean;
  readonly #inconclusive = new Spill();
  #buffer = "";
  #violations = 0;

  constructor(out: TextOutput, { lines }: { lines: boolean }) {
    this.#out = out;
    this.#lines = lines;
    if (!lines) this.#print('{"version":1,"violations":[');
  }

  violation(violation: Violation): void {
    const text = JSON.stringify(violationJson(violation));
    if (this.#lines) this.#print(`${text}\n`);
    else this.#print(`${this.#violations++ > 0 ? "," : ""}\n${text}`);
  }

  inconclusive({ constraint, instance, reason }: Inconclusive): void {
    // A live run may go on for long: the report keeps the first of them.
    if (this.#lines) return;
    const text = JSON.stringify({ constraint, instance, reason });
    this.#inconclusive.add(this.#inconclusive.empty ? text : `,\n${text}`);
  }

  async settle(): Promise<void> {
    this.#flush();
    await this.#inconclusive.settle();
    await this.#out.drained();
  }

  async finish(report: Report): Promise<void> {
    const newline = this.#lines ? "" : "\n";
    if (this.#lines)
      this.#print(
        `{"version":1,"violations":[${report.violations.map((each) => JSON.stringify(violationJson(each))).join(",")}`,
      );
    this.#print(`],${newline}"inconclusive":[`);
    if (this.#lines) this.#print(report.inconclusive.map((each) => JSON.stringify(each)).join(","));
    for await (const text of this.#inconclusive.drain()) {
      this.#print(text);
      await this.#out.drained();
    }
    this.#print(`],${newline}${JSON.stringify(countsJson(report)).slice(1)}\n`);
    await this.settle();
  }

  async close(): Promise<void> {
    await this.#inconclusive.close();
  }

  #print(text: string): void {
    this.#buffer += text;
    if (this.#buffer.length >= BUFFERED) this.#flush();
  }

  #flush(): void {
    if (this.#buffer !== "") this.#out.write(this.#buffer);
    this.#buffer = "";
  }
}

function violationJson(violation: Violation): object {
  const { id, constraint, kind, severity, reason, instance, events, chain, certain, message } = violation;
  return {
    id,
    constraint,
    kind,
    severity,
    reason,
    instance,
    events: events.map((event) => event.id),
    chain: chain.map((event) => event.id),
    certain,
    message,
  };
}

function countsJson({ outcome, events, watches, constraints }: Report): object {
  return {
    outcome,
    events: eventsJson(events),
    watches: watches.map(({ name, matches }) => ({ name, matches })),
    constraints: constraints.map((each) => ({
      name: each.name,
      kind: each.kind,
      severity: each.severity,
      status: each.status,
      instances: each.instances,
      satisfied: each.satisfied,
      violated: each.violated,
      inconclusive: each.inconclusive,
      unknownPast: each.unknownPast,
      predicateErrors: each.predicateErrors,
    })),
  };
}

function eventsJson(events: EventCounts): object {
  return {
    read: events.read,
    admitted: events.admitted,
    duplicates: events.duplicates,
    rejected: events.rejected,
    missingCauses: events.missingCauses,
    lateCauses: events.lateCauses,
    evicted: events.evicted,
    ...(events.held > 0 ? { held: events.held } : {}),
    retained: events.retained,
    peakRetained: events.peakRetained,
    peakPinned: events.peakPinned,
    peakHeld: events.peakHeld,
    peakScopes: events.peakScopes,
  };
}

import type { Constraint } from "../../constrain/constraint.ts";
import type { EngineOptions } from "../../engine/options.ts";
import type { Status } from "../../engine/report.ts";
import type { Admission } from "./admission.ts";
import { Docket, type Instance, type Ruling } from "./docket.ts";
import type { VerdictFact } from "./fact.ts";
import type { Rule, World } from "./judge.ts";
import { byAdmission, type Known, precedes } from "./known.ts";
import { Taker } from "./taker.ts";

/** What a constraint came to. */
export interface Summary {
  readonly name: string;
  readonly status: Status;
  readonly satisfied: number;
  readonly violated: number;
  readonly inconclusive: number;
  readonly unknownPast: number;
  readonly predicateErrors: number;
}

/** All constraints, in the order they were enforced. */
export class Dockets {
  readonly #dockets: Docket[] = [];
  readonly #options: EngineOptions;
  readonly #admission: Admission;
  #running = true;

  constructor(options: EngineOptions, admission: Admission) {
    this.#options = options;
    this.#admission = admission;
  }

  enforce(constraint: Constraint, since: number): void {
    const rule: Rule = {
      constraint,
      taker: new Taker(),
      deadlineClock: this.#options.deadlineClock ?? "arrival",
      since,
      lookup: new Set(this.#admission.retention.retained),
    };
    this.#dockets.push(new Docket(rule));
  }

  dispose(constraint: Constraint): VerdictFact[] {
    return this.#gather((docket) => {
      if (docket.rule.constraint !== constraint || docket.disposed) return [];
      docket.disposed = true;
      return docket.breakOff("disposed");
    });
  }

  /** All verdicts of one admission: the constraints' own, then deadlines, then bounds. */
  admit(event: Known, world: World): VerdictFact[] {
    return inOrder([
      this.#rulings((docket) => (docket.disposed ? [] : docket.admit(event, world))),
      this.#rulings((docket) => docket.checkDeadlines(world)),
      this.#boundPinned(),
      this.#boundScopes(),
    ]);
  }

  /** Looks at an event that must wait as a possible response. */
  hold(event: Known): void {
    for (const docket of this.#dockets) if (!docket.disposed) docket.hold(event);
  }

  checkDeadlines(world: World): VerdictFact[] {
    return this.#gather((docket) => docket.checkDeadlines(world));
  }

  /** Scopes that nothing can follow any more end like the others, but no verdict tells of them. */
  end(outcome: "completed" | "stopped" | "cut", world: World): VerdictFact[] {
    this.#running = false;
    const isFailed = this.#admission.sources.anyFailed;
    const reason =
      outcome === "stopped" ? outcome : outcome === "cut" && !isFailed ? outcome : "sourceFailed";
    const deadlines = this.#rulings((docket) => (outcome === "stopped" ? [] : docket.checkDeadlines(world)));
    const endings = this.#rulings((docket) => {
      if (outcome === "completed" && !isFailed) return docket.complete();
      const untold = docket.open.filter((instance) => !this.#isReachable(docket, instance));
      const rulings = docket.breakOff(reason);
      return rulings.filter(
        ({ place }) => !untold.some((instance) => instance !== "*" && instance.index === place),
      );
    });
    return inOrder([deadlines, endings]);
  }

  isPinned(event: Known): boolean {
    return this.#dockets.some(
      (docket) => docket.rule.constraint.kind === "mustMatch" && docket.open.includes(event),
    );
  }

  summary(): Summary[] {
    return this.#dockets.map((docket) => ({
      name: docket.rule.constraint.name,
      status: docket.status(this.#running),
      ...docket.counts,
      unknownPast: docket.unknownPast,
      predicateErrors: docket.rule.taker.errors,
    }));
  }

  #boundPinned(): Ruling[][] {
    const rulings = this.#dockets.map((): Ruling[] => []);
    const pinned = this.#admission.retention.retained.filter((event) => this.isPinned(event));
    for (const oldest of pinned.slice(0, Math.max(0, pinned.length - (this.#options.maxPinned ?? 100_000))))
      for (const [at, docket] of this.#dockets.entries())
        if (docket.rule.constraint.kind === "mustMatch")
          rulings[at]!.push(...docket.giveUp(oldest, "maxPinned"));
    return rulings;
  }

  #boundScopes(): Ruling[][] {
    const rulings = this.#dockets.map((): Ruling[] => []);
    const scopes = this.#dockets
      .flatMap((docket, at) =>
        docket.open
          .filter((open) => open !== "*" && isScoped(docket) && this.#isReachable(docket, open))
          .map((open) => ({ docket, at, open: open as Known })),
      )
      .toSorted((a, b) => byAdmission(a.open, b.open) || a.at - b.at);
    for (const { docket, at, open } of scopes.slice(
      0,
      Math.max(0, scopes.length - (this.#options.maxScopes ?? 100_000)),
    ))
      rulings[at]!.push(...docket.giveUp(open, "maxScopes"));
    return rulings;
  }

  /** Whether anything that could still come to matter is the scope, or follows it. */
  #isReachable(docket: Docket, instance: Instance): boolean {
    if (instance === "*" || !isScoped(docket)) return true;
    const { retained, remembered } = this.#admission.retention;
    return [...retained, ...remembered].some((event) => event === instance || precedes(instance, event));
  }

  #rulings(rule: (docket: Docket) => Ruling[]): Ruling[][] {
    return this.#dockets.map(rule);
  }

  #gather(rule: (docket: Docket) => Ruling[]): VerdictFact[] {
    return inOrder([this.#rulings(rule)]);
  }
}

function isScoped(docket: Docket): boolean {
  const { constraint } = docket.rule;
  return constraint.kind === "never" && constraint.withinCause !== undefined;
}

/** The verdicts of one step: by constraint, then by admission of the instance. */
function inOrder(rounds: readonly Ruling[][][]): VerdictFact[] {
  const byConstraint = rounds[0]!.map((_, at) => rounds.flatMap((round) => round[at] ?? []));
  return byConstraint.flatMap((rulings) =>
    rulings.toSorted((a, b) => a.place - b.place).map(({ fact }) => fact),
  );
}

import type { Entry } from "../ledger/entry.ts";
import { chainBetween, describeRef } from "../graph/chain.ts";
import { type History, type Slot, valueIn, withValue } from "../history/history.ts";
import { both, collect, has, isEmpty, type PlaceSet, plus, union } from "../history/place-set.ts";
import { Placed, Roster } from "../history/roster.ts";
import type { Subject } from "../match/subject.ts";
import type { Never } from "./constraint.ts";
import type { Finding } from "./constraint-rule.ts";
import { AllScopes, NearestScopes, type ScopeTrack } from "./scope-track.ts";
import { ScopedRule } from "./scoped-rule.ts";
import { Scope, type Scopes } from "./scopes.ts";
import type { Verdicts } from "./verdicts.ts";

const CAUSE = 1;

/** What events carry of the scopes in which the pattern has come up to some part. */
interface Progress {
  /** The scopes in which it has. */
  readonly scopes: PlaceSet<SeqScope>;
  /** The events that brought a scope there first, on some path. */
  readonly steps: PlaceSet<Step>;
}

/**
 * "Never a, then b because of it, … within one cause." For each part but the last, events carry the
 * scopes in which the pattern came that far in their past. An event that is the next part moves
 * them on: a union that costs what is new, and nothing where all of them had come that far.
 */
export class ScopedSeqRule extends ScopedRule {
  readonly slots: readonly Slot<any>[];
  readonly doubtful: number;
  readonly parts: number;
  readonly #track: ScopeTrack<SeqScope>;
  /** One for each part but the last. */
  readonly #progress: readonly Slot<Progress>[];
  readonly #roster = new Roster<SeqScope>();
  readonly #steps = new Roster<Step>((step) => isEmpty(step.scopes));

  constructor(
    constraint: Never,
    name: string,
    order: number,
    firstSlot: number,
    world: { verdicts: Verdicts; scopes: Scopes },
  ) {
    const { parts } = constraint.pattern;
    super(
      constraint,
      name,
      order,
      parts.map((part, at) => [`pattern[${at}]`, part] as const),
      world,
    );
    this.parts = parts.length;
    this.#track = constraint.scope === "nearest" ? new NearestScopes(firstSlot) : new AllScopes(firstSlot);
    this.#progress = parts.slice(1).map((_, at) => ({ index: firstSlot + 1 + at, join: joinProgress }));
    this.slots = [this.#track.slot, ...this.#progress];
    this.doubtful = ((1 << this.parts) - 1) << 1;
  }

  judge(subject: Subject, roles: number): void {
    if (roles >>> 1 === 0) return;
    if (subject.unknownPast) this.unknownPast++;
    for (const finding of this.#completed(subject, roles)) {
      this.scopes.closed(finding.scope);
      this.verdicts.violated(this, finding);
    }
  }

  note(subject: Subject, roles: number, after: History): History {
    const { before } = subject;
    for (let part = 0; part < this.parts - 1; part++) {
      if ((roles & (2 << part)) === 0) continue;
      const moved = this.#reaching(part, before);
      if (moved === undefined) continue;
      const slot = this.#progress[part]!;
      const was = valueIn(after, slot);
      const scopes = union(moved, was?.scopes);
      if (was !== undefined && scopes === was.scopes) continue;
      const { entry } = subject;
      entry.named = true;
      const earlier = part === 0 ? undefined : valueIn(before, this.#progress[part - 1]!);
      const step = new Step(entry, moved, earlier);
      this.#steps.enlist(step);
      after = withValue(after, slot, { scopes, steps: plus(was?.steps, step) });
    }
    if ((roles & CAUSE) === 0) return after;
    this.instances++;
    const { entry } = subject;
    entry.named = true;
    const scope = new SeqScope(this, entry);
    this.#roster.enlist(scope);
    this.scopes.opened(scope);
    return this.#track.entered(after, scope);
  }

  foresee(subject: Subject, roles: number): Finding[] {
    return this.#completed(subject, roles);
  }

  /** The scopes in which an event with this past, as part `part`, continues the pattern. */
  #reaching(part: number, before: History): PlaceSet<SeqScope> {
    const counted = this.#track.countedBy(before);
    if (part === 0) return counted;
    const come = valueIn(before, this.#progress[part - 1]!)?.scopes;
    return this.constraint.scope === "nearest" ? both(come, counted) : come;
  }

  #completed(subject: Subject, roles: number): (Finding & { scope: SeqScope })[] {
    if ((roles & (1 << this.parts)) === 0) return [];
    const { before } = subject;
    const reached = this.#reaching(this.parts - 1, before);
    return reached === undefined
      ? []
      : collect(reached, []).map((scope) => this.#finding(scope, subject.entry, before));
  }

  #finding(scope: SeqScope, last: Entry, before: History): Finding & { scope: SeqScope } {
    const match = [last];
    let progress = valueIn(before, this.#progress[this.parts - 2]!);
    for (let part = this.parts - 2; part >= 0; part--) {
      const step: Step = collect(progress!.steps, []).find((s) => has(s.scopes, scope))!;
      match.unshift(step.entry);
      progress = step.earlier;
    }
    const names = match.map((entry) => describeRef(entry.ref)).join(", then ");
    return {
      scope,
      instance: scope.cause,
      reason: "completed",
      events: match.map((entry) => entry.ref),
      chain: chainBetween(scope.cause, last, (cause) => {
        const value = valueIn(cause.history, this.#track.slot);
        return has(value?.all ?? value, scope);
      }),
      certain: true,
      message: `${describeRef(scope.cause.ref)} caused ${names}`,
    };
  }
}

function joinProgress(a: Progress, b: Progress): Progress {
  const scopes = union(a.scopes, b.scopes);
  const steps = union(a.steps, b.steps);
  if (scopes === a.scopes && steps === a.steps) return a;
  return scopes === b.scopes && steps === b.steps ? b : { scopes, steps };
}

/** An event that brought scopes on to a part they had not come to before it. */
class Step extends Placed {
  readonly entry: Entry;
  readonly scopes: PlaceSet<SeqScope>;
  /** How they had come to the part before. */
  readonly earlier: Progress | undefined;

  constructor(entry: Entry, scopes: PlaceSet<SeqScope>, earlier: Progress | undefined) {
    super();
    this.entry = entry;
    this.scopes = scopes;
    this.earlier = earlier;
  }
}

class SeqScope extends Scope {
  readonly rule: ScopedSeqRule;

  constructor(rule: ScopedSeqRule, cause: Entry) {
    super(cause);
    this.rule = rule;
  }
}

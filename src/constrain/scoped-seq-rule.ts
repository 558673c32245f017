import type { Entry } from "../ledger/entry.ts";
import { chainThrough } from "../graph/chain.ts";
import { NO_PLACE, type History, type Slot, valueIn, withValue } from "../history/history.ts";
import { both, membersOf, isEmpty, type PlaceSet, union } from "../history/place-set.ts";
import { Roster } from "../history/roster.ts";
import type { Subject } from "../match/subject.ts";
import { describeRef } from "../wording.ts";
import type { Never } from "./constraint.ts";
import type { Finding } from "./constraint-rule.ts";
import { AllScopes, NearestScopes, type ScopeTrack } from "./scope-track.ts";
import { ScopedRule } from "./scoped-rule.ts";
import { Scope, type Scopes } from "./scopes.ts";
import { SeqProgress, SeqStep } from "./seq-progress.ts";
import type { Verdicts } from "./verdicts.ts";

const CAUSE = 1;

/**
 * "Never a, then b because of it, … within one cause." For each part but the last, events carry the
 * scopes in which the pattern came that far in their past. An event that is the next part moves
 * them on: a union that costs what is new, and nothing where all of them had come that far.
 */
export class ScopedSeqRule extends ScopedRule {
  readonly slots: readonly Slot<any>[];
  protected override readonly doubtful: number;
  readonly parts: number;
  readonly #track: ScopeTrack<SeqScope>;
  /** One for each part but the last. */
  readonly #progress: readonly Slot<SeqProgress<SeqScope>>[];
  readonly #roster = new Roster<SeqScope>();
  readonly #steps = new Roster<SeqStep<SeqScope>>((step) => isEmpty(step.scopes));

  constructor(constraint: Never, name: string, order: number, world: { verdicts: Verdicts; scopes: Scopes }) {
    const { parts } = constraint.pattern;
    super(
      constraint,
      name,
      order,
      parts.map((part, at) => [`pattern[${at}]`, part] as const),
      world,
    );
    this.parts = parts.length;
    this.#track = constraint.scope === "nearest" ? new NearestScopes() : new AllScopes();
    this.#progress = parts.slice(1).map(() => ({ index: NO_PLACE, join: SeqProgress.join }));
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
      const step = new SeqStep(entry, moved, earlier);
      this.#steps.enlist(step, entry.seq);
      after = withValue(after, slot, SeqProgress.after(was, scopes, step));
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
    if (reached === undefined) return [];
    const found: (Finding & { scope: SeqScope })[] = [];
    const progress = valueIn(before, this.#progress[this.parts - 2]!);
    this.#trace([subject.entry], reached, progress, (scope, match) =>
      found.push(this.#finding(scope, match)),
    );
    return found.sort((a, b) => a.scope.cause.seq - b.scope.cause.seq);
  }

  /** Puts before `match`, the later parts of a sequence, what came first in each scope. Cost O(scopes + steps) a part. */
  #trace(
    match: readonly Entry[],
    scopes: PlaceSet<SeqScope>,
    progress: SeqProgress<SeqScope> | undefined,
    tell: (scope: SeqScope, match: readonly Entry[]) => void,
  ): void {
    if (match.length === this.parts) for (const scope of membersOf(scopes)) tell(scope, match);
    else
      for (const [step, brought] of progress!.earliest(scopes))
        this.#trace([step.entry, ...match], brought, step.earlier, tell);
  }

  #finding(scope: SeqScope, match: readonly Entry[]): Finding & { scope: SeqScope } {
    const names = match.map((entry) => describeRef(entry.ref)).join(", then ");
    return {
      scope,
      instance: scope.cause,
      reason: "completed",
      events: match.map((entry) => entry.ref),
      chain: chainThrough([scope.cause, match.at(-1)!], (cause) => this.#track.follows(cause.history, scope)),
      certain: true,
      message: `${describeRef(scope.cause.ref)} caused ${names}`,
    };
  }
}

class SeqScope extends Scope {
  readonly rule: ScopedSeqRule;

  constructor(rule: ScopedSeqRule, cause: Entry) {
    super(cause);
    this.rule = rule;
  }
}

import type { Entry } from "../ledger/entry.ts";
import { chainThrough } from "../graph/chain.ts";
import type { History, Slot } from "../history/history.ts";
import { membersOf } from "../history/place-set.ts";
import { isLive, Placed, Roster, strike } from "../history/roster.ts";
import type { Subject } from "../match/subject.ts";
import { describePart, type Part, selectorsOf } from "../pattern/pattern.ts";
import { describeRef } from "../wording.ts";
import type { Never } from "./constraint.ts";
import type { Finding } from "./constraint-rule.ts";
import { AllScopes, NearestScopes, type ScopeTrack } from "./scope-track.ts";
import { ScopedRule } from "./scoped-rule.ts";
import { Scope, type Scopes } from "./scopes.ts";
import { canAllPlay, countOf, earliestMatch, Taken } from "./transversal.ts";
import type { Verdicts } from "./verdicts.ts";

const CAUSE = 1;

/** Parts that the same events play: `[Alert, Alert]` is one kind of event, twice. */
interface Group {
  readonly part: Part;
  /** The parts of the pattern it plays. */
  readonly parts: number;
  /** Its role in the rule. */
  readonly role: number;
  readonly track: ScopeTrack<ScopeMark>;
  readonly roster: Roster<ScopeMark>;
}

/**
 * "Never all of these within one cause." Each event carries, for each kind of part, the scopes
 * before it in which that kind still adds something. A scope takes at most one event a part, so it
 * is met at most that often.
 */
export class ScopedAllOfRule extends ScopedRule {
  readonly slots: readonly Slot<any>[];
  protected override readonly doubtful: number;
  readonly parts: number;
  readonly groups: readonly Group[];

  constructor(constraint: Never, name: string, order: number, world: { verdicts: Verdicts; scopes: Scopes }) {
    const kinds = grouped(constraint.pattern.parts);
    super(
      constraint,
      name,
      order,
      kinds.map(({ part }) => ["pattern", part] as const),
      world,
    );
    this.parts = constraint.pattern.parts.length;
    const Track = constraint.scope === "nearest" ? NearestScopes<ScopeMark> : AllScopes<ScopeMark>;
    this.groups = kinds.map((kind, at) => ({
      ...kind,
      role: 2 << at,
      track: new Track(),
      roster: new Roster<ScopeMark>(),
    }));
    this.slots = this.groups.map(({ track }) => track.slot);
    this.doubtful = ((1 << this.groups.length) - 1) << 1;
  }

  judge(subject: Subject, roles: number): void {
    if (roles >>> 1 === 0) return;
    if (subject.unknownPast) this.unknownPast++;
    const parts = this.#partsOf(roles);
    for (const { track, role } of this.groups) {
      if ((roles & role) === 0) continue;
      const scopes = track.countedBy(subject.before);
      if (scopes === undefined) continue;
      for (const { scope } of membersOf(scopes)) this.#take(scope, subject.entry, parts);
    }
  }

  note(subject: Subject, roles: number, after: History): History {
    if ((roles & CAUSE) === 0) return after;
    this.instances++;
    const { entry } = subject;
    entry.named = true;
    const scope = new AllOfScope(this, entry);
    this.scopes.opened(scope);
    for (let at = 0; at < this.groups.length; at++) {
      const { track, roster } = this.groups[at]!;
      const mark = scope.markAt(at);
      roster.enlist(mark);
      after = track.entered(after, mark);
    }
    return after;
  }

  foresee({ entry, before }: Subject, roles: number): Finding[] {
    const parts = this.#partsOf(roles);
    const touched = new Set<AllOfScope>();
    for (const { track, role } of this.groups)
      if ((roles & role) !== 0)
        for (const { scope } of membersOf(track.countedBy(before))) touched.add(scope);
    return [...touched]
      .filter(({ taken }) => canAllPlay(taken, parts, this.parts))
      .filter(({ taken }) => countOf(taken) === this.parts - 1)
      .map((scope) => this.#finding(scope, new Taken(entry, parts, scope.taken)));
  }

  /** The parts of the pattern that an event in these roles can play. */
  #partsOf(roles: number): number {
    let parts = 0;
    for (const group of this.groups) if ((roles & group.role) !== 0) parts |= group.parts;
    return parts;
  }

  /** Lets an event play a part in a scope if, with those that play already, it can. */
  #take(scope: AllOfScope, entry: Entry, parts: number): void {
    // Met before, as another kind of part.
    if (scope.taken?.entry === entry) return;
    if (!canAllPlay(scope.taken, parts, this.parts)) return;
    const taken = new Taken(entry, parts, scope.taken);
    entry.named = true;
    if (taken.count === this.parts) {
      const finding = this.#finding(scope, taken);
      this.scopes.closed(scope);
      this.verdicts.violated(this, finding);
      return;
    }
    scope.taken = taken;
    for (let at = 0; at < this.groups.length; at++) {
      const mark = scope.markAt(at);
      if (isLive(mark) && !canAllPlay(taken, this.groups[at]!.parts, this.parts)) strike(mark);
    }
  }

  #finding(scope: AllOfScope, taken: Taken): Finding {
    const last = taken.entry;
    const match = earliestMatch(taken, this.parts);
    const names = match.map((entry) => describeRef(entry.ref)).join(", ");
    return {
      instance: scope.cause,
      reason: "completed",
      events: match.map((entry) => entry.ref),
      chain: chainThrough([scope.cause, last], (cause) => this.#follows(cause, scope)),
      certain: true,
      message: `${describeRef(scope.cause.ref)} caused all of ${names}`,
    };
  }

  #follows(entry: Entry, scope: AllOfScope): boolean {
    return this.groups.some(({ track }, at) => track.follows(entry.history, scope.markAt(at)));
  }
}

function grouped(parts: readonly Part[]): { part: Part; parts: number }[] {
  const groups: { part: Part; parts: number }[] = [];
  parts.forEach((part, at) => {
    const same = groups.find((group) => samePart(group.part, part));
    if (same !== undefined) same.parts |= 1 << at;
    else groups.push({ part, parts: 1 << at });
  });
  return groups;
}

function samePart(a: Part, b: Part): boolean {
  const [left, right] = [selectorsOf(a), selectorsOf(b)];
  return (
    describePart(a) === describePart(b) && left.every((selector, at) => selector.where === right[at]!.where)
  );
}

/** The place of a scope in the sets of one kind of part. Among those of the first kind it is the scope itself. */
type ScopeMark = AllOfScope | OtherMark;

class AllOfScope extends Scope {
  readonly rule: ScopedAllOfRule;
  /** The events so far that add to a match. */
  taken: Taken | undefined = undefined;

  constructor(rule: ScopedAllOfRule, cause: Entry) {
    super(cause);
    this.rule = rule;
    if (rule.groups.length > 1) this.others = rule.groups.slice(1).map(() => new OtherMark(this));
  }

  get scope(): AllOfScope {
    return this;
  }

  /** Its place in the sets of the kind of part at `at`. */
  markAt(at: number): ScopeMark {
    return at === 0 ? this : (this.others[at - 1] as OtherMark);
  }
}

class OtherMark extends Placed {
  readonly scope: AllOfScope;

  constructor(scope: AllOfScope) {
    super();
    this.scope = scope;
  }
}

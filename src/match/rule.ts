import type { CausalEvent } from "../event.ts";
import type { History, Slot } from "../history/history.ts";
import { isThenable } from "../is-thenable.ts";
import { type Part, selectorsOf } from "../pattern/pattern.ts";
import { nameMatches, type Selector } from "../pattern/selector.ts";
import type { Subject } from "./subject.ts";

/** One of the things an event can be to a rule: its trigger, its response, its second part. */
export interface Role {
  /** As the user wrote it: `"trigger"`, `"pattern[1]"`. */
  readonly label: string;
  readonly part: Part;
}

/** What takes notice of events by the roles they play in it, and counts the predicates that fail. */
export abstract class RoleReader {
  abstract readonly name: string;
  readonly roles: readonly Role[];
  /** Which roles any event has played. */
  played = 0;
  /** The selectors that no event has matched. */
  readonly unmatched: Set<Selector>;
  /** How often predicates were evaluated, how often they failed, and on how many events. */
  evaluations = 0;
  failures = 0;
  predicateErrors = 0;

  /** At most 31 parts: the patterns see to that. */
  constructor(parts: readonly (readonly [label: string, part: Part])[]) {
    this.roles = parts.map(([label, part]) => ({ label, part }));
    this.unmatched = new Set(parts.flatMap(([, part]) => selectorsOf(part)));
  }
}

/**
 * What reacts to admitted events: a constraint or a watch at work. The roles an event plays come as
 * a bit set, bit `i` for `roles[i]`.
 *
 * Judging and noting are apart: judging reads the past and decides, noting writes what later events
 * must find. So a rule can be asked what an event would do, and can be told of events that were
 * admitted before it.
 */
export abstract class Rule extends RoleReader {
  /** Slots of the history in which the rule keeps what it notes. */
  abstract readonly slots: readonly Slot<any>[];
  /** Position in the order of registration. */
  readonly order: number;
  /** Whether events admitted before the rule was registered matter to it. */
  readonly looksBack: boolean = false;
  /** Set once it is disposed of: a predicate may do that in the middle of an admission. */
  isDisposed = false;

  constructor(order: number, parts: readonly (readonly [label: string, part: Part])[]) {
    super(parts);
    this.order = order;
  }

  /** Decides what the admission of the event decides. */
  abstract judge(subject: Subject, roles: number): void;

  /** Returns `after` with what the effects of the event must know of it. */
  abstract note(subject: Subject, roles: number, after: History): History;

  /** Likewise of an event that was evicted before the rule was registered; only where that matters to it. */
  noteEvicted?(after: History): History;
}

/** How events of one name meet one reader. */
export interface Meeting<R extends RoleReader = RoleReader> {
  readonly rule: R;
  /** Roles that the name alone decides. */
  readonly certain: number;
  readonly conditions: readonly Condition[];
  /** The selectors of that name that no event has matched. */
  unmatched: readonly Alternative[];
}

/** A selector by which an event of some name may play a role. */
interface Alternative {
  readonly selector: Selector;
  readonly role: number;
  /** Whether it is the only one, so that who plays the role matches it. */
  readonly isAlone: boolean;
}

interface Condition {
  readonly role: number;
  readonly predicates: readonly ((event: CausalEvent<any>) => unknown)[];
}

/** How events called `name` meet `rule`; `undefined` when they never do. */
export function meetingOf<R extends RoleReader>(rule: R, name: string): Meeting<R> | undefined {
  let certain = 0;
  const conditions: Condition[] = [];
  const unmatched: Alternative[] = [];
  rule.roles.forEach((role, at) => {
    const selectors = selectorsOf(role.part).filter((s) => nameMatches(s.name, name));
    if (selectors.length === 0) return;
    const isAlone = selectors.length === 1;
    unmatched.push(...selectors.map((selector) => ({ selector, role: 1 << at, isAlone })));
    const predicates = selectors.map((s: Selector) => s.where);
    if (predicates.includes(undefined)) certain |= 1 << at;
    else conditions.push({ role: 1 << at, predicates: predicates.filter((p) => p !== undefined) });
  });
  return certain === 0 && conditions.length === 0 ? undefined : { rule, certain, conditions, unmatched };
}

/** Told of a predicate that failed on an event. */
export type PredicateFailed = (rule: RoleReader, event: CausalEvent<any>, error: unknown) => void;

/** The roles the event plays in the rule. A predicate that fails is no match, and is told once an event. */
export function rolesOf(meeting: Meeting, event: CausalEvent<any>, failed: PredicateFailed): number {
  const roles = rolesPlayed(meeting, event, failed);
  meeting.rule.played |= roles;
  if (roles !== 0 && meeting.unmatched.length > 0) noteMatched(meeting, event, roles);
  return roles;
}

/** Likewise of an event that may never be admitted: counts nothing. */
export function foreseenRoles(meeting: Meeting, event: CausalEvent<any>, failed: PredicateFailed): number {
  const { evaluations, failures } = meeting.rule;
  const roles = rolesPlayed(meeting, event, failed);
  Object.assign(meeting.rule, { evaluations, failures });
  return roles;
}

function rolesPlayed(meeting: Meeting, event: CausalEvent<any>, failed: PredicateFailed): number {
  let roles = meeting.certain;
  if (meeting.conditions.length > 0) {
    const { rule } = meeting;
    let error: { thrown: unknown } | undefined;
    for (const condition of meeting.conditions)
      for (const predicate of condition.predicates) {
        rule.evaluations++;
        try {
          const result = predicate(event);
          if (!result) continue;
          // Nearly all answer with a boolean: of those nothing is looked up.
          if (result !== true) mustBeAnswer(result);
          roles |= condition.role;
          break;
        } catch (thrown) {
          rule.failures++;
          error ??= { thrown };
        }
      }
    if (error !== undefined) failed(rule, event, error.thrown);
  }
  return roles;
}

function mustBeAnswer(result: unknown): void {
  if (isThenable(result)) throw new TypeError("a predicate must answer at once, but returned a promise");
}

/**
 * Notes which selectors an event matches that plays some roles. The first alternative that holds decides
 * a role; the others are asked once more, and only until each of them has matched.
 */
function noteMatched(meeting: Meeting, event: CausalEvent<any>, roles: number): void {
  const { rule } = meeting;
  meeting.unmatched = meeting.unmatched.filter(({ selector, role, isAlone }) => {
    if (!rule.unmatched.has(selector)) return false;
    if ((roles & role) === 0 || !(isAlone || matches(selector, event))) return true;
    rule.unmatched.delete(selector);
    return false;
  });
}

function matches({ where }: Selector, event: CausalEvent<any>): boolean {
  try {
    const result: unknown = where === undefined || where(event);
    return Boolean(result) && !isThenable(result);
  } catch {
    return false;
  }
}

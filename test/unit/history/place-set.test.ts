import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  both,
  membersOf,
  has,
  isEmpty,
  last,
  minus,
  only,
  type PlaceSet,
  plus,
  reach,
  union,
} from "../../../src/history/place-set.ts";
import { isLive, Placed, Roster, strike } from "../../../src/history/roster.ts";

class Member extends Placed {
  spent = false;
  readonly at: number;

  constructor(at: number) {
    super();
    this.at = at;
  }
}

/** A set beside the plain one that it must agree with. */
interface Pair {
  readonly set: PlaceSet<Member>;
  readonly model: ReadonlySet<Member>;
}

const EMPTY: Pair = { set: undefined, model: new Set() };

/** What is done to a few sets, each step by three numbers that choose among what there is. */
type Step = readonly [operation: string, a: number, b: number];

const OPERATIONS = [
  "enlist",
  "enlist",
  "plus",
  "plus",
  "only",
  "union",
  "union",
  "minus",
  "both",
  "strike",
  "strikeMany",
  "spend",
  "look",
];
const steps = fc.array(
  fc.tuple(fc.constantFrom(...OPERATIONS), fc.nat(1000), fc.nat(1000)) satisfies fc.Arbitrary<Step>,
  { minLength: 1, maxLength: 300, size: "max" },
);

class Play {
  readonly #roster = new Roster<Member>((member) => member.spent);
  readonly #members: Member[] = [];
  readonly #pairs: Pair[] = [EMPTY];

  do([operation, a, b]: Step): void {
    const first = this.#pairs[a % this.#pairs.length] as Pair;
    const second = this.#pairs[b % this.#pairs.length] as Pair;
    const member = this.#members[b % Math.max(1, this.#members.length)];
    if (operation === "enlist") {
      // Many at once, so that sets span blocks.
      for (let count = 0; count <= b % 40; count++) this.#enlist();
    } else if (operation === "plus" && member !== undefined && isLive(member))
      this.#keep(plus(first.set, member), [...first.model, member]);
    else if (operation === "only" && member !== undefined && isLive(member))
      this.#keep(only(member), [member]);
    else if (operation === "union")
      this.#keep(union(first.set, second.set), [...first.model, ...second.model]);
    else if (operation === "minus")
      this.#keep(
        minus(first.set, second.set),
        [...first.model].filter((each) => !second.model.has(each)),
      );
    else if (operation === "both")
      this.#keep(
        both(first.set, second.set),
        [...first.model].filter((each) => second.model.has(each)),
      );
    else if (operation === "strike" && member !== undefined) strike(member);
    else if (operation === "strikeMany")
      for (const each of this.#members.slice(b % Math.max(1, this.#members.length)).slice(0, 70))
        strike(each);
    else if (operation === "spend" && member !== undefined) member.spent = true;
    else if (operation === "look") this.#look(first);
  }

  end(): void {
    for (const pair of this.#pairs) this.#look(pair);
  }

  #enlist(): void {
    const member = new Member(this.#members.length);
    this.#roster.enlist(member);
    this.#members.push(member);
    // The largest set grows with what comes, as the past of a busy stream does.
    const [largest = EMPTY] = this.#pairs.toSorted((x, y) => y.model.size - x.model.size);
    if (member.at % 3 !== 0) this.#keep(plus(largest.set, member), [...largest.model, member]);
  }

  #keep(set: PlaceSet<Member>, members: Iterable<Member>): void {
    this.#pairs.push({ set, model: new Set(members) });
    if (this.#pairs.length > 12) this.#pairs.shift();
  }

  #look({ set, model }: Pair): void {
    // Who is spent may be dropped whenever sets are pruned; who is dropped is no longer live.
    const expected = [...model].filter(isLive).toSorted((x, y) => x.at - y.at);
    const places = numbers(expected);
    expect(numbers(this.#members.filter((member) => has(set, member)))).toBe(places);
    expect(last(set)).toBe(expected.at(-1));
    expect(isEmpty(set)).toBe(expected.length === 0);
    expect(numbers(membersOf(set))).toBe(places);
  }
}

function numbers(members: readonly Member[]): string {
  return members.map(({ at }) => at).join(" ");
}

describe("place sets", () => {
  test("agree with plain sets of the live members, whatever is done to them", () => {
    fc.assert(
      fc.property(steps, (script) => {
        const play = new Play();
        for (const step of script) play.do(step);
        play.end();
      }),
      { numRuns: 50, seed: 7 },
    );
  });

  test("a union that adds nothing is the operand itself", () => {
    const roster = new Roster<Member>();
    const members = Array.from({ length: 200 }, (_, at) => new Member(at));
    for (const member of members) roster.enlist(member);
    let all: PlaceSet<Member>;
    let some: PlaceSet<Member>;
    for (const member of members) {
      all = plus(all, member);
      if (member.at % 7 === 0) some = plus(some, member);
    }
    expect(union(all, some)).toBe(all);
    expect(union(some, all)).toBe(all);
    expect(union(all, all)).toBe(all);
    expect(plus(all, members[50] as Member)).toBe(all);
    expect(minus(all, undefined)).toBe(all);
    expect(isEmpty(minus(some, all))).toBe(true);
  });

  test("reach notes the live members of all sets of a sweep, and of no other", () => {
    const roster = new Roster<Member>();
    const members = Array.from({ length: 100 }, (_, at) => new Member(at));
    for (const member of members) roster.enlist(member);
    const sets = [0, 1].map((rest) =>
      members.filter(({ at }) => at % 4 === rest).reduce<PlaceSet<Member>>(plus, undefined),
    );
    strike(members[40] as Member);
    reach(sets[0], 1);
    expect(reachedIn(members, 1)).toEqual(
      members.map(({ at }) => at).filter((at) => at % 4 === 0 && at !== 40),
    );
    reach(sets[1], 2);
    expect(reachedIn(members, 2)).toEqual(members.map(({ at }) => at).filter((at) => at % 4 === 1));
  });
});

function reachedIn(members: readonly Member[], sweep: number): number[] {
  return members
    .filter(({ block, mask }) => block?.sweep === sweep && (block.reached & mask) !== 0)
    .map(({ at }) => at);
}

import { type Constraint, mustMatch, never, precededBy } from "../../index.ts";
import { includes, type Kind, type Kinds, type Signature } from "./kinds.ts";

/** How many instances there must be for anything to be said of them. */
export const LEAST = 3;
/** How often a rule may fail that is suggested all the same, and of how many instances then. */
export const TOLERATED = 0.05;
export const LEAST_TOLERATED = 20;
/** Alternatives of a response or a cause. */
const ALTERNATIVES = 3;

/**
 * Constraints that may hold, by what directly follows from what: responses, precedence, at most once
 * within the nearest cause. Whether they do is for a check to say.
 */
export function candidates({ kinds }: Kinds): Constraint[] {
  const known = kinds.filter(({ events }) => events >= LEAST);
  return [
    ...known.flatMap((kind) =>
      alternativesIn(kind, kind.effects, kinds).map((response) =>
        mustMatch({ trigger: kind.name, response }),
      ),
    ),
    ...known.flatMap((kind) =>
      alternativesIn(kind, kind.causes, kinds).map((cause) => precededBy({ effect: kind.name, cause })),
    ),
    ...known.flatMap((kind) =>
      kinds
        .filter((effect, number) => isOnce(kind, effect, number))
        .map(({ name }) => never({ pattern: [name, name], withinCause: kind.name, scope: "nearest" })),
    ),
  ];
}

/**
 * The fewest names of which nearly each event of a kind has one beside it, the most frequent first: none
 * where it takes too many. Names that come instead of each other, rather than with each other, are the
 * better alternatives: a call is answered by a result or an error, not by a result or its progress.
 */
function alternativesIn(kind: Kind, signatures: readonly Signature[], kinds: readonly Kind[]): string[][] {
  const exclusive = cover(kind, signatures, kinds, TOLERATED);
  const found = exclusive ?? cover(kind, signatures, kinds, 1);
  return found === undefined ? [] : [found];
}

/** `shared`: which part of the events of a name may stand beside those that were chosen before it. */
function cover(
  kind: Kind,
  signatures: readonly Signature[],
  kinds: readonly Kind[],
  shared: number,
): string[] | undefined {
  let left = signatures;
  const chosen: string[] = [];
  const allowed = kind.events < LEAST_TOLERATED ? 0 : kind.events * TOLERATED;
  while (eventsIn(left) > 0 && chosen.length < ALTERNATIVES) {
    const best = kinds
      .map(({ name }, number) => ({
        name,
        number,
        has: eventsIn(left.filter((one) => includes(one, number))),
        all: eventsIn(signatures.filter((one) => includes(one, number))),
      }))
      // Its own name is no answer: the last one would need another.
      .filter(({ name, has, all }) => name !== kind.name && has > 0 && all - has <= all * shared)
      .sort((a, b) => b.has - a.has)[0];
    if (best === undefined) break;
    chosen.push(best.name);
    left = left.filter((one) => !includes(one, best.number));
  }
  return chosen.length > 0 && eventsIn(left) <= allowed ? chosen : undefined;
}

function isOnce(kind: Kind, effect: Kind, number: number): boolean {
  const has = eventsIn(kind.effects.filter((one) => includes(one, number)));
  const allowed = has < LEAST_TOLERATED ? 0 : has * TOLERATED;
  return kind.name !== effect.name && has >= LEAST && kind.twice[number]! <= allowed;
}

function eventsIn(signatures: readonly Signature[]): number {
  return signatures.reduce((sum, { events }) => sum + events, 0);
}

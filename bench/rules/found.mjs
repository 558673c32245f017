import { deepStrictEqual } from "node:assert/strict";

/** What a run has found: the two sides of a comparison must agree on it. */
export class Found {
  hot = 0;
  answered = 0;
  /** Violations by kind. */
  mustMatch = 0;
  never = 0;
  /** Events in all chains of violations. */
  chained = 0;
  /** Who found it: whoever keeps this keeps that. @type {unknown} */
  by;

  onHot = () => {
    this.hot++;
  };

  onAnswered = () => {
    this.answered++;
  };

  onViolation = (/** @type {{ kind: string; chain: readonly unknown[] }} */ { kind, chain }) => {
    if (kind === "never") this.never++;
    else this.mustMatch++;
    this.chained += chain.length;
  };

  /** The numbers alone. */
  get numbers() {
    const { hot, answered, mustMatch, never, chained } = this;
    return { hot, answered, mustMatch, never, chained };
  }
}

/**
 * Throws unless both have found the same, and anything at all.
 *
 * @param {Found} subject
 * @param {Found} reference
 */
export function mustAgree(subject, reference) {
  deepStrictEqual(
    subject.numbers,
    reference.numbers,
    "the two sides of the comparison found different things",
  );
  mustHaveWorked(subject);
}

/**
 * For sides that are given different streams: throws unless every rule was at work in both, and as
 * often for each event.
 *
 * @param {Found} subject
 * @param {Found} reference
 */
export function mustWorkAlike(subject, reference) {
  mustHaveWorked(subject);
  const { answered, never } = subject;
  deepStrictEqual(
    { perVerdict: answered / never },
    { perVerdict: reference.answered / reference.never },
    "the rules had different work on the two sides",
  );
}

function mustHaveWorked(/** @type {Found} */ { answered, never }) {
  if (answered === 0 || never === 0) throw new Error("the rules found nothing: the stream is too short");
}

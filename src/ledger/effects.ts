import type { Entry } from "./entry.ts";

/** Direct effects of an event: `undefined` for none so far. Most have one at most, and no array for it. */
export type Effects = Entry | Entry[] | undefined;

/** Of an evicted event: it has or had some, and which is of no interest. */
export const GONE: Entry[] = [];

/** Notes an effect at its admission. */
export function addEffect(cause: Entry, effect: Entry): void {
  const { effects } = cause;
  if (effects === undefined) cause.effects = effect;
  else if (Array.isArray(effects)) effects.push(effect);
  else cause.effects = [effects, effect];
}

/** The effects, in admission order, evicted ones now and then among them. */
export function effectsIn(effects: Effects): readonly Entry[] {
  if (effects === undefined) return GONE;
  return Array.isArray(effects) ? effects : [effects];
}

/**
 * Call when an effect of an event that stays is evicted: now and then those that are gone are
 * dropped. Cost O(1) amortised an effect.
 */
export function lostEffect(cause: Entry, isRetained: (effect: Entry) => boolean): void {
  const { effects } = cause;
  if (!Array.isArray(effects) || ++cause.more.goneEffects * 2 < effects.length) return;
  cause.effects = effects.filter(isRetained);
  cause.more.goneEffects = 0;
}

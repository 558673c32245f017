/** Ways in which the events of a stream hang together. */
export const SHAPES = [
  "chain",
  "diamonds",
  "fanIn",
  "forest",
  "layers",
  "hub",
  "dense",
  "loose",
  "random",
] as const;

export type Shape = (typeof SHAPES)[number];

/** Which earlier events the `at`-th one cites; `picks` says which where the shape leaves a choice. */
export function citedBy(shape: Shape, at: number, picks: readonly number[]): number[] {
  if (at === 0) return [];
  const [pick = 0] = picks;
  const place = at % 4;
  switch (shape) {
    case "chain":
      return [at - 1];
    case "diamonds":
      return place === 0 ? [at - 1] : place === 3 ? [at - 1, at - 2] : [at - place];
    case "fanIn":
      return at % 5 === 4 ? [at - 4, at - 3, at - 2, at - 1] : [];
    case "forest":
      return picks.length === 0 ? [] : [pick % at];
    case "layers":
      return at < 3 ? [] : picks.map((each) => at - (at % 3) - 3 + (each % 3));
    case "hub":
      return picks.length > 1 ? [0, pick % at] : picks.length === 1 ? [0] : [];
    case "dense":
      return [at - 1, ...picks.map((each) => Math.max(0, at - 1 - (each % 6)))];
    case "loose":
      return pick % 7 === 3 ? [at - 1] : [];
    case "random":
      return picks.map((each) => each % at);
  }
}

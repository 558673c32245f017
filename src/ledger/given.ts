/** What a producer gave, packed: how many causes, and whether time and source. */
export type Given = number;

export function givenOf(causes: number, time: boolean, source: boolean): Given {
  return causes * 4 + (time ? 2 : 0) + (source ? 1 : 0);
}

export function givenCauses(given: Given): number {
  return given >> 2;
}

export function gaveTime(given: Given): boolean {
  return (given & 2) !== 0;
}

export function gaveSource(given: Given): boolean {
  return (given & 1) !== 0;
}

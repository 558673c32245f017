/** Operators that other languages write as words. */
const OPERATORS: Readonly<Record<string, string>> = { and: "&&", or: "||", not: "!" };

/** A word where a condition has no place for one: what to say of it, and where it stands. */
export interface MisplacedWord {
  readonly message: string;
  readonly offset: number;
}

/** The word at which reading a condition stopped, or the "not" right before it. */
export function misplacedWord(text: string, at: number): MisplacedWord | undefined {
  const not = /(?<![\w.])not\s+$/i.exec(text.slice(0, at));
  if (not !== null) return { message: sayOf("not"), offset: not.index };
  const word = /^[a-z_]\w+/i.exec(text.slice(at))?.[0];
  return word === undefined ? undefined : { message: sayOf(word), offset: at };
}

/** What is wrong with a word that stands where an operator does, or is called as if it were a function. */
export function sayOf(word: string): string {
  const operator = OPERATORS[word.toLowerCase()];
  return `unexpected "${word}"${operator === undefined ? "" : `: ${word.toLowerCase()} is written "${operator}"`}`;
}

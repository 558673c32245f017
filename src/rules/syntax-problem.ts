import type { YAMLError } from "yaml";
import { show } from "../show.ts";

/** What yaml says of broken text, as the reader of a rule file would say it. */
const PLAIN: readonly (readonly [said: RegExp, plain: string])[] = [
  [/^Map keys must be unique/, "the key is given twice"],
  [/^Flow map in block collection/, 'a "{" before this has no "}", or what it holds is not indented enough'],
  [/^Flow sequence in block coll/, 'a "[" before this has no "]", or what it holds is not indented enough'],
  [
    /^Sequence item without - indicator/,
    'this line begins no item with "- ", and is not indented as its keys are',
  ],
  [/^All (mapping|sequence) items must start/, "this line is not indented as those it belongs to"],
  [
    /^Nested mappings are not allowed/,
    'a second "key: value" in this line; text that holds ": " must be quoted',
  ],
  [/^Implicit keys need to be on a single line/, 'a key must be followed by ":" on its line'],
  [/^Implicit map keys need to be followed/, 'a key must be followed by ":" and a value'],
  [/^Missing closing "quote/, 'the closing " is missing'],
  [/^Missing closing 'quote/, "the closing ' is missing"],
];

/** What keeps the text from being YAML, in words. */
export function syntaxProblem({ code, message, pos }: YAMLError, text: string): string {
  if (code === "RESOURCE_EXHAUSTION") return "nested too deeply";
  if (code === "UNEXPECTED_TOKEN") return `unexpected ${show(text.slice(pos[0], pos[1]))}`;
  return PLAIN.find(([said]) => said.test(message))?.[1] ?? lowerFirst(message);
}

/** yaml warns of tags it does not know: here it is a condition like `!data.ok` without quotes. */
export function tagProblem(message: string): string {
  return message.startsWith("Unresolved tag")
    ? `${lowerFirst(message)}; a value that starts with "!" must be quoted`
    : lowerFirst(message);
}

function lowerFirst(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}

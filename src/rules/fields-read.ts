import type { LinkRule } from "../admission/link-rule.ts";
import { type Part, selectorsOf } from "../pattern/pattern.ts";
import type { Rules } from "./parse-rules.ts";
import { partsOf } from "./parts-of.ts";
import { fieldsReadBy } from "./reads.ts";

/** A field of `data` that a rule reads of the events of a name pattern. */
export interface FieldRead {
  /** As a message names it: `constraint "approved"`. */
  readonly rule: string;
  readonly name: string;
  readonly field: string;
}

/** What the rules of a file read of the data of events. Cost O(rules). */
export function fieldsRead({ constraints, watches, links }: Rules): FieldRead[] {
  const readIn = (rule: string, part: Part): FieldRead[] =>
    selectorsOf(part).flatMap(({ name, where }) =>
      fieldsReadBy(where).map((field) => ({ rule, name, field })),
    );
  const keyed = (rule: string, part: Part, key: object): FieldRead[] =>
    selectorsOf(part).flatMap(({ name }) => fieldsReadBy(key).map((field) => ({ rule, name, field })));
  return [
    ...constraints.flatMap((each) =>
      partsOf(each).flatMap((part) => readIn(`constraint "${each.name}"`, part)),
    ),
    ...watches.flatMap((each) => each.parts.flatMap((part) => readIn(`watch "${each.name}"`, part))),
    ...links.flatMap(({ effect, cause, effectKey, causeKey }: LinkRule, at) => [
      ...[effect, cause].flatMap((part) => readIn(`link ${at + 1}`, part)),
      ...keyed(`link ${at + 1}`, effect, effectKey),
      ...keyed(`link ${at + 1}`, cause, causeKey),
    ]),
  ];
}

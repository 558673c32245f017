import { isThenable } from "../is-thenable.ts";
import { messageOf } from "../message-of.ts";
import { Flaw } from "../read-input.ts";
import { show } from "../show.ts";

/** The part of Standard Schema v1 that is used here: what Zod, Valibot, ArkType and others implement. */
export interface StandardSchema {
  readonly "~standard": {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => StandardResult | Promise<StandardResult>;
  };
}

type StandardResult =
  | { readonly value: unknown; readonly issues?: undefined }
  | { readonly issues: readonly StandardIssue[] };

interface StandardIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/**
 * A validator of event data by event name. Data is checked, not transformed. An event whose schema
 * validates asynchronously is refused, and the flaw says so. Throws a TypeError for what is no schema.
 */
export function validatorOf(
  schemas: Readonly<Record<string, StandardSchema>>,
): (name: string, data: unknown) => Flaw | undefined {
  const byName = new Map(Object.entries(schemas));
  for (const [name, schema] of byName)
    if (typeof schema?.["~standard"]?.validate !== "function")
      throw new TypeError(`schemas["${name}"] is no Standard Schema: it has no ["~standard"].validate`);
  return (name, data) => {
    const schema = byName.get(name);
    return schema === undefined ? undefined : flawIn(schema, data);
  };
}

function flawIn(schema: StandardSchema, data: unknown): Flaw | undefined {
  try {
    const result = schema["~standard"].validate(data);
    if (isThenable(result)) {
      result.then(undefined, () => {});
      return new Flaw("data", "its schema validates asynchronously; only synchronous schemas can be used");
    }
    const issue = result.issues?.[0];
    return issue === undefined ? undefined : new Flaw(pathOf(issue), issue.message);
  } catch (error) {
    // It threw, or answered what is no result.
    return new Flaw("data", `its schema threw: ${messageOf(error)}`);
  }
}

function pathOf(issue: StandardIssue): string {
  let path = "data";
  for (const step of issue.path ?? []) {
    const key = typeof step === "object" ? step.key : step;
    path += typeof key === "number" ? `[${key}]` : typeof key === "string" ? `.${key}` : `[${show(key)}]`;
  }
  return path;
}

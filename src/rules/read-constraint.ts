import { type Constraint, mustMatch, never, precededBy, type Within } from "../constrain/constraint.ts";
import { readAlternatives, readForbidden } from "./read-pattern.ts";
import { type Entries, join, peek, type RuleReader } from "./rule-reader.ts";
import type { RuleNode } from "./rule-tree.ts";

const KINDS = ["mustMatch", "never", "precededBy"] as const;

/** `{ name?, severity?, and one of mustMatch, never, precededBy }`. */
export function readConstraint(reader: RuleReader, node: RuleNode, path: string): Constraint | undefined {
  const entries = reader.map(node, path, "a constraint { name, mustMatch | never | precededBy }", {
    optional: ["name", "severity", ...KINDS],
  });
  if (entries === undefined) return undefined;
  const given = KINDS.filter((kind) => entries[kind] !== undefined);
  const before = reader.problems.length;
  const naming = {
    name: reader.text(entries.name, join(path, "name"), "a name"),
    severity: reader.choice(entries.severity, join(path, "severity"), ["error", "warning"]),
  };
  const [kind] = given;
  if (kind === undefined || given.length > 1)
    return reader.problem(
      node.offset,
      path,
      given.length > 1
        ? `one constraint says one thing: ${given.join(" and ")} need a constraint each`
        : `a constraint needs one of ${KINDS.join(", ")}`,
    );
  const made = READ[kind](reader, entries[kind]!, join(path, kind), naming);
  return reader.problems.length === before ? made : undefined;
}

type Naming = Pick<Parameters<typeof mustMatch>[0], "name" | "severity">;
type Read = (reader: RuleReader, node: RuleNode, path: string, naming: Naming) => Constraint | undefined;

const READ: Readonly<Record<(typeof KINDS)[number], Read>> = {
  mustMatch(reader, node, path, naming) {
    const entries = reader.map(node, path, "{ trigger, response, within? }", {
      required: ["trigger", "response"],
      optional: ["within"],
    });
    if (entries === undefined) return undefined;
    const trigger = readAlternatives(reader, entries.trigger!, join(path, "trigger"));
    const response = readAlternatives(reader, entries.response!, join(path, "response"));
    const within = entries.within && readWithin(reader, entries.within, join(path, "within"));
    if (trigger === undefined || response === undefined) return undefined;
    return reader.attempt(node.offset, path, () => mustMatch({ ...naming, trigger, response, within }));
  },
  never(reader, node, path, naming) {
    const entries = reader.map(node, path, "{ pattern, withinCause?, scope? }", {
      required: ["pattern"],
      optional: ["withinCause", "scope"],
    });
    if (entries === undefined) return undefined;
    const scoped = entries.withinCause !== undefined;
    const pattern = readForbidden(reader, entries.pattern!, join(path, "pattern"), {
      bareList: scoped ? "allOf" : "seq",
    });
    const withinCause =
      entries.withinCause && readAlternatives(reader, entries.withinCause, join(path, "withinCause"));
    const scope = reader.choice(entries.scope, join(path, "scope"), ["all", "nearest"]);
    if (pattern === undefined || (scoped && withinCause === undefined)) return undefined;
    const at = (entries.scope ?? node).offset;
    return reader.attempt(at, path, () => never({ ...naming, pattern, withinCause, scope }));
  },
  precededBy(reader, node, path, naming) {
    const entries = reader.map(node, path, "{ effect, cause }", { required: ["effect", "cause"] });
    if (entries === undefined) return undefined;
    const effect = readAlternatives(reader, entries.effect!, join(path, "effect"));
    const cause = readAlternatives(reader, entries.cause!, join(path, "cause"));
    if (effect === undefined || cause === undefined) return undefined;
    return reader.attempt(node.offset, path, () => precededBy({ ...naming, effect, cause }));
  },
};

const MS = "a number of milliseconds from 0 up";

function readWithin(reader: RuleReader, node: RuleNode, path: string): Within | undefined {
  if (node.kind === "scalar") return reader.unexpected(node, path, "{ events: n } or { ms: n }");
  if (node.kind === "map" && peek(node, "events") !== undefined) {
    const entries = reader.map(node, path, "{ events }", { required: ["events"] });
    const what = "a whole number of events from 1 up";
    const events = reader.number(entries?.events, join(path, "events"), what, { least: 1 });
    return events === undefined ? undefined : { events };
  }
  const entries: Entries<"ms" | "clock" | "allowedLatenessMs"> | undefined = reader.map(
    node,
    path,
    "{ events } or { ms, clock?, allowedLatenessMs? }",
    { required: ["ms"], optional: ["clock", "allowedLatenessMs"] },
  );
  if (entries === undefined) return undefined;
  const ms = reader.number(entries.ms, join(path, "ms"), MS, { least: 0, fraction: true });
  const clock = reader.choice(entries.clock, join(path, "clock"), ["arrival", "event"]);
  const lateness = join(path, "allowedLatenessMs");
  const allowedLatenessMs = reader.number(entries.allowedLatenessMs, lateness, MS, {
    least: 0,
    fraction: true,
  });
  if (clock === "arrival" && entries.allowedLatenessMs !== undefined)
    return reader.problem(entries.allowedLatenessMs.offset, lateness, "goes with the event clock only");
  if (ms === undefined) return undefined;
  return {
    ms,
    ...(clock === undefined ? {} : { clock }),
    ...(allowedLatenessMs === undefined ? {} : { allowedLatenessMs }),
  };
}

import { answer } from "../recording/answer.ts";
import { SUGGEST_HELP } from "../help.ts";
import type { Io } from "../io.ts";
import { readRecording } from "../recording/recording.ts";
import { readSuggestOptions } from "./suggest-flags.ts";
import { candidates } from "./candidates.ts";
import { evidenceFor, ranked } from "./evidence.ts";
import { refinements } from "./refine.ts";
import { Kinds } from "./kinds.ts";
import { ruleText } from "./rule-text.ts";

/** How many rules are suggested at most. */
const MOST = 30;

/**
 * `tsrapide suggest`: prints a rule file of what holds in a recording. Resolves with the exit status;
 * throws a `UsageError` for arguments it cannot read.
 */
export async function suggest(args: readonly string[], io: Io): Promise<number> {
  const options = readSuggestOptions(args);
  if (options === "help") {
    io.stdout.write(SUGGEST_HELP);
    return 0;
  }
  return answer(io, async () => {
    const { graph } = await readRecording(options.events, options.rules, io);
    const events = graph.events();
    const kinds = new Kinds(events);
    const first = evidenceFor(candidates(kinds), events);
    const further = refinements(first, graph);
    const better =
      further.length === 0
        ? []
        : evidenceFor(
            further.map(({ refined }) => refined),
            events,
          );
    const replaced = new Set(
      further
        .filter(({ refined }) => better.some(({ constraint }) => constraint === refined))
        .map(({ of }) => of),
    );
    const evidence = ranked([...first.filter((each) => !replaced.has(each)), ...better]).slice(0, MOST);
    const { others } = kinds;
    return ruleText(evidence, {
      files: options.events,
      events: events.length,
      names: kinds.kinds.length,
      others,
    });
  });
}

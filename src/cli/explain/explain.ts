import { drawText } from "../../draw/index.ts";
import { answer } from "../recording/answer.ts";
import { explainBetween, explainEffects, explainViolation } from "./explain-text.ts";
import { type ExplainCommandOptions, readExplainOptions } from "./explain-flags.ts";
import { EXPLAIN_HELP } from "../help.ts";
import type { Io } from "../io.ts";
import { paintFor } from "../terminal/paint.ts";
import { eventOf, violationOf } from "../recording/asked-for.ts";
import { readRecording, type Recording } from "../recording/recording.ts";
import { dataOf } from "../../unparsed.ts";

/**
 * `tsrapide explain`: says of a recording why something happened, or did not. Resolves with the exit
 * status; throws a `UsageError` for arguments it cannot read.
 */
export async function explain(args: readonly string[], io: Io): Promise<number> {
  const options = readExplainOptions(args);
  if (options === "help") {
    io.stdout.write(EXPLAIN_HELP);
    return 0;
  }
  return answer(io, async () => found(await readRecording(options.events, options.rules, io), options, io));
}

function found(recording: Recording, { question, json }: ExplainCommandOptions, io: Io): string {
  const { graph, constraints } = recording;
  const paint = paintFor(io.stdout, io.env);
  switch (question.about) {
    case "event": {
      eventOf(recording, question.id);
      const direction = question.effects ? "effects" : "causes";
      const explanation = graph.explain(question.id, { direction });
      if (json)
        return asJson(question.effects ? { ...explanation, impact: graph.impact(question.id) } : explanation);
      return question.effects
        ? `${drawText(explanation)}${explainEffects(graph.impact(question.id))}`
        : drawText(explanation);
    }
    case "between": {
      const [a, b] = question.ids.map((id) => eventOf(recording, id)) as [EventOf, EventOf];
      const between = graph.explainBetween(a, b);
      return json ? asJson(between) : explainBetween(a, b, between, paint);
    }
    case "violation": {
      const violation = violationOf(recording, question.number);
      const constraint = constraints.find(({ name }) => name === violation.constraint);
      const why = graph.explainViolation(violation, constraint);
      return json ? asJson(why) : explainViolation(why, paint);
    }
  }
}

type EventOf = ReturnType<typeof eventOf>;

function asJson(value: unknown): string {
  const parsed = (_: string, each: unknown): unknown => dataOf(each);
  return `${JSON.stringify(value, parsed, 2)}\n`;
}

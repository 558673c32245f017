import type { LinkUse } from "../../admission/link-reader.ts";
import { showKey } from "../../link-key.ts";
import { describePart } from "../../pattern/pattern.ts";
import { pathOf } from "../../rules/key-paths.ts";

/** Why events of both sides of a link rule came and none was linked; `undefined` where that is not so. */
export function linkProblem({
  rule,
  bothCame,
  met,
  firstEffectKey,
  firstCauseKey,
}: LinkUse): string | undefined {
  if (met || !bothCame) return undefined;
  const effect = describePart(rule.effect);
  const cause = describePart(rule.cause);
  const effectPath = pathOf(rule.effectKey) ?? "the key";
  const causePath = pathOf(rule.causeKey) ?? "the key";
  const why =
    firstEffectKey === undefined
      ? `no ${effect} has ${effectPath}`
      : firstCauseKey === undefined
        ? `no ${cause} has ${causePath}`
        : `${effectPath} of no ${effect} is ${causePath} of a ${cause} (such as ${showKey(firstEffectKey)} and ${showKey(firstCauseKey)})`;
  return `no link was made, though ${effect} and ${cause} both came: ${why}`;
}

import { checkMemoryRows } from "./check-memory.mjs";
import { checkTimeRows } from "./check-time.mjs";
import { latencyRows } from "./latency.mjs";
import { llmRows } from "./llm.mjs";
import { mcpRows } from "./mcp.mjs";
import { pageRows } from "./page.mjs";
import { pendingRows } from "./pending.mjs";
import { ruleRows } from "./rules.mjs";
import { shapeRows } from "./shapes.mjs";
import { windowRows } from "./window.mjs";

/** @import { Row } from "./row.mjs" */

/** All lines of the table, in order. @type {readonly Row[]} */
export const rows = [
  ...pageRows,
  ...shapeRows,
  ...ruleRows,
  ...windowRows,
  ...pendingRows,
  ...checkTimeRows,
  ...checkMemoryRows,
  ...latencyRows,
  ...mcpRows,
  ...llmRows,
];

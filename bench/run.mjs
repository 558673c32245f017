// Measures the engine against references in the same run, and prints a table.
// Usage: npm run bench -- [ROW…] [--quick] [--runs N] [--cpu] [--json] [--list]
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { readArguments } from "./arguments.mjs";
import { machine } from "./report/machine.mjs";
import { isMet, table } from "./report/table.mjs";
import { rows } from "./rows/rows.mjs";

/** @import { Row } from "./rows/row.mjs" */

const run = promisify(execFile);
const script = fileURLToPath(new URL("measure-row.mjs", import.meta.url));
const { names, settings, json, list } = asked();

const chosen =
  names.length === 0 ? rows : rows.filter(({ name }) => names.some((given) => covers(given, name)));

if (list) for (const { name, what } of chosen) console.log(`${name}: ${what}`);
else await bench();

async function bench() {
  const where = machine();
  const measured = [];
  for (const row of chosen) {
    process.stderr.write(`measuring ${row.name} …\n`);
    const { name, what, reference, aim } = row;
    const result = await measure(row);
    measured.push({ name, what, reference, aim, result, met: isMet(aim, result) });
  }
  if (json) {
    console.log(JSON.stringify({ version: 1, machine: where, settings, rows: measured }, null, 2));
    return;
  }
  console.log(`${where.cpu}, ${where.cores} cores, ${where.memoryGiB} GiB, ${where.platform}`);
  console.log(`Node ${where.node} (V8 ${where.v8})`);
  console.log(
    `${settings.runs} paired runs a row${settings.scale < 1 ? `, sizes at ${settings.scale} of the full ones` : ""}\n`,
  );
  console.log(table(measured));
}

/**
 * @param {Row} row
 * @returns {Promise<import("./measure/result.mjs").Result>}
 */
async function measure({ name }) {
  const running = run(process.execPath, ["--expose-gc", script, name, JSON.stringify(settings)]);
  running.child.stderr?.pipe(process.stderr);
  try {
    return JSON.parse((await running).stdout);
  } catch {
    // It has said on stderr what was wrong; the other rows can be measured all the same.
    process.exitCode = 1;
    return { detail: "failed" };
  }
}

function asked() {
  try {
    const read = readArguments(process.argv.slice(2));
    const unknown = read.names.filter((given) => !rows.some(({ name }) => covers(given, name)));
    if (unknown.length === 0) return read;
    throw new Error(
      `no row is called ${unknown.join(" or ")}; there are ${rows.map(({ name }) => name).join(", ")}`,
    );
  } catch (error) {
    console.error(`bench: ${/** @type {Error} */ (error).message}`);
    process.exit(2);
  }
}

/**
 * A row by its name, or all of those that begin with it.
 *
 * @param {string} given
 * @param {string} name
 */
function covers(given, name) {
  return name === given || name.startsWith(`${given}-`);
}

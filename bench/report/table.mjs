/** @import { Result, Spread } from "../measure/result.mjs" */
/** @import { Row } from "../rows/row.mjs" */

/** @typedef {Omit<Row, "measure"> & { result: Result; met: boolean | undefined }} Measured */

const HEAD = ["row", "what", "reference", "median [min–max]", "aim", "met", "in numbers"];

/**
 * The table, in Markdown that can be read as it is.
 *
 * @param {readonly Measured[]} rows
 */
export function table(rows) {
  const cells = rows.map((row) => [
    row.name,
    row.what,
    row.reference,
    measuredText(row.result),
    aimText(row.aim),
    row.met === undefined ? "–" : row.met ? "yes" : "**no**",
    row.result.detail,
  ]);
  const widths = HEAD.map((title, at) => Math.max(title.length, ...cells.map((row) => row[at].length)));
  const line = (/** @type {string[]} */ row) =>
    `| ${row.map((cell, at) => cell.padEnd(widths[at])).join(" | ")} |`;
  return [line(HEAD), line(widths.map((width) => "-".repeat(width))), ...cells.map(line)].join("\n");
}

/**
 * Whether the median meets the aim; `undefined` where there is none.
 *
 * @param {Row["aim"]} aim
 * @param {Result} result
 */
export function isMet(aim, { ratio }) {
  if (aim === undefined || ratio === undefined) return undefined;
  return ratio.median >= (aim.atLeast ?? -Infinity) && ratio.median <= (aim.atMost ?? Infinity);
}

/** @param {Result} result */
function measuredText({ ratio, figures }) {
  if (ratio !== undefined) return spreadText(ratio, 2);
  if (figures === undefined) return "–";
  return Object.entries(figures)
    .map(([name, spread]) => `${name} ${spreadText(spread, 0)}`)
    .join(", ");
}

/**
 * @param {Spread} spread
 * @param {number} digits
 */
function spreadText({ median, min, max }, digits) {
  return `${median.toFixed(digits)} [${min.toFixed(digits)}–${max.toFixed(digits)}]`;
}

/** @param {Row["aim"]} aim */
function aimText(aim) {
  if (aim === undefined) return "–";
  return aim.atLeast === undefined ? `≤ ${aim.atMost}` : `≥ ${aim.atLeast}`;
}

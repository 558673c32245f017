import type { Slice } from "../index.ts";
import { counted, printable } from "../wording.ts";
import { type PictureNode, pictureOf, type PictureOptions } from "./picture.ts";

const MOST = { events: 2_000, edges: 10_000 };

/**
 * A digraph for Graphviz: a cluster for each source; summary edges dashed, with what they hide; events
 * that break a rule as octagons with a ✗. Throws a RangeError, with advice, beyond 2,000 events.
 */
export function drawDot(slice: Slice, options: PictureOptions = {}): string {
  const { lanes, edges, note } = pictureOf(slice, options, MOST);
  return [
    "digraph causes {",
    "  rankdir=TB; node [shape=box, style=rounded, fontname=Helvetica]; edge [fontname=Helvetica];",
    ...lanes.flatMap(({ source, nodes }, at) => [
      `  subgraph cluster_${at} {`,
      `    label=${quoted(source)}; style=rounded; color=gray;`,
      ...nodes.map((node) => `    ${node.key} [${attributes(node)}];`),
      "  }",
    ]),
    ...edges.map(({ from, to, hidden }) =>
      hidden === 0
        ? `  ${from} -> ${to};`
        : `  ${from} -> ${to} [style=dashed, label=${quoted(`${counted(hidden, "event")} between`)}];`,
    ),
    ...(note === "" ? [] : [`  label=${quoted(note)};`]),
    "}",
    "",
  ].join("\n");
}

function attributes({ event: { name, id }, breaks }: PictureNode): string {
  if (breaks.length === 0) return `label=${quoted(name, id)}`;
  return `label=${quoted(`✗ ${name}`, id, `breaks ${breaks.join(", ")}`)}, shape=octagon, style=bold, color=red`;
}

/** Lines as a quoted string; a backslash of theirs is no escape of Graphviz. */
function quoted(...lines: readonly string[]): string {
  const text = lines.map((line) =>
    printable(line)
      .replaceAll("\\", String.raw`\\`)
      .replaceAll('"', String.raw`\"`),
  );
  return `"${text.join(String.raw`\n`)}"`;
}

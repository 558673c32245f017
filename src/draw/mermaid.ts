import type { Slice } from "../index.ts";
import { counted, printable } from "../wording.ts";
import { type Picture, type PictureNode, pictureOf, type PictureOptions } from "./picture.ts";

/** What Mermaid takes unless it is told otherwise: `maxEdges` and `maxTextSize`. */
const MOST = { events: 500, edges: 500 };
const LONGEST = 50_000;
const LONGEST_LABEL = 60;

/**
 * A flowchart for Mermaid: a lane for each source; summary edges dotted, with what they hide; events that
 * break a rule with a double border and a ✗. Throws a RangeError, with advice, for more than Mermaid takes.
 */
export function drawMermaid(slice: Slice, options: PictureOptions = {}): string {
  const { lanes, edges, note }: Picture = pictureOf(slice, options, MOST);
  const text = [
    "flowchart TD",
    ...lanes.flatMap(({ source, nodes }, at) => [
      `  subgraph s${at}["${escaped(source)}"]`,
      ...nodes.map((node) => `    ${node.key}${shape(node)}`),
      "  end",
    ]),
    ...edges.map(({ from, to, hidden }) =>
      hidden === 0 ? `  ${from} --> ${to}` : `  ${from} -. "${counted(hidden, "event")} between" .-> ${to}`,
    ),
    ...(note === "" ? [] : [`  note["${escaped(note)}"]`, "  style note stroke-dasharray: 2 2"]),
    "",
  ].join("\n");
  if (text.length <= LONGEST) return text;
  throw new RangeError(
    `a picture of ${text.length} characters is more than Mermaid takes, ${LONGEST}; draw less around an event, or another format`,
  );
}

function shape({ event: { name, id }, breaks }: PictureNode): string {
  const label = `${escaped(name)}<br/>${escaped(id)}`;
  if (breaks.length === 0) return `["${label}"]`;
  return `[["✗ ${label}<br/>breaks ${breaks.map(escaped).join(", ")}"]]`;
}

/** As an entity whatever Mermaid, its Markdown or HTML would read as more than text. */
function escaped(text: string): string {
  const short = text.length > LONGEST_LABEL ? `${text.slice(0, LONGEST_LABEL - 1)}…` : text;
  return printable(short).replaceAll(
    /[^\p{L}\p{N} _.:/@+=…-]/gu,
    (character) => `#${character.codePointAt(0)};`,
  );
}

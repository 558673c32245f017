// Pictures of what the graph answers: text for a terminal, Mermaid and Graphviz for pages.
export { drawDot } from "./dot.ts";
export { drawMermaid } from "./mermaid.ts";
export type { PictureOptions } from "./picture.ts";
export { drawText } from "./text.ts";

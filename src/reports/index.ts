// The report of a run as other tools read it: JUnit, SARIF, Markdown.
export { junit } from "./junit.ts";
export { markdown } from "./markdown.ts";
export type { Place, ReportOptions } from "./place.ts";
export { sarif } from "./sarif.ts";

import { CHECK_FLAGS } from "./check-flags.ts";
import type { Flag } from "./arguments.ts";

/** What `tsrapide --help` shows. */
export const HELP: string = `tsrapide: checks recorded or live events against rules about what caused what

Usage:
  tsrapide check EVENTS… --rules RULES [options]
  tsrapide --help | --version

Commands:
  check    read events (NDJSON), check the rules, report each violation with its causal chain

Examples:
  tsrapide check events.ndjson --rules rules.yaml
  tail -F app.ndjson | tsrapide check - --rules rules.yaml --follow

"tsrapide check --help" tells the rest.
`;

/** What `tsrapide check --help` shows. */
export const CHECK_HELP: string = `tsrapide check: checks events against rules

Usage:
  tsrapide check EVENTS… --rules RULES [options]

  EVENTS  NDJSON files, plain or gzip; "-" is stdin. One event a line:
          {"id":"a1","name":"Alerter.alert","causes":["r1"],"time":1700000000000,"data":{}}
          id and name are required; time is epoch milliseconds or ISO 8601.
          Each file is a source of its own; they are read one line each in turn.
  RULES   a YAML or JSON file:
          constraints:
            - name: critical_must_alert
              mustMatch: { trigger: Sensor.critical_reading, response: Alerter.alert }

Options:
${flagList(CHECK_FLAGS)}

Exit status:
  0    no violation of severity error
  1    violations (or what --fail-on names)
  2    could not run: usage, rules, a file that cannot be read or breaks off, not one readable line
  130  stopped by Ctrl-C, with the report so far (143: by SIGTERM)
  141  nobody reads the output any more (--follow)

Examples:
  tsrapide check events.ndjson --rules rules.yaml
  tsrapide check a.ndjson b.ndjson.gz --rules rules.yaml --json > report.json
  zcat old/*.gz | tsrapide check - --rules rules.yaml --window 50000
  tail -F app.ndjson | tsrapide check - --rules rules.yaml --follow
  tsrapide check events.ndjson --rules rules.yaml --fail-on vacuous,rejected   # strict in CI
`;

function flagList(flags: Readonly<Record<string, Flag>>): string {
  const rows = Object.entries(flags).map(
    ([name, { short, value, help }]) =>
      [
        `  ${short === undefined ? "    " : `-${short}, `}--${name}${value === undefined ? "" : ` ${value}`}`,
        help,
      ] as const,
  );
  const width = Math.max(...rows.map(([flag]) => flag.length)) + 2;
  return rows.map(([flag, help]) => flag.padEnd(width) + help).join("\n");
}

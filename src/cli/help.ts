import { CHECK_FLAGS } from "./check/check-flags.ts";
import type { Flag } from "./arguments.ts";
import { EXPLAIN_FLAGS } from "./explain/explain-flags.ts";
import { EXPORT_FLAGS } from "./export/export-flags.ts";
import { LINT_FLAGS } from "./lint/lint-flags.ts";
import { SUGGEST_FLAGS } from "./suggest/suggest-flags.ts";
import { TAP_FLAGS } from "./tap/tap-flags.ts";

/** What `tsrapide --help` shows. */
export const HELP: string = `tsrapide: checks recorded or live events against rules about what caused what

Usage:
  tsrapide check EVENTS… --rules RULES [options]
  tsrapide explain EVENTS… --event ID | --between A B | --violation N --rules RULES
  tsrapide export EVENTS… --format mermaid|dot|json [options]
  tsrapide lint RULES… [--events EVENTS]
  tsrapide suggest EVENTS…
  tsrapide tap [--rules RULES] [--log FILE] [--guard] -- COMMAND…
  tsrapide --help | --version

Commands:
  check    read events (NDJSON), check the rules, report each violation with its causal chain
  explain  say why an event happened, what came of it, why a violation is one
  export   draw the graph, or a part of it
  lint     say what is wrong with a rule file, or never applies
  suggest  print rules that hold in a recording
  tap      stand between an MCP host and a server: record, check live, refuse what breaks a rule

Examples:
  tsrapide check events.ndjson --rules rules.yaml
  tail -F app.ndjson | tsrapide check - --rules rules.yaml --follow
  tsrapide tap --log session.ndjson -- npx -y @modelcontextprotocol/server-memory

"tsrapide COMMAND --help" tells the rest.
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
  tsrapide check events.ndjson --rules rules.yaml --junit checks.xml --sarif checks.sarif
`;

/** What `tsrapide explain --help` shows. */
export const EXPLAIN_HELP: string = `tsrapide explain: says of a recording why something happened, or did not

Usage:
  tsrapide explain EVENTS… --event ID [--effects]
  tsrapide explain EVENTS… --between A B
  tsrapide explain EVENTS… --violation N --rules RULES

  EVENTS  NDJSON files, plain or gzip; "-" is stdin. All events are kept in memory.

Options:
${flagList(EXPLAIN_FLAGS)}

A tree tells at most 30 events, the nearest first, and counts the rest. Of a violation it says what was
expected, and of what was never answered how far it got, next to those that were.

Exit status: 0 answered, 2 not: no such event or violation, or nothing could be read; 130 by Ctrl-C.

Examples:
  tsrapide explain events.ndjson --event a17
  tsrapide explain events.ndjson --event r3 --effects
  tsrapide explain events.ndjson --between r3 a17
  tsrapide explain events.ndjson --violation 1 --rules rules.yaml
`;

/** What `tsrapide export --help` shows. */
export const EXPORT_HELP: string = `tsrapide export: draws the causal graph of a recording, or a part of it

Usage:
  tsrapide export EVENTS… --format mermaid|dot|json [options]

  EVENTS  NDJSON files, plain or gzip; "-" is stdin. All events are kept in memory.

Options:
${flagList(EXPORT_FLAGS)}

Sources are lanes. A dashed edge stands for events that are left out, and says how many. Events that break
a rule have a ✗ and a shape of their own. Mermaid takes at most 500 events, Graphviz is given 2,000: of
more, draw what is around an event. JSON has all of it.

Exit status: 0 drawn, 2 not: no such event or violation, too much to draw, nothing could be read.

Examples:
  tsrapide export events.ndjson --format mermaid --around a17 --depth 2
  tsrapide export events.ndjson --format dot --rules rules.yaml | dot -Tsvg > events.svg
  tsrapide export events.ndjson --format mermaid --violation 1 --rules rules.yaml
`;

/** What `tsrapide lint --help` shows. */
export const LINT_HELP: string = `tsrapide lint: says what is wrong with rule files

Usage:
  tsrapide lint RULES… [--events EVENTS]

Options:
${flagList(LINT_FLAGS)}

Errors are wrong whatever the events are: unknown keys, conditions that do not compile, rules that cannot
hold. Warnings are rules that say nothing new; and, with --events, selectors that match nothing there, with
the nearest names, conditions that fail, links that link nothing, and keys that no event has.

Exit status: 0 no errors, 1 errors, 2 could not run: usage, a file that cannot be read.

Examples:
  tsrapide lint rules.yaml
  tsrapide lint rules.yaml --events yesterday.ndjson
`;

/** What `tsrapide suggest --help` shows. */
export const SUGGEST_HELP: string = `tsrapide suggest: prints rules that hold in a recording

Usage:
  tsrapide suggest EVENTS… [options] > rules.yaml

  EVENTS  NDJSON files, plain or gzip; "-" is stdin. All events are kept in memory.

Options:
${flagList(SUGGEST_FLAGS)}

What is suggested has been checked on the recording: each rule says in how many instances it holds, and how
many counterexamples there are. There must be at least 3 instances. Rules with counterexamples are warnings,
and only where they hold in 95 % of at least 20. At most 30, the best supported first. That something held
is no reason why it must: keep what you mean.

Exit status: 0, also where there is nothing to suggest; 2 could not run.

Examples:
  tsrapide suggest session.ndjson > rules.yaml
  tsrapide check session.ndjson --rules rules.yaml
`;

/** What `tsrapide tap --help` shows. */
export const TAP_HELP: string = `tsrapide tap: stands between an MCP host and a server that it runs, over stdio

Usage:
  tsrapide tap [--rules RULES] [--log FILE] [--guard[=closed|open]] [options] -- COMMAND…

  COMMAND  the server, with its arguments. What passes between it and the host passes as it is.
           In the host's configuration, put "tap", the options and "--" before it.

Options:
${flagList(TAP_FLAGS)}

What the wire says of causes is taken as it is: a result comes of its call. It does not say what led
the host from one answer to its next call. With --session-order all that the host had received before
counts as a cause of what it sends: what it may have come of, which is more than what it did come of.

Recorded are names and sizes; --capture adds more. Rules and the guard see all that passes, and it is
dropped after them. Headers, keys and the environment are not looked at.

With --guard a tool call waits for the decision. One that is refused does not reach the server: the
host gets a tool error that says which rule speaks against it, and why. A closed guard does not pass on
what it cannot read either; the host is answered with an error.

Exit status: that of COMMAND, or ended by the same signal; 127 if there is no such command (126: it
cannot be run), 2 if the tap could not begin (usage, rules, log).

Examples:
  tsrapide tap --log session.ndjson -- npx -y @modelcontextprotocol/server-memory
  tsrapide tap --rules rules.yaml --guard -- node server.js --root /srv
  tsrapide check session.ndjson --rules rules.yaml   # later
`;

function flagList(flags: Readonly<Record<string, Flag>>): string {
  const rows = Object.entries(flags).map(([name, { short, value, optional, help }]) => {
    const shown = value === undefined ? "" : optional ? `[=${value}]` : ` ${value}`;
    return [`  ${short === undefined ? "    " : `-${short}, `}--${name}${shown}`, help] as const;
  });
  const width = Math.max(...rows.map(([flag]) => flag.length)) + 2;
  return rows.map(([flag, help]) => flag.padEnd(width) + help).join("\n");
}

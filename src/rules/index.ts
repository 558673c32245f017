// Rules as a file: YAML or JSON in, constraints, watches and links out.
export { type Finding, lintRules } from "./lint-rules.ts";
export { parseRules, type ParseRulesOptions, type Rules } from "./parse-rules.ts";
export { RuleFileError, type RuleProblem } from "./rule-file-error.ts";

import { describe, expect, test } from "vitest";
import { blocksOf, programsOf, sessionsOf } from "./markdown.ts";

const PAGE = `# A page

\`\`\`ts
const a = 1;
\`\`\`

Then:

\`\`\`ts continued
console.log(a);
\`\`\`

\`\`\`text
1
\`\`\`

\`\`\`yaml rules.yaml
window: 5
\`\`\`

\`\`\`console
$ tsrapide check events.ndjson \\
    --rules rules.yaml
nothing violated
$ echo $?
0
\`\`\`

\`\`\`sh
npm install tsrapide
\`\`\`

\`\`\`sh
tsrapide --version
\`\`\`

\`\`\`text
0.1.0
\`\`\`
`;

describe("the blocks of a page", () => {
  const blocks = blocksOf(PAGE);

  test("a snippet and those that continue it are one program, on the lines of the page", () => {
    const code = "\n\n\nconst a = 1;\n\n\n\n\n\nconsole.log(a);\n";
    expect(programsOf(blocks)).toEqual([{ file: "line-4.ts", language: "ts", code, line: 4, output: "1\n" }]);
    expect(code.split("\n").indexOf("console.log(a);")).toBe(PAGE.split("\n").indexOf("console.log(a);"));
  });

  test("a block with a file's name is that file", () => {
    expect(blocks.filter(({ word }) => word === "rules.yaml")).toMatchObject([{ text: "window: 5\n" }]);
  });

  test("console blocks, and sh blocks with an output behind them, are run", () => {
    expect(sessionsOf(blocks)).toMatchObject([
      {
        commands: ["tsrapide check events.ndjson \\\n    --rules rules.yaml", "echo $?"],
        output: "nothing violated\n0\n",
      },
      { commands: ["tsrapide --version\n"], output: "0.1.0\n" },
    ]);
  });

  test("a snippet that continues nothing is an error", () => {
    expect(() => programsOf(blocksOf("```ts continued\n1;\n```\n"))).toThrow("continues no snippet");
  });
});

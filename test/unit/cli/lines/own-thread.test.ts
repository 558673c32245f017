import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { rolldown } from "rolldown";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readInPlace } from "../../../../src/cli/lines/in-place.ts";
import { FROM, ID, KIND, LINE, NAME_WORD, ROW, TO, USUAL } from "../../../../src/cli/lines/line-block.ts";
import type { LineReader } from "../../../../src/cli/lines/line-reader.ts";
import type * as OwnThread from "../../../../src/cli/lines/own-thread.ts";
import { builtCommand } from "../built-command.ts";

const command = builtCommand("lines");
const folder = mkdtempSync(join(tmpdir(), "tsrapide-lines-"));
afterAll(() => rmSync(folder, { recursive: true }));

// A thread runs what is built, not what it is built from.
beforeAll(async () => {
  const bundle = await rolldown({
    input: ["own-thread", "thread"].map((name) => `src/cli/lines/${name}.ts`),
    platform: "node",
  });
  await bundle.write({ dir: folder });
  await bundle.close();
});

const WORTH_IT = 2 ** 30;

async function readOnThread(file: number): Promise<LineReader> {
  const built = pathToFileURL(join(folder, "own-thread.js"));
  const { readOnThread } = (await import(/* @vite-ignore */ built.href)) as typeof OwnThread;
  return readOnThread(file, WORTH_IT)!;
}

/** All rows as text, and how many bytes were said to be read. */
async function linesOf(reader: LineReader): Promise<{ lines: string[]; consumed: number }> {
  const lines: string[] = [];
  let consumed = 0;
  const told = (bytes: number): void => {
    consumed = bytes;
  };
  for await (const { bytes, rows, count, before } of reader.blocks(told))
    for (let row = 0; row < count * ROW; row += ROW) {
      const from = rows[row + FROM]!;
      const text = Buffer.from(bytes.subarray(from, rows[row + TO])).toString("latin1");
      const usual = rows[row + KIND] === USUAL;
      // Where fields are, from the beginning of the line on.
      const fields = usual ? rows.slice(row + ID, row + NAME_WORD).map((at) => at && at - from) : [];
      const words = usual ? rows.slice(row + NAME_WORD, row + ROW) : [];
      lines.push(
        [before + rows[row + LINE]!, rows[row + KIND], text.slice(0, 200), ...fields, ...words].join(" "),
      );
    }
  await reader.end();
  return { lines, consumed };
}

/** Lines of every kind: more than a thread has on its way at a time. */
function content(): Buffer {
  const lines: (string | Buffer)[] = ["\uFEFF"];
  for (let at = 0; at < 12_000; at++) {
    const event = { id: `e${at}`, name: at % 7 === 0 ? "T" : `N${at % 500}`, source: "s", data: { at } };
    lines.push(
      at % 1_000 === 0
        ? '{"id":\n'
        : `${JSON.stringify(at % 9 === 0 ? { ...event, causes: [`e${at - 1}`] } : event)}\n`,
    );
    if (at % 5_000 === 0)
      lines.push("\n", Buffer.from([0xff, 0x0a]), `{"id":"é${at}","name":"A","source":"s"}\r\n`);
    if (at === 10_000) lines.push(`{"id":"long","name":"A","source":"s","data":"${"x".repeat(600_000)}"}\n`);
  }
  lines.push('{"id":"last","name":"A","source":"s"}');
  return Buffer.concat(lines.map((line) => Buffer.from(line)));
}

it("finds the same lines as without a thread", async () => {
  const path = join(folder, "all.ndjson");
  writeFileSync(path, content());
  const file = await open(path);
  const found = await linesOf(await readOnThread(file.fd));
  await file.close();
  const chunks = async function* (): AsyncGenerator<Uint8Array> {
    yield readFileSync(path);
  };
  expect(found).toEqual(await linesOf(readInPlace(chunks())));
  expect(found.lines.at(-1)).toContain('"last"');
});

it("gives what it has read, and says so, where reading breaks off", async () => {
  const file = await open(folder);
  const reader = await readOnThread(file.fd);
  await expect(linesOf(reader)).rejects.toThrow(/EISDIR/);
  await reader.end();
  await file.close();
});

it("ends before all is read", async () => {
  const path = join(folder, "half.ndjson");
  writeFileSync(path, content());
  const file = await open(path);
  const reader = await readOnThread(file.fd);
  const { value } = await reader.blocks(() => {}).next();
  expect(value?.count).toBeGreaterThan(100);
  await reader.end();
  await file.close();
});

it("checks a large file as it checks the same from a pipe", () => {
  const events = join(folder, "large.ndjson");
  writeFileSync(
    events,
    Buffer.concat([content(), Buffer.from("\n"), Buffer.alloc(4_200_000, "\n"), content()]),
  );
  const rules = join(folder, "rules.yaml");
  writeFileSync(rules, "constraints:\n  - mustMatch: { trigger: T, response: N1 }\n");
  const check = (path: string, input?: Buffer): { status: number | null; said: string } => {
    const args = [command, "check", path, "--rules", rules, "--json"];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, {
      encoding: "utf8",
      maxBuffer: 2 ** 28,
      ...(input === undefined ? {} : { input }),
    });
    return { status, said: stdout + stderr.replaceAll(path === "-" ? "stdin" : events, "FILE") };
  };
  const fromFile = check(events);
  expect(fromFile.status).toBe(1);
  expect(fromFile.said).toMatch(/FILE:\d{7}/);
  const fromPipe = check("-", readFileSync(events));
  expect(fromFile.said === fromPipe.said).toBe(true);
  expect(fromFile.status).toBe(fromPipe.status);
});

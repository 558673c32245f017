import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What each change fragment says; its file is named by its place in this list. */
const FRAGMENTS = [
  "Added: wind gusts are shown beside the mean speed",
  "Added: a station can be paused without losing its history",
  "Added: readings can be exported as one file a day",
  "Changed: the dashboard redraws only what has changed",
  "Changed: pressure is reduced to sea level with the station's own temperature",
  "Changed: alarms are grouped by station",
  "Fixed: the rain counter no longer jumps at midnight",
  "Fixed: a sensor that returns after a gap is not reported twice",
  "Fixed: humidity above 100 % is cut off instead of dropped",
  "Fixed: the clock of a station may run ahead by a minute",
  "Removed: the old import format",
  "Security: uploads are checked for size before they are read",
];

/** Makes the folder that the session works in. */
export async function makeWorkspace() {
  const folder = await mkdtemp(join(tmpdir(), "mcp-session-"));
  await mkdir(join(folder, "changes"));
  await writeFile(join(folder, "CHANGELOG.md"), "# Changelog\n\n## 1.0.0\n\nThe first release.\n");
  for (const [i, text] of FRAGMENTS.entries())
    await writeFile(join(folder, "changes", `${String(i + 1).padStart(2, "0")}.md`), `${text}.\n`);
  return { folder, remove: () => rm(folder, { recursive: true }) };
}

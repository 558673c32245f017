// Imported before a program, tells on file descriptor 3 how many KiB it had in memory at most.
import { readFileSync, writeSync } from "node:fs";

process.on("exit", () => {
  writeSync(3, String(peak()));
});

function peak() {
  try {
    // Where there is one, the mark of this program alone: on Linux the other is inherited from the
    // process that started it, and tells the peak of that if it was higher.
    const mark = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"));
    if (mark !== null) return Number(mark[1]);
  } catch {
    // Not Linux.
  }
  return process.resourceUsage().maxRSS;
}

import { type FileHandle, open } from "node:fs/promises";
import { resolve } from "node:path";
import type { Report } from "../../engine/report.ts";
import { junit, markdown, type ReportOptions, sarif } from "../../reports/index.ts";
import { fileProblem } from "../file-problem.ts";
import type { Io } from "../io.ts";

export type ReportFormat = "junit" | "sarif" | "markdown";

const WRITERS: { readonly [F in ReportFormat]: (report: Report, options: ReportOptions) => string } = {
  junit,
  sarif,
  markdown,
};

interface ReportFile {
  readonly format: ReportFormat;
  readonly path: string;
  readonly handle: FileHandle;
}

/** Files that the report goes into, beside what is printed. */
export class ReportFiles {
  readonly #files: readonly ReportFile[];

  private constructor(files: readonly ReportFile[]) {
    this.#files = files;
  }

  /** Opens all of them before anything is checked. Rejects with a sentence where one cannot be written. */
  static async open(
    paths: { readonly [F in ReportFormat]?: string | undefined },
    io: Io,
  ): Promise<ReportFiles> {
    const files: ReportFile[] = [];
    for (const format of ["junit", "sarif", "markdown"] as const) {
      const path = paths[format];
      if (path === undefined) continue;
      try {
        files.push({ format, path, handle: await open(resolve(io.cwd, path), "w") });
      } catch (error) {
        await Promise.all(files.map(({ handle }) => handle.close()));
        const isFolderMissing = (error as { code?: string }).code === "ENOENT";
        const problem = isFolderMissing ? "there is no such folder" : fileProblem(error);
        throw new Error(`cannot write ${path}: ${problem}`, { cause: error });
      }
    }
    return new ReportFiles(files);
  }

  get some(): boolean {
    return this.#files.length > 0;
  }

  /** Writes them. Rejects with a sentence where one cannot be written. */
  async write(report: Report, options: ReportOptions): Promise<void> {
    for (const { format, path, handle } of this.#files)
      try {
        await handle.writeFile(WRITERS[format](report, options));
      } catch (error) {
        throw new Error(`cannot write ${path}: ${fileProblem(error)}`, { cause: error });
      }
  }

  async close(): Promise<void> {
    await Promise.all(this.#files.map(({ handle }) => handle.close()));
  }
}

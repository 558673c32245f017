/** A cell: its text, and how it is painted once it has its width. */
export interface Cell {
  readonly text: string;
  readonly paint?: ((text: string) => string) | undefined;
  readonly right?: boolean;
}

/** Rows in columns as wide as their widest cell, two spaces apart. */
export function table(rows: readonly (readonly Cell[])[]): string {
  const widths: number[] = [];
  for (const row of rows)
    row.forEach(({ text }, at) => (widths[at] = Math.max(widths[at] ?? 0, text.length)));
  return rows
    .map((row) =>
      row
        .map(({ text, paint = (plain) => plain, right = false }, at) => {
          const fill = " ".repeat(widths[at]! - text.length);
          if (right) return fill + paint(text);
          return at === row.length - 1 ? paint(text) : paint(text) + fill;
        })
        .join("  "),
    )
    .join("\n");
}

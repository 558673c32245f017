/** How to make one object a line of a file whose first line shows that it is laid out otherwise. */
export function conversionOf(firstLine: string, path: string): string | undefined {
  const file = path === "stdin" ? "" : ` ${path}`;
  const line = firstLine.trim();
  if (line.startsWith("[")) return `${path}: one object a line is read, this is an array: jq -c '.[]'${file}`;
  if (line === "{") return `${path}: one object a line is read, here they go over several: jq -c .${file}`;
  return undefined;
}

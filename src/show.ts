/** A value as a message shows it: short, on one line. Never throws. */
export function show(value: unknown): string {
  const text = asJson(value) ?? asText(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

function asJson(value: unknown): string | undefined {
  try {
    if (typeof value === "bigint") return `${value}n`;
    return typeof value === "number" ? String(value) : JSON.stringify(value);
  } catch {
    return undefined;
  }
}

/** What JSON has no word for, and what goes round in circles. */
function asText(value: unknown): string {
  if (typeof value === "function") return "a function";
  try {
    return String(value);
  } catch {
    return "something that cannot be shown";
  }
}

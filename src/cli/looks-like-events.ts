/** Whether a text begins as an event file does: with a line of JSON that has the id and the name of an event. */
export function looksLikeEvents(text: string): boolean {
  const [line = ""] = text.trimStart().split("\n", 1);
  if (!line.startsWith("{")) return false;
  try {
    const value = JSON.parse(line) as object;
    return "id" in value && "name" in value;
  } catch {
    return false;
  }
}

/**
 * Server-sent events from bytes, however they are cut: gives the data of each event that ends in a
 * chunk. Keeps what has not ended yet, and no more.
 */
export class EventStreamReader {
  readonly #decoder = new TextDecoder();
  /** The line that has not ended, as it came: joined once, or a long one would be copied with each chunk. */
  #line: string[] = [];
  #data: string[] = [];
  /** Whether the last chunk ended between a CR and what may be its LF. */
  #afterReturn = false;

  /** Data of the events that end in this chunk, in order. */
  read(chunk: Uint8Array): string[] {
    const events: string[] = [];
    let text = this.#decoder.decode(chunk, { stream: true });
    if (this.#afterReturn && text.startsWith("\n")) text = text.slice(1);
    if (text !== "") this.#afterReturn = text.endsWith("\r");
    const [first = "", ...lines] = text.split(/\r\n|\r|\n/);
    this.#line.push(first);
    for (const line of lines) {
      this.#take(this.#line.join(""), events);
      this.#line = [line];
    }
    return events;
  }

  #take(line: string, events: string[]): void {
    if (line === "") {
      if (this.#data.length > 0) events.push(this.#data.join("\n"));
      this.#data = [];
    } else if (line.startsWith("data:")) this.#data.push(line.slice(line.startsWith("data: ") ? 6 : 5));
  }
}

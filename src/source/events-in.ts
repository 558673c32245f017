import type { CausalEvent } from "../event.ts";
import type { Chunk } from "./chunk.ts";
import { type Emission, eventOf } from "./emission.ts";
import type { Cursor } from "./source.ts";

/** The events of a cursor over emissions, one by one; `source` names those that name none. */
export async function* eventsIn(
  cursor: Cursor,
  source: string,
): AsyncGenerator<CausalEvent<any>, void, undefined> {
  try {
    for (;;) {
      const chunk = await new Promise<Chunk | undefined>((resolve, reject) => {
        cursor.next({ arrived: resolve, ended: () => resolve(undefined), failed: reject });
      });
      if (chunk === undefined) return;
      while (chunk.size > 0) {
        const at = chunk.oldestAt;
        const emission = chunk.events[chunk.index++] as Emission;
        cursor.taken?.();
        yield eventOf(emission, source, at);
      }
    }
  } finally {
    void cursor.cancel();
  }
}

import { describe, expect, it } from "vitest";
import { InMemoryEventSource, never, StreamProcessor, where } from "../../../src/index.ts";

describe("tell", () => {
  it("makes the step at once: what is proposed next knows of it, also in a callback that is awaited", async () => {
    const processor = new StreamProcessor();
    const open = new InMemoryEventSource("open");
    processor.addSource("open", open);
    processor.enforce(never({ pattern: ["Web.page", "Mail.sent"], name: "no_mail_from_the_web" }));
    const decided: unknown[] = [];
    processor.watch("Start", async () => {
      // No source is read while this callback is awaited.
      void processor.tell({ id: "page", name: "Web.page" });
      decided.push(await processor.propose({ name: "Mail.sent", causes: ["page"] }));
      open.close();
    });
    open.emit({ name: "Start" });
    const report = await processor.run();
    expect(decided).toMatchObject([{ admitted: false, because: "violation" }]);
    expect(report.events).toMatchObject({ read: 2, admitted: 2 });
  });

  it("takes what happened, whatever the rules say of it", async () => {
    const processor = new StreamProcessor();
    processor.enforce(never({ pattern: where("A", ({ data }) => data === 7), name: "no_seven" }));
    const told: string[] = [];
    processor.onEvent(({ id, source }) => void told.push(`${id} from ${source}`));
    processor.onViolation(({ constraint }) => void told.push(constraint));
    await processor.tell({ id: "a", name: "A", data: 7 });
    await processor.tell({ id: "b", name: "A", source: "mine", causes: ["a"] });
    expect(told).toEqual(["a from told", "no_seven", "b from mine"]);
    const { events } = await processor.run();
    expect(events).toMatchObject({ read: 2, admitted: 2 });
    await expect(processor.tell({ name: "A" })).rejects.toMatchObject({ code: "Ended" });
  });

  it("holds what waits for a cause, and lets go of it in the order of their coming", async () => {
    const processor = new StreamProcessor();
    const admitted: string[] = [];
    processor.onEvent(({ id }) => void admitted.push(id));
    await processor.tell({ id: "c", name: "A", causes: ["b"] });
    await processor.tell({ id: "b", name: "A", causes: ["a"] });
    expect(admitted).toEqual([]);
    await processor.tell({ id: "a", name: "A" });
    await processor.tell({ id: "d", name: "A" });
    expect(admitted).toEqual(["a", "b", "c", "d"]);
    await processor.run();
  });
});

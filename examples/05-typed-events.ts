// Events with types: data is inferred by name, wildcards give the union, and a name that does not
// exist is a compile error.
// Run after `npm run build`: node examples/05-typed-events.ts (Node 22.18 or newer runs TypeScript)
import { typed } from "tsrapide";

interface Events {
  "Tool.call": { tool: string; path: string };
  "Tool.result": { bytes: number };
  "Tool.error": { message: string };
  "User.message": { text: string };
}

const { InMemoryEventSource, mustMatch, StreamProcessor, where } = typed<Events>();

const processor = new StreamProcessor();
const agent = new InMemoryEventSource("agent");
processor.addSource("agent", agent);

const write = where("Tool.call", ({ data }) => data.tool === "write");
const read = where("Tool.call", ({ data }) => data.tool === "read");

// Both events are known by their place in the pattern.
processor.watch([write, "Tool.error"], (call, error) => {
  console.log(`write to ${call.data.path} failed: ${error.data.message.toLowerCase()}`);
});

// A wildcard gives a union, which the name tells apart.
processor.watch("Tool.*", (event) => {
  if (event.name === "Tool.result") console.log(`${event.data.bytes.toFixed(0)} bytes`);
});

processor.enforce(
  mustMatch({ trigger: [read, write], response: ["Tool.result", "Tool.error"], name: "answered" }),
);
processor.onViolation(({ message }) => console.log(`VIOLATION: ${message}`));

// @ts-expect-error There is no such event.
mustMatch({ trigger: "Tool.cal", response: "Tool.result" });

const message = agent.emit({ id: "m1", name: "User.message", data: { text: "Tidy up." } });
const first = agent.emit({
  id: "c1",
  name: "Tool.call",
  data: { tool: "read", path: "a.txt" },
  causes: [message],
});
const result = agent.emit({ id: "r1", name: "Tool.result", data: { bytes: 120 }, causes: [first] });
agent.emit({ id: "c2", name: "Tool.call", data: { tool: "write", path: "b.txt" }, causes: [result] });
agent.emit({ id: "e2", name: "Tool.error", data: { message: "DISK FULL" }, causes: ["c2"] });
agent.emit({ id: "c3", name: "Tool.call", data: { tool: "write", path: "c.txt" }, causes: [result] });
agent.close();
await processor.run();

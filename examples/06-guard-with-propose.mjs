// A gate in front of what an agent does: each action is proposed before it is done, decided by the
// rules on its causes, and admitted in the same step. What is refused leaves no trace.
// Run after `npm run build`: node examples/06-guard-with-propose.mjs
import { InMemoryEventSource, never, precededBy, StreamProcessor, where } from "tsrapide";

const processor = new StreamProcessor();

// What came from outside must not lead to a mail, unless a person has agreed on the way.
processor.enforce(
  never({
    pattern: ["Web.page", where("Tool.call", ({ data }) => data.tool === "mail")],
    name: "no_mail_from_the_web",
  }),
);
// Nothing is overwritten that was not read first, and because of it.
processor.enforce(
  precededBy({
    effect: where("Tool.call", ({ data }) => data.tool === "write"),
    cause: where("Tool.result", ({ data }) => data.tool === "read"),
    name: "read_before_write",
  }),
);

// The run goes on as long as a source is open.
const session = new InMemoryEventSource("session");
processor.addSource("session", session);
const run = processor.run();

/**
 * Does something, unless a rule speaks against it.
 * @param {string} id
 * @param {string} name
 * @param {object} data
 * @param {string[]} causes
 */
async function attempt(id, name, data, causes) {
  const proposal = await processor.propose({ id, name, data, causes });
  console.log(
    `${id.padEnd(7)} ${proposal.admitted ? "done" : `refused, ${proposal.because}: ${proposal.message}`}`,
  );
  return proposal.admitted;
}

await attempt("task", "User.message", {}, []);
await attempt("write-1", "Tool.call", { tool: "write" }, ["task"]);
await attempt("read", "Tool.call", { tool: "read" }, ["task"]);
await attempt("text", "Tool.result", { tool: "read" }, ["read"]);
await attempt("write-2", "Tool.call", { tool: "write" }, ["text"]);
await attempt("fetch", "Tool.call", { tool: "fetch" }, ["task"]);
await attempt("page", "Web.page", {}, ["fetch"]);

// The page asks for a mail. Whatever lies between, it is because of the page.
await attempt("plan", "Agent.plan", {}, ["page", "text"]);
await attempt("mail-1", "Tool.call", { tool: "mail" }, ["plan"]);
// A mail because of the file alone is fine, though the page was fetched before it.
await attempt("mail-2", "Tool.call", { tool: "mail" }, ["text"]);
// A cause that nobody knows: a guard does not wait.
await attempt("mail-3", "Tool.call", { tool: "mail" }, ["rumour"]);

session.close();
const { events, violations } = await run;
console.log(`${events.admitted} admitted, ${violations.length} violations`);

// Deadlines, on a clock that the program moves: ten minutes pass at once, and always in the same way.
// Run after `npm run build`: node examples/03-deadlines-on-a-simulated-clock.mjs
import { InMemoryEventSource, mustMatch, StreamProcessor } from "tsrapide";
import { SimulatedClock } from "tsrapide/testing";

const clock = new SimulatedClock();
const processor = new StreamProcessor({ clock });
const source = new InMemoryEventSource("support");
processor.addSource("support", source);

processor.enforce(
  mustMatch({
    trigger: "Ticket.opened",
    response: ["Ticket.answered", "Ticket.closed"],
    within: { ms: 300_000 },
    name: "answered_in_five_minutes",
  }),
);
/** @param {string} text */
const say = (text) => console.log(`${String(clock.now() / 1000).padStart(7)} s  ${text}`);
processor.onEvent(({ id, name }) => say(`${name} ${id}`));
processor.onViolation(({ message }) => say(`VIOLATION: ${message}`));

const run = processor.run();

source.emit({ id: "ticket-1", name: "Ticket.opened" });
await clock.advance(60_000);
source.emit({ id: "ticket-2", name: "Ticket.opened" });
await clock.advance(120_000);
source.emit({ id: "assigned-1", name: "Ticket.assigned", causes: ["ticket-1"] });
source.emit({ id: "answer-1", name: "Ticket.answered", causes: ["assigned-1"] });

// Nothing more comes. The deadline of ticket-2 falls all the same, on its own.
await clock.advance(420_000);

// Too late: a verdict is decided once.
source.emit({ id: "answer-2", name: "Ticket.answered", causes: ["ticket-2"] });
source.close();
const { constraints } = await run;
for (const { name, satisfied, violated } of constraints)
  console.log(`${name}: ${satisfied} satisfied, ${violated} violated`);

// Two sources, read at different speeds: effects come before their causes, one event comes twice, and
// one cause never comes. What is admitted is in causal order all the same.
// Run after `npm run build`: node examples/04-late-and-out-of-order.mjs
import { InMemoryEventSource, mustMatch, precededBy, StreamProcessor } from "tsrapide";
import { SimulatedClock } from "tsrapide/testing";

const clock = new SimulatedClock();
const processor = new StreamProcessor({ clock, holdForMs: 2_000 });
const shop = new InMemoryEventSource("shop");
const depot = new InMemoryEventSource("depot");
processor.addSource("shop", shop);
processor.addSource("depot", depot);

processor.enforce(
  mustMatch({ trigger: "Order.placed", response: "Parcel.sent", name: "every_order_is_sent" }),
);
processor.enforce(precededBy({ effect: "Parcel.sent", cause: "Order.placed", name: "nothing_unordered" }));
processor.onEvent(({ id }) => console.log(`  admitted: ${id}`));
processor.onDiagnostic(({ kind, message }) => console.log(`  ${kind}: ${message}`));

const run = processor.run();

console.log("The depot is quick: its parcels are told before the orders.");
depot.emit({ id: "parcel-1", name: "Parcel.sent", causes: ["packed-1"] });
depot.emit({ id: "packed-1", name: "Parcel.packed", causes: ["order-1"] });
await clock.advance(500);
console.log(`  held: ${processor.stats.events.held}`);

console.log("The order comes, and frees what waited for it.");
shop.emit({ id: "order-1", name: "Order.placed" });
await clock.settle();

console.log("It comes once more, from a retry.");
shop.emit({ id: "order-1", name: "Order.placed" });
await clock.settle();
console.log(`  duplicates: ${processor.stats.events.duplicates}`);

console.log("A parcel of an order that is lost waits for two seconds, and no longer.");
depot.emit({ id: "parcel-2", name: "Parcel.sent", causes: ["order-2"] });
await clock.advance(2_000);

console.log(
  "Then the order turns up. It is an event of its own; no edge is made behind the back of the rules.",
);
shop.emit({ id: "order-2", name: "Order.placed" });
shop.close();
depot.close();
const { constraints, violations, inconclusive, events } = await run;

console.log(`\nmissing causes: ${events.missingCauses}, late causes: ${events.lateCauses}`);
for (const { name, status } of constraints) console.log(`${name}: ${status}`);
for (const { message, certain } of violations) console.log(`${message}; certain: ${certain}`);
for (const { instance, reason } of inconclusive) console.log(`${instance} is inconclusive: ${reason}`);

// No payment without an approval that led to it. By timestamps all three payments below are fine:
// an approval comes before each. By cause only the first is.
// Run after `npm run build`: node examples/02-approval-before-payment.mjs
import { precededBy, StreamProcessor, where } from "tsrapide";

const processor = new StreamProcessor();

processor.enforce(
  precededBy({
    effect: "Payment.sent",
    cause: where("Approval.granted", ({ data }) => data.level >= 2),
    name: "approved_first",
  }),
);

processor.addSource("office", [
  { id: "invoice-1", name: "Invoice.received", time: 1_000 },
  { id: "invoice-2", name: "Invoice.received", time: 2_000 },
  { id: "invoice-3", name: "Invoice.received", time: 3_000 },
  { id: "approval-1", name: "Approval.granted", time: 4_000, data: { level: 2 }, causes: ["invoice-1"] },
  { id: "approval-2", name: "Approval.granted", time: 5_000, data: { level: 1 }, causes: ["invoice-2"] },
]);
processor.addSource("bank", [
  // Through any number of steps.
  { id: "order-1", name: "Transfer.ordered", time: 6_000, causes: ["approval-1"] },
  { id: "payment-1", name: "Payment.sent", time: 7_000, causes: ["order-1"] },
  // Approved by someone who may not.
  { id: "payment-2", name: "Payment.sent", time: 8_000, causes: ["approval-2"] },
  // Not approved at all.
  { id: "payment-3", name: "Payment.sent", time: 9_000, causes: ["invoice-3"] },
]);

processor.onViolation(({ message }) => console.log(`VIOLATION: ${message}`));
const { constraints } = await processor.run();

const { graph } = processor;
for (const { id } of graph.events().filter(({ name }) => name === "Payment.sent"))
  console.log(
    `${id}, because of ${graph
      .past(id)
      .map((cause) => cause.id)
      .join(", ")}`,
  );

for (const { name, status, satisfied, instances } of constraints)
  console.log(`${name}: ${status}, satisfied by ${satisfied} of ${instances} payments`);

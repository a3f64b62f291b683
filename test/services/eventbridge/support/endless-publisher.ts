// Puts events on a durable bus whose target takes none, and prints each only once it is accepted, until it is killed.

import { localIdentity } from "../../../../src/aws/arn.ts";
import { failedDelivery } from "../../../../src/aws/delivery.ts";
import { EventBuses } from "../../../../src/services/eventbridge/buses/event-buses.ts";
import { systemClock } from "../../../../src/time/clock.ts";

const buses = await EventBuses.open({
  directory: process.argv[2],
  clock: systemClock,
  identity: localIdentity,
  deliver: () => failedDelivery(new Error("away")),
});
await buses.createEventBus("weather");
await buses.putRule({ name: "seen", enabled: true, eventPattern: '{"source":["weather"]}' }, "weather");
await buses.putTargets("seen", [{ id: "one", arn: "arn:aws:x:::y" }], "weather");
for (;;) {
  const entry = { source: "weather", detailType: "Seen", detail: "{}", eventBusName: "weather" };
  const { entries } = await buses.putEvents(Array.from({ length: 10 }, () => entry));
  process.stdout.write(entries.map(({ eventId }) => `${eventId}\n`).join(""));
}

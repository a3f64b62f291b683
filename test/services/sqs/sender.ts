// Sends messages to a durable queue and prints each only once it is acknowledged, until it is killed.

import { localIdentity } from "../../../src/aws/arn.ts";
import { Queues } from "../../../src/services/sqs/queues/queues.ts";
import { systemClock } from "../../../src/time/clock.ts";

const directory = process.argv[2];
const queues = await Queues.open({
  directory,
  clock: systemClock,
  identity: localIdentity,
  endpoint: "http://127.0.0.1:4566",
});
await queues.createQueue({ queueName: "letters" });
for (let number = 0; ; number += 10) {
  const batch = Array.from({ length: 10 }, (_, index) => `message ${number + index}`);
  await Promise.all(batch.map((body) => queues.send("letters", body)));
  process.stdout.write(`${batch.join("\n")}\n`);
}

// Puts numbered records until it is killed, eight appends at a time, and prints the last number of each acknowledged append.

import { writeSync } from "node:fs";
import { localIdentity } from "../../../../src/aws/arn.ts";
import { Streams } from "../../../../src/services/kinesis/streams.ts";
import { systemClock } from "../../../../src/time/clock.ts";

const [directory, firstNumber] = process.argv.slice(2);
const streams = await Streams.open({ directory, clock: systemClock, identity: localIdentity });
if (streams.all.length === 0) await streams.createStream({ streamName: "readings", shardCount: 2 });

let number = Number(firstNumber);
// Appends are committed in order, so an acknowledged number vouches for all before it.
for (;;) {
  const appends = Array.from({ length: 8 }, async () => {
    const records = Array.from({ length: 7 }, () => {
      number++;
      return { partitionKey: `station-${number % 50}`, data: Buffer.from(String(number - 1)) };
    });
    const last = number - 1;
    await streams.append("readings", records);
    writeSync(1, `${last}\n`);
  });
  await Promise.all(appends);
}

// Puts numbered records until it is killed, eight appends at a time, and prints the last number of each acknowledged append.
// Meanwhile shards are split and merged.

import { writeSync } from "node:fs";
import { localIdentity } from "../../../../src/aws/arn.ts";
import { Streams } from "../../../../src/services/kinesis/streams/streams.ts";
import { systemClock } from "../../../../src/time/clock.ts";

const [directory, firstNumber] = process.argv.slice(2);
const streams = await Streams.open({ directory, clock: systemClock, identity: localIdentity });
if (streams.all.length === 0) await streams.createStream({ streamName: "readings", shardCount: 2 });

const stream = streams.stream({ streamName: "readings" });
let number = Number(firstNumber);
// Appends are committed in order, so an acknowledged number vouches for all before it.
for (let round = 0; ; round++) {
  const appends = Array.from({ length: 8 }, async () => {
    const records = Array.from({ length: 7 }, () => {
      number++;
      return { partitionKey: `station-${number % 50}`, data: Buffer.from(String(number - 1)) };
    });
    const last = number - 1;
    await streams.append("readings", records);
    writeSync(1, `${last}\n`);
  });
  const count = [2, 3, 4][round % 3] ?? 2;
  const resharding = stream.reshard((shards) => {
    shards.scaleTo(count);
    return {};
  });
  await Promise.all([...appends, resharding]);
}

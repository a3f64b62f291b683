// Puts numbered records and pipes them to a target that prints what it took, until the process is killed.
// Lines: "put <last acknowledged number>", "took <first> <last>", "repeats <count>".

import { writeSync } from "node:fs";
import { join } from "node:path";
import { localIdentity } from "../../../../src/aws/arn.ts";
import { Streams } from "../../../../src/services/kinesis/streams/streams.ts";
import { systemClock } from "../../../../src/time/clock.ts";
import { kinesisPipe } from "./open-pipe.ts";

const [directory = "", firstNumber] = process.argv.slice(2);
const settings = { clock: systemClock, identity: localIdentity };
const streams = await Streams.open({ directory: join(directory, "streams"), ...settings });
if (streams.all.length === 0) await streams.createStream({ streamName: "readings", shardCount: 1 });

const pipe = kinesisPipe(
  {
    ...{ streams, clock: systemClock, directory: join(directory, "pipes") },
    take: async ({ records }) => {
      const numbers = records.map(({ data }) => Number(Buffer.from(data, "base64").toString()));
      await new Promise((resolve) => setImmediate(resolve));
      writeSync(1, `took ${numbers[0]} ${numbers.at(-1)}\nrepeats ${pipe.statistics().recordsRedelivered}\n`);
      return { status: "SUCCEEDED" };
    },
  },
  { BatchSize: 10 },
);
pipe.start();

for (let number = Number(firstNumber); ; number += 25) {
  const records = Array.from({ length: 25 }, (_, index) => ({
    partitionKey: "station",
    data: Buffer.from(String(number + index)),
  }));
  await streams.append("readings", records);
  writeSync(1, `put ${number + 24}\n`);
}

// Puts records of 1,000 bytes until the disk refuses, then one that still fits, and prints what happened as one line of JSON.

import { localIdentity } from "../../../../src/aws/arn.ts";
import { ServiceError } from "../../../../src/aws/service-error.ts";
import { Streams } from "../../../../src/services/kinesis/streams/streams.ts";
import { systemClock } from "../../../../src/time/clock.ts";

const [directory] = process.argv.slice(2);
const streams = await Streams.open({ directory, clock: systemClock, identity: localIdentity });
const stream = await streams.createStream({ streamName: "readings", shardCount: 1 });
const put = (bytes: number) => stream.append([{ partitionKey: "a", data: Buffer.alloc(bytes) }]);
let acknowledged = 0;
let refusal: unknown;
while (refusal === undefined) {
  try {
    await put(1000);
    acknowledged++;
  } catch (error) {
    refusal = error instanceof ServiceError ? { code: error.code, message: error.message } : String(error);
  }
}
await put(1);
acknowledged++;
process.stdout.write(`${JSON.stringify({ acknowledged, refusal })}\n`);
await streams.close();

// The function of a producer inside AWS: it sends its share of the rate, for as long as an invocation may last, and hands on what is
// left to do together with what was done. The load test bundles it into a stack (infrastructure/load/producers.yml).

import { setTimeout as sleep } from "node:timers/promises";
import { createLoadRecords } from "../../weather/load-records.ts";
import { Producer } from "./producer.ts";
import { addShare, type ProducerShare, type ProducerTask } from "./producer-share.ts";
import { kinesisClient, putRecords } from "./put-records.ts";

/** Calls under way at once: a producer's share is five a second. */
const mostCalls = 32;
/** An invocation may last fifteen minutes, and its last records may have to be sent again. */
const longestSeconds = 600;

const kinesis = kinesisClient(mostCalls);
const recordAt = createLoadRecords();

export async function handler(task: ProducerTask): Promise<ProducerTask> {
  const { index, of, ratePerSecond, secondsLeft, startAt, done } = task;
  const waitMs = startAt - Date.now();
  if (waitMs > 0) await sleep(waitMs);
  const durationSeconds = Math.min(longestSeconds, secondsLeft);
  const producer = new Producer({
    ...{ ratePerSecond, durationSeconds, mostCalls },
    put: putRecords(kinesis, process.env.STREAM_NAME ?? ""),
    // Those of all producers differ: each takes its turn.
    recordAt: (at) => recordAt(index + of * (done.sent + at)),
  });
  const begunAt = Date.now();
  await producer.run();
  const share: ProducerShare = {
    ...{ sent: producer.sent, acknowledged: producer.acknowledged, givenUp: producer.givenUp },
    refusals: Object.fromEntries(producer.refusals),
    latency: producer.latency,
    endedAt: begunAt + producer.elapsedSeconds * 1000,
    stretches: [],
  };
  const fromSeconds = (begunAt - startAt) / 1000;
  const seconds = producer.seconds.map((each) => ({ ...each, atSeconds: fromSeconds + each.atSeconds }));
  return {
    ...task,
    secondsLeft: secondsLeft - durationSeconds,
    done: addShare(done, share, seconds, task.stretchSeconds),
  };
}

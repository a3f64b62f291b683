// A stream in memory and pipes that read it, on a clock that stands still.

import type { BatchOutcome } from "../../../../src/event-sources/batch-outcome.ts";
import type { PipeBatch } from "../../../../src/services/pipes/batch.ts";
import type { DeadLetter } from "../../../../src/services/pipes/dead-letter.ts";
import { Pipe, type PipeSettings } from "../../../../src/services/pipes/pipe.ts";
import type { KinesisStreamParameters } from "../../../../src/services/pipes/settings.ts";
import { type Fixture, openFixture, record } from "../../kinesis/support/open-streams.ts";

export const pipeArn = "arn:aws:pipes:us-east-1:000000000000:pipe/ingest";
export const succeeded: BatchOutcome = { status: "SUCCEEDED" };
export const failed: BatchOutcome = { status: "FAILED", error: "Boom", cause: "bang" };
export let fixture: Fixture;
let pipes: Pipe[] = [];

/** Stops what a test has started. */
export async function closeRegion() {
  await Promise.all(pipes.map((pipe) => pipe.stop()));
  pipes = [];
  await fixture.dispose();
}

/** Lets everything happen that needs no clock. */
export async function settle() {
  for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve));
}

export async function openStream(shardCount = 1) {
  fixture = await openFixture("memory");
  await fixture.streams.createStream({ streamName: "readings", shardCount });
}

export async function put(...texts: string[]) {
  await fixture.streams.append(
    "readings",
    texts.map((text) => record("station", text)),
  );
  await settle();
}

const contents = (batch: PipeBatch) =>
  batch.records.map(({ data }) => Buffer.from(data, "base64").toString());

export function startPipe(
  parameters: Partial<KinesisStreamParameters>,
  target: (contents: string[], batch: PipeBatch) => BatchOutcome | Promise<BatchOutcome> = () => succeeded,
  settings: Partial<PipeSettings> = {},
) {
  const batches: string[][] = [];
  const letters: DeadLetter[] = [];
  const pipe = new Pipe({
    name: "ingest",
    arn: pipeArn,
    roleArn: "arn:aws:iam::000000000000:role/pipe",
    source: { streamName: "readings" },
    parameters: { startingPosition: "TRIM_HORIZON", ...parameters },
    streams: fixture.streams,
    clock: fixture.clock,
    awsRegion: "us-east-1",
    directory: undefined,
    target: (batch) => {
      batches.push(contents(batch));
      return target(contents(batch), batch);
    },
    deadLetter: async (letter) => void letters.push(letter),
    ...settings,
  });
  pipes.push(pipe);
  pipe.start();
  return { pipe, batches, letters };
}

/** Runs the clock in steps until nothing more happens. */
export async function run(seconds: number) {
  for (let second = 0; second < seconds; second++) {
    fixture.clock.advanceBy(1000);
    await settle();
  }
}

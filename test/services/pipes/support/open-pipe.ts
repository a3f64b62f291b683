// A stream in memory and pipes that read it, on a clock that stands still.

import type { BatchOutcome } from "../../../../src/event-sources/batch-outcome.ts";
import { Pipe } from "../../../../src/services/pipes/pipe.ts";
import type { StreamParameters } from "../../../../src/services/pipes/pipe-definition.ts";
import type { KinesisBatch } from "../../../../src/services/pipes/sources/kinesis-records.ts";
import { kinesisSource, type SourceStreams } from "../../../../src/services/pipes/sources/kinesis-source.ts";
import type { SourceSettings } from "../../../../src/services/pipes/sources/pipe-source.ts";
import { settled } from "../../../support/until.ts";
import { type Fixture, openFixture, record } from "../../kinesis/support/open-streams.ts";

export const pipeArn = "arn:aws:pipes:us-east-1:000000000000:pipe/ingest";
export const succeeded: BatchOutcome = { status: "SUCCEEDED" };
export const failed: BatchOutcome = { status: "FAILED", error: "Boom", cause: "bang" };
export let fixture: Fixture;
let pipes: Pipe[] = [];

interface Letter {
  readonly context: { readonly condition: string };
  readonly KinesisBatchInfo: { readonly batchSize: number };
}

export type TakeKinesisBatch = (batch: KinesisBatch) => BatchOutcome | Promise<BatchOutcome>;

export interface TestedPipe extends Pick<SourceSettings, "clock" | "directory"> {
  readonly streams: SourceStreams;
  readonly take: TakeKinesisBatch;
}

/** A pipe that reads the stream `readings`. */
export function kinesisPipe(
  { streams, take, ...rest }: TestedPipe,
  parameters: StreamParameters,
  settings: Partial<SourceSettings> = {},
): Pipe {
  const source = kinesisSource(
    streams,
    { StartingPosition: "TRIM_HORIZON", ...parameters },
    {
      ...{ pipeName: "ingest", pipeArn, roleArn: "arn:aws:iam::000000000000:role/pipe" },
      sourceArn: "arn:aws:kinesis:us-east-1:000000000000:stream/readings",
      ...{ awsRegion: "us-east-1", filters: [], mostEvents: 10_000, maximumPayloadBytes: 6 * 1024 * 1024 },
      ...rest,
      take: (batch) => take(batch as KinesisBatch),
      ...settings,
    },
  );
  return new Pipe("ingest", source);
}

/** Stops what a test has started. */
export async function closeRegion() {
  await Promise.all(pipes.map((pipe) => pipe.stop()));
  pipes = [];
  await fixture.dispose();
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
  await settled();
}

export const contents = (batch: KinesisBatch) =>
  batch.records.map(({ data }) => Buffer.from(data, "base64").toString());

export function startPipe(
  parameters: StreamParameters,
  target: (contents: string[], batch: KinesisBatch) => BatchOutcome | Promise<BatchOutcome> = () => succeeded,
  settings: Partial<SourceSettings> = {},
) {
  const batches: string[][] = [];
  const letters: Letter[] = [];
  const take: TakeKinesisBatch = (batch) => {
    batches.push(contents(batch));
    return target(contents(batch), batch);
  };
  const pipe = kinesisPipe(
    { streams: fixture.streams, clock: fixture.clock, directory: undefined, take },
    parameters,
    { deadLetter: async (letter) => void letters.push(letter as Letter), ...settings },
  );
  pipes.push(pipe);
  pipe.start();
  return { pipe, batches, letters };
}

/** Runs the clock in steps until nothing more happens. */
export async function run(seconds: number) {
  for (let second = 0; second < seconds; second++) {
    fixture.clock.advanceBy(1000);
    await settled();
  }
}

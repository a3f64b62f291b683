// What a pipe does when its target fails: backoff, bisection, partial failures, expiry, dead letters.

import { afterEach, describe, expect, test } from "@jest/globals";
import { batchItemFailures } from "../../../src/event-sources/batch-outcome.ts";
import { settled } from "../../support/until.ts";
import {
  closeRegion,
  failed,
  fixture,
  openStream,
  pipeArn,
  put,
  run,
  startPipe,
  succeeded,
} from "./support/open-pipe.ts";

afterEach(closeRegion);

describe("failures", () => {
  test("a failed batch is tried again, later and later, and blocks its shard", async () => {
    await openStream();
    let attempts = 0;
    const { batches, pipe } = startPipe({ BatchSize: 1 }, () => (++attempts < 4 ? failed : succeeded));
    await put("1", "2");
    const times: number[] = [];
    for (let second = 0; second < 8; second++) {
      if (batches.length > times.length) times.push(second);
      await run(1);
    }
    expect(times).toEqual([0, 1, 3, 7]);
    expect(batches).toEqual([["1"], ["1"], ["1"], ["1"], ["2"]]);
    expect(pipe.statistics()).toMatchObject({
      recordsDelivered: 2,
      batches: 5,
      failedBatches: 3,
      lastError: "Boom: bang",
    });
  });

  test("after MaximumRetryAttempts the batch goes to the dead-letter queue in AWS's shape, and the next one follows", async () => {
    await openStream();
    const target = (texts: string[]) => (texts.includes("bad") ? failed : succeeded);
    const { batches, letters, pipe } = startPipe({ BatchSize: 2, MaximumRetryAttempts: 1 }, target);
    await put("bad", "good");
    await put("next");
    const arrival = new Date(fixture.clock.now()).toISOString();
    await run(2);
    expect(batches).toEqual([["bad", "good"], ["bad", "good"], ["next"]]);
    const stream = fixture.streams.stream({ streamName: "readings" });
    expect(letters).toEqual([
      {
        context: { partnerResourceArn: pipeArn, condition: "RetryAttemptsExhausted" },
        version: "1.0",
        timestamp: new Date(fixture.clock.now() - 1000).toISOString(),
        KinesisBatchInfo: {
          shardId: "shardId-000000000000",
          startSequenceNumber: stream.shards[0]?.sequenceNumber(1),
          endSequenceNumber: stream.shards[0]?.sequenceNumber(2),
          approximateArrivalOfFirstRecord: arrival,
          approximateArrivalOfLastRecord: arrival,
          batchSize: 2,
          streamArn: stream.arn,
        },
      },
    ]);
    expect(pipe.statistics()).toMatchObject({ recordsDeadLettered: 2, recordsDelivered: 1 });
  });

  test("AUTOMATIC_BISECT isolates the one bad record, and splitting counts as no attempt", async () => {
    await openStream();
    const target = (texts: string[]) => (texts.includes("bad") ? failed : succeeded);
    const parameters = { MaximumRetryAttempts: 0, OnPartialBatchItemFailure: "AUTOMATIC_BISECT" } as const;
    const { batches, letters, pipe } = startPipe(parameters, target);
    await put("1", "2", "bad", "4", "5");
    expect(batches).toEqual([
      ["1", "2", "bad", "4", "5"],
      ["1", "2"],
      ["bad", "4", "5"],
      ["bad"],
      ["4", "5"],
    ]);
    expect(letters.map(({ KinesisBatchInfo }) => KinesisBatchInfo.batchSize)).toEqual([1]);
    expect(pipe.statistics()).toMatchObject({ recordsDelivered: 4, recordsDeadLettered: 1 });
  });

  test("a partial failure is tried again from the first failed record on", async () => {
    await openStream();
    let calls = 0;
    const { batches } = startPipe({}, (_, batch) => {
      if (calls++ > 0) return succeeded;
      const output = {
        batchItemFailures: [batch.records[3], batch.records[2]].map((each) => ({
          itemIdentifier: each?.eventID,
        })),
      };
      return { status: "SUCCEEDED", batchItemFailures: batchItemFailures(output) };
    });
    await put("1", "2", "3", "4");
    await run(1);
    expect(batches).toEqual([
      ["1", "2", "3", "4"],
      ["3", "4"],
    ]);
  });

  test("a partial failure that names an unknown record fails the whole batch", async () => {
    await openStream();
    let calls = 0;
    const { batches } = startPipe({}, () =>
      calls++ > 0 ? succeeded : { status: "SUCCEEDED", batchItemFailures: ["none of them"] },
    );
    await put("1", "2");
    await run(1);
    expect(batches).toEqual([
      ["1", "2"],
      ["1", "2"],
    ]);
  });

  test("a target that throws has failed", async () => {
    await openStream();
    const { pipe } = startPipe({ MaximumRetryAttempts: 0 }, () => {
      throw new Error("oops");
    });
    await put("1");
    expect(pipe.statistics()).toMatchObject({ recordsDeadLettered: 1, lastError: "States.Runtime: oops" });
  });

  test("internal faults are tried again without being counted", async () => {
    await openStream();
    let calls = 0;
    const { letters } = startPipe({ MaximumRetryAttempts: 0 }, () =>
      calls++ < 3 ? { ...failed, internal: true } : succeeded,
    );
    await put("1");
    await run(3);
    expect([calls, letters.length]).toEqual([4, 0]);
  });

  test("records older than MaximumRecordAgeInSeconds are given up without being handed out", async () => {
    await openStream();
    await put("old");
    fixture.clock.advanceBy(61_000);
    await put("young");
    const { batches, letters } = startPipe({ MaximumRecordAgeInSeconds: 60 });
    await settled();
    expect(batches).toEqual([["young"]]);
    expect(letters.map(({ context }) => context.condition)).toEqual(["RecordAgeExpired"]);
  });

  test("endless retries end when the stream's retention does", async () => {
    await openStream();
    const { pipe } = startPipe({}, () => failed, { deadLetter: undefined });
    await put("1");
    fixture.clock.advanceBy(25 * 3_600_000);
    await settled();
    expect(pipe.statistics()).toMatchObject({ recordsDiscarded: 1, iteratorAgeMs: 0 });
  });

  test("a dead-letter queue that refuses is tried until it takes the message", async () => {
    await openStream();
    let calls = 0;
    const deadLetter = async () => {
      if (calls++ < 2) throw new Error("queue is down");
    };
    const { pipe, batches } = startPipe(
      { MaximumRetryAttempts: 0 },
      (texts) => (texts[0] === "1" ? failed : succeeded),
      {
        deadLetter,
      },
    );
    await put("1");
    await put("2");
    expect(pipe.statistics()).toMatchObject({
      recordsDeadLettered: 0,
      lastError: "Dead-letter queue: queue is down",
    });
    await run(3);
    expect(pipe.statistics()).toMatchObject({ recordsDeadLettered: 1, recordsDelivered: 1 });
    expect(batches).toEqual([["1"], ["2"]]);
  });
});

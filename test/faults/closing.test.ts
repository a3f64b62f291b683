// A region that closes while functions run: it waits a little, ends them, and gives no record up for that.

import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { Region } from "../../src/region/region.ts";
import { createFixture } from "../services/lambda/open-lambda.ts";
import { makeSharedFile, sharedFolder } from "../support/shared-folder.ts";
import { until } from "../support/until.ts";

test("a call that does not end is ended, and its batch comes again", async () => {
  const folder = sharedFolder("closing");
  const directory = join(folder, "data");
  const open = async () => {
    const region = await Region.open({ directory, endpoint: "http://127.0.0.1:4566" });
    region.start();
    return region;
  };
  const ledger = join(folder, "calls.txt");
  makeSharedFile(ledger);
  const called = (times: number) =>
    until(() => readFileSync(ledger, "utf8").length >= times * "called\n".length);
  const first = await open();
  const { kinesis, sqs, lambda } = first.services;
  const { arn } = await kinesis.createStream({ streamName: "s", shardCount: 1 });
  await sqs.createQueue({ queueName: "failures" });
  await createFixture(lambda, "slow", {
    ...{ handler: "slow.handler", timeoutSeconds: 900 },
    environment: { LEDGER: ledger },
  });
  lambda.mappings.create({
    ...{ sourceArn: arn, functionName: "slow" },
    settings: {
      ...{ StartingPosition: "TRIM_HORIZON", MaximumRetryAttempts: 0 },
      DestinationConfig: { OnFailure: { Destination: sqs.queueArn("failures") } },
    },
  });
  await kinesis.append("s", [{ partitionKey: "k", data: Buffer.from("x") }]);
  await called(1);
  await first.close();
  const second = await open();
  await called(2);
  expect(second.services.sqs.messageCount("failures")).toBe(0);
  await second.close();
  rmSync(folder, { recursive: true, force: true });
});

// Pipes as a stack makes, changes and deletes them while records come.

import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { Region } from "../../../src/region/region.ts";
import { pipe } from "../../../src/services/pipes/resources.ts";
import { arnOf } from "../../support/local-arn.ts";
import { until } from "../../support/until.ts";
import { TestedResource } from "../support/resource.ts";

let folder: string;
let region: Region;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "pipes-"));
  region = await Region.open({ directory: folder, endpoint: "http://127.0.0.1:4566" });
  await region.services.kinesis.createStream({ streamName: "s", shardCount: 1 });
  for (const queueName of ["before", "after"]) await region.services.sqs.createQueue({ queueName });
});
afterEach(async () => {
  await region.close();
  rmSync(folder, { recursive: true });
});

const to = (queue: string) => ({
  Name: "p",
  RoleArn: "arn:aws:iam::000000000000:role/any",
  Source: arnOf("kinesis", "stream/s"),
  SourceParameters: { KinesisStreamParameters: { StartingPosition: "TRIM_HORIZON", BatchSize: "1" } },
  Target: arnOf("sqs", queue),
});

const put = (text: string) =>
  region.services.kinesis.putRecord({ streamName: "s" }, { partitionKey: "k", data: Buffer.from(text) });

/** What came to a queue, once so much is there. */
const taken = (queue: string, count: number) =>
  until(() => {
    const texts = region.services.sqs
      .messages(queue)
      .map(({ body }) => Buffer.from(JSON.parse(body).data, "base64").toString());
    return texts.length < count ? undefined : texts;
  });

test("a pipe made in a running region delivers at once, and goes on where it was when it is changed", async () => {
  region.start();
  const resource = new TestedResource(pipe, region.services.pipes);
  const { ref, attributes } = await resource.create(to("before"));
  expect([ref, attributes]).toEqual([
    "p",
    expect.objectContaining({ Arn: arnOf("pipes", "pipe/p"), CurrentState: "RUNNING" }),
  ]);
  await put("one");
  expect(await taken("before", 1)).toEqual(["one"]);
  const changed = await resource.update(to("after"));
  expect(changed.attributes).toMatchObject({ CreationTime: attributes?.CreationTime ?? "" });
  await put("two");
  expect(await taken("after", 1)).toEqual(["two"]);
  expect(await taken("before", 1)).toEqual(["one"]);
  expect((await resource.update({ ...to("after"), DesiredState: "STOPPED" })).attributes).toMatchObject({
    CurrentState: "STOPPED",
  });
  expect(region.services.pipes.pipe("p")?.state).toBe("STOPPED");
});

test("a change that is refused leaves the pipe as it was", async () => {
  region.start();
  const resource = new TestedResource(pipe, region.services.pipes);
  await resource.create(to("before"));
  await expect(resource.update({ ...to("before"), Target: arnOf("firehose", "x") })).rejects.toThrow(
    /firehose/,
  );
  await put("one");
  expect(await taken("before", 1)).toEqual(["one"]);
});

test("a deleted pipe leaves nothing behind: one of its name begins anew", async () => {
  region.start();
  const resource = new TestedResource(pipe, region.services.pipes);
  await resource.create(to("before"));
  await put("one");
  await taken("before", 1);
  await expect(new TestedResource(pipe, region.services.pipes).create(to("after"))).rejects.toMatchObject({
    code: "AlreadyExists",
  });
  await resource.delete();
  await resource.delete();
  expect(readdirSync(join(folder, "pipes")).filter((file) => !file.startsWith("pipes."))).toEqual([]);
  await resource.create(to("after"));
  expect(await taken("after", 1)).toEqual(["one"]);
});

const stream = { StartingPosition: "TRIM_HORIZON" };

test.each([
  ["an enrichment of another kind", { Enrichment: arnOf("sqs", "a") }, "does not enrich events"],
  [
    "a filter that is no pattern",
    {
      SourceParameters: {
        KinesisStreamParameters: stream,
        FilterCriteria: { Filters: [{ Pattern: '{"data":"x"}' }] },
      },
    },
    "Filters[0].Pattern",
  ],
  [
    "a template of unknown variables",
    { TargetParameters: { InputTemplate: "<aws.pipes.x>" } },
    "<aws.pipes.x>",
  ],
  [
    "a batch size out of bounds",
    { SourceParameters: { KinesisStreamParameters: { ...stream, BatchSize: "0" } } },
    "minimum: 1",
  ],
])("a pipe with %s is refused", async (_, properties, why) => {
  const resource = new TestedResource(pipe, region.services.pipes);
  await expect(resource.create({ ...to("before"), ...properties })).rejects.toThrow(why);
  expect(region.services.pipes.records).toEqual([]);
});

test("a pipe whose source is not there does not stabilize, and tells why", async () => {
  const resource = new TestedResource(pipe, region.services.pipes);
  const Source = arnOf("kinesis", "stream/none");
  await expect(resource.create({ ...to("before"), Source })).rejects.toThrow(
    `Resource of type 'AWS::Pipes::Pipe' with identifier 'p' did not stabilize. Status Reason is Input parameter is invalid from the request due to : Stream not found: ${Source}`,
  );
});

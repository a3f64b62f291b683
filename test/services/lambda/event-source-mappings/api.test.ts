// The real SDK client against a region's event source mappings: each operation with what AWS refuses of it, the states that a mapping
// goes through, and a function that is called for real.

import {
  CreateEventSourceMappingCommand,
  type CreateEventSourceMappingCommandInput,
  DeleteEventSourceMappingCommand,
  GetEventSourceMappingCommand,
  LambdaClient,
  ListTagsCommand,
  paginateListEventSourceMappings,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateEventSourceMappingCommand,
} from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { Region } from "../../../../src/region/region.ts";
import { type ServedRegion, serveRegion } from "../../../server/served-region.ts";
import { arnOf } from "../../../support/local-arn.ts";
import { createStreamedTable } from "../../../support/streamed-table.ts";
import { until } from "../../../support/until.ts";
import { createFixture } from "../open-lambda.ts";
import { fromStream, pattern, queue, refusedMappings, stream } from "./refusal-cases.ts";

let served: ServedRegion;
let region: Region;
let client: LambdaClient;
let tableStream: string;

beforeAll(async () => {
  served = await serveRegion();
  ({ region } = served);
  region.start();
  client = new LambdaClient({ ...served.clientConfiguration, maxAttempts: 1 });
  const { kinesis, sqs, dynamodb, lambda } = region.services;
  await kinesis.createStream({ streamName: "s", shardCount: 1 });
  for (const queueName of ["q", "other", "failures"]) await sqs.createQueue({ queueName });
  await sqs.createQueue({ queueName: "q.fifo", attributes: new Map([["FifoQueue", "true"]]) });
  tableStream = await createStreamedTable(dynamodb, "table");
  for (const name of ["consume", "second", "third"])
    await createFixture(lambda, name, { handler: "tells.handler" });
  lambda.functions.publish("consume");
  lambda.functions.createAlias("consume", { name: "live", version: "1", description: "", weights: {} });
});
afterAll(async () => {
  client.destroy();
  await served.close();
});

const create = (input: Partial<CreateEventSourceMappingCommandInput>) =>
  client.send(new CreateEventSourceMappingCommand({ FunctionName: "consume", ...input }));
const describeMapping = (UUID: string | undefined) => client.send(new GetEventSourceMappingCommand({ UUID }));
const remove = async (UUID: string | undefined) => {
  const deleted = await client.send(new DeleteEventSourceMappingCommand({ UUID }));
  await until(async () =>
    describeMapping(UUID).then(
      () => undefined,
      () => true,
    ),
  );
  return deleted;
};

test.each(refusedMappings)("is refused: %s", async (_, input, name, message) => {
  await expect(create(input)).rejects.toMatchObject({
    name,
    $metadata: { httpStatusCode: 400 },
    message,
  });
});

test("AT_TIMESTAMP is refused of a table", async () => {
  const input = { StartingPosition: "AT_TIMESTAMP", StartingPositionTimestamp: new Date(0) } as const;
  await expect(create({ EventSourceArn: tableStream, ...input })).rejects.toMatchObject({
    message: `Unsupported starting position for arn type: ${tableStream}`,
  });
});

test("what is not there", async () => {
  const UUID = "00000000-0000-0000-0000-000000000000";
  for (const command of [
    new GetEventSourceMappingCommand({ UUID }),
    new UpdateEventSourceMappingCommand({ UUID }),
    new DeleteEventSourceMappingCommand({ UUID }),
  ] as const)
    await expect(client.send(command as GetEventSourceMappingCommand)).rejects.toMatchObject({
      name: "ResourceNotFoundException",
      message: "The resource you requested does not exist.",
      $metadata: { httpStatusCode: 404 },
    });
});

test("a refusal has its message where Lambda's model has it", async () => {
  const told = async (path: string, given: RequestInit = {}) =>
    (await fetch(served.server.url + path, { ...given, headers: { connection: "close" } })).json();
  const path = "/2015-03-31/event-source-mappings";
  expect(await told(`${path}/00000000-0000-0000-0000-000000000000`)).toEqual({
    Type: "User",
    Message: "The resource you requested does not exist.",
  });
  const body = JSON.stringify({ FunctionName: "consume" });
  expect(await told(path, { method: "POST", body })).toEqual({
    Type: "User",
    message: "Unrecognized event source.",
  });
});

describe("a mapping", () => {
  test("of a stream is told with its defaults", async () => {
    const { $metadata, ...made } = await create(fromStream);
    expect($metadata.httpStatusCode).toBe(202);
    expect(made).toEqual({
      UUID: expect.stringMatching(/^[0-9a-f-]{36}$/),
      ...{ BatchSize: 100, MaximumBatchingWindowInSeconds: 0, ParallelizationFactor: 1 },
      ...{ MaximumRetryAttempts: -1, MaximumRecordAgeInSeconds: -1, TumblingWindowInSeconds: 0 },
      ...{
        BisectBatchOnFunctionError: false,
        FunctionResponseTypes: [],
        DestinationConfig: { OnFailure: {} },
      },
      ...{
        StartingPosition: "LATEST",
        EventSourceArn: stream,
        FunctionArn: arnOf("lambda", "function:consume"),
      },
      LastModified: expect.any(Date),
      LastProcessingResult: "No records processed",
      ...{ State: "Creating", StateTransitionReason: "User action" },
      EventSourceMappingArn: arnOf("lambda", `event-source-mapping:${made.UUID}`),
    });
    expect((await describeMapping(made.UUID)).State).toBe("Enabled");
    await expect(create(fromStream)).rejects.toMatchObject({
      name: "ResourceConflictException",
      message: `The event source arn (" ${stream} ") and function (" consume ") provided mapping already exists. Please update or delete the existing mapping with UUID ${made.UUID}`,
      $metadata: { httpStatusCode: 409 },
    });
    expect((await remove(made.UUID)).State).toBe("Deleting");
  });

  test("of a queue is told without what it does not have", async () => {
    const { $metadata: _, ...made } = await create({
      EventSourceArn: queue,
      ScalingConfig: { MaximumConcurrency: 2 },
    });
    expect(made).toEqual({
      UUID: expect.any(String),
      ...{ BatchSize: 10, MaximumBatchingWindowInSeconds: 0, FunctionResponseTypes: [] },
      ...{ EventSourceArn: queue, FunctionArn: arnOf("lambda", "function:consume") },
      ...{ ScalingConfig: { MaximumConcurrency: 2 }, LastModified: expect.any(Date) },
      ...{ State: "Creating", StateTransitionReason: "USER_INITIATED" },
      EventSourceMappingArn: arnOf("lambda", `event-source-mapping:${made.UUID}`),
    });
    await expect(create({ EventSourceArn: queue })).rejects.toMatchObject({
      message: `An event source mapping with SQS arn (" ${queue} ") and function (" consume ") already exists. Please update or delete the existing mapping with UUID ${made.UUID}`,
    });
    await remove(made.UUID);
  });

  test("keeps the alias that it was made with, which is another function to it", async () => {
    const plain = await create(fromStream);
    const alias = await create({ ...fromStream, FunctionName: "consume:live" });
    expect(alias.FunctionArn).toBe(arnOf("lambda", "function:consume:live"));
    await remove(plain.UUID);
    await remove(alias.UUID);
  });

  test("goes through the states that a change has", async () => {
    const { UUID } = await create({ ...fromStream, Enabled: false });
    expect((await describeMapping(UUID)).State).toBe("Disabled");
    const update = async (input: object) => {
      const { State } = await client.send(new UpdateEventSourceMappingCommand({ UUID, ...input }));
      const settled = await until(async () => {
        const now = await describeMapping(UUID);
        return now.State === "Enabled" || now.State === "Disabled" ? now : undefined;
      });
      return [State, settled.State];
    };
    expect(await update({ Enabled: true })).toEqual(["Enabling", "Enabled"]);
    expect(await update({ BatchSize: 7, ...pattern('{"data":{"a":[1]}}') })).toEqual(["Updating", "Enabled"]);
    expect(await describeMapping(UUID)).toMatchObject({
      BatchSize: 7,
      FilterCriteria: { Filters: [{ Pattern: '{"data":{"a":[1]}}' }] },
    });
    expect(await update({ FilterCriteria: {}, FunctionName: "second" })).toEqual(["Updating", "Enabled"]);
    const changed = await describeMapping(UUID);
    expect(changed.FilterCriteria).toBeUndefined();
    expect(changed.FunctionArn).toBe(arnOf("lambda", "function:second"));
    expect(await update({ Enabled: false })).toEqual(["Disabling", "Disabled"]);
    await remove(UUID);
  });

  test("has tags", async () => {
    const { UUID, EventSourceMappingArn: Resource } = await create({ ...fromStream, Tags: { a: "1" } });
    await client.send(new TagResourceCommand({ Resource, Tags: { b: "2" } }));
    await client.send(new UntagResourceCommand({ Resource, TagKeys: ["a"] }));
    expect((await client.send(new ListTagsCommand({ Resource }))).Tags).toEqual({ b: "2" });
    await remove(UUID);
  });
});

test("lists are by source and by function, in pages", async () => {
  const made = await Promise.all(
    ["consume", "second", "third"].map((FunctionName) => create({ FunctionName, EventSourceArn: queue })),
  );
  const other = await create({ EventSourceArn: arnOf("sqs", "other") });
  const list = async (input: object) => {
    const found: (string | undefined)[] = [];
    for await (const { EventSourceMappings = [] } of paginateListEventSourceMappings(
      { client, pageSize: 2 },
      input,
    ))
      found.push(...EventSourceMappings.map(({ UUID }) => UUID));
    return found;
  };
  expect(await list({})).toHaveLength(4);
  expect(new Set(await list({ EventSourceArn: queue }))).toEqual(new Set(made.map(({ UUID }) => UUID)));
  expect(new Set(await list({ FunctionName: "consume" }))).toEqual(new Set([made[0]?.UUID, other.UUID]));
  expect(await list({ FunctionName: "consume", EventSourceArn: queue })).toEqual([made[0]?.UUID]);
  for (const { UUID } of [...made, other]) await remove(UUID);
});

test("a function that is gone leaves its mapping, which goes on when the function is there again", async () => {
  const { lambda, kinesis } = region.services;
  await createFixture(lambda, "passing", { handler: "tells.handler" });
  const { UUID } = await create({ ...fromStream, FunctionName: "passing" });
  await lambda.functions.delete("passing");
  expect((await describeMapping(UUID)).State).toBe("Enabled");
  await kinesis.append("s", [{ partitionKey: "k", data: Buffer.from("x") }]);
  const failed = await until(async () => {
    const { LastProcessingResult: result } = await describeMapping(UUID);
    return result === "No records processed" ? undefined : result;
  });
  expect(failed).toBe("PROBLEM: Function call failed");
  await createFixture(lambda, "passing", { handler: "tells.handler" });
  await until(async () => (await describeMapping(UUID)).LastProcessingResult === "OK");
  await remove(UUID);
});

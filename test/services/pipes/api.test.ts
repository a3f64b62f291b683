// The real SDK client against the pipes of a region: each operation, what it refuses, pages, and what is there after a restart.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  ConflictException,
  CreatePipeCommand,
  type CreatePipeCommandInput,
  DeletePipeCommand,
  DescribePipeCommand,
  ListPipesCommand,
  ListTagsForResourceCommand,
  NotFoundException,
  PipesClient,
  paginateListPipes,
  StartPipeCommand,
  StopPipeCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdatePipeCommand,
  ValidationException,
} from "@aws-sdk/client-pipes";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { Region } from "../../../src/region/region.ts";
import { type ServedRegion, serveRegion } from "../../server/served-region.ts";
import { arnOf } from "../../support/local-arn.ts";
import { until } from "../../support/until.ts";
import { badlyFormed, fromQueue, fromStream, meaningless, RoleArn } from "./definition-cases.ts";

const folder = mkdtempSync(join(tmpdir(), "pipes-"));
let served: ServedRegion;
let region: Region;
let client: PipesClient;

async function open() {
  served = await serveRegion({ directory: folder });
  ({ region } = served);
  region.start();
  client = new PipesClient(served.clientConfiguration);
}

async function close() {
  client.destroy();
  await served.close();
}

beforeAll(async () => {
  await open();
  await region.services.kinesis.createStream({ streamName: "s", shardCount: 1 });
  for (const queueName of ["from", "to", "other"]) await region.services.sqs.createQueue({ queueName });
});
afterAll(async () => {
  await close();
  rmSync(folder, { recursive: true });
});

const describePipe = (Name: string) => client.send(new DescribePipeCommand({ Name }));
const inState = (Name: string, state: string) =>
  until(async () => {
    const pipe = await describePipe(Name);
    return pipe.CurrentState === state ? pipe : undefined;
  });

/** What became of the refused call. */
const refusalOf = (call: Promise<unknown>) =>
  call.then(
    () => {
      throw new Error("it was not refused");
    },
    (error: unknown) => error,
  );

describe("a pipe's life", () => {
  test("is told at each step, and comes to its end", async () => {
    const created = await client.send(
      new CreatePipeCommand({ Name: "p", ...fromStream, Description: "of readings", Tags: { a: "1" } }),
    );
    expect(created).toMatchObject({
      ...{ Name: "p", Arn: arnOf("pipes", "pipe/p"), DesiredState: "RUNNING", CurrentState: "CREATING" },
      CreationTime: expect.any(Date),
      LastModifiedTime: expect.any(Date),
    });
    const running = await inState("p", "RUNNING");
    expect(running).toMatchObject({
      ...{ Description: "of readings", Tags: { a: "1" } },
      SourceParameters: {
        KinesisStreamParameters: {
          ...{ BatchSize: 100, MaximumBatchingWindowInSeconds: 0, ParallelizationFactor: 1 },
          ...{ MaximumRecordAgeInSeconds: -1, MaximumRetryAttempts: -1, StartingPosition: "TRIM_HORIZON" },
        },
      },
    });
    const stopped = await client.send(new StopPipeCommand({ Name: "p" }));
    expect(stopped).toMatchObject({ DesiredState: "STOPPED", CurrentState: "STOPPING" });
    await inState("p", "STOPPED");
    const started = await client.send(new StartPipeCommand({ Name: "p" }));
    expect(started).toMatchObject({ DesiredState: "RUNNING", CurrentState: "STARTING" });
    await inState("p", "RUNNING");
    const change = { Name: "p", RoleArn, Target: arnOf("sqs", "other"), Description: "" };
    const updated = await client.send(new UpdatePipeCommand(change));
    expect(updated.CurrentState).toBe("UPDATING");
    const after = await inState("p", "RUNNING");
    expect([after.Target, after.Description, after.SourceParameters]).toEqual([
      ...[arnOf("sqs", "other"), undefined],
      running.SourceParameters,
    ]);
    const deleted = await client.send(new DeletePipeCommand({ Name: "p" }));
    expect(deleted).toMatchObject({ DesiredState: "DELETED", CurrentState: "DELETING" });
    await until(() => refusalOf(describePipe("p")).catch(() => undefined));
  });

  test("may begin stopped, and outlasts a restart", async () => {
    const stopped = { DesiredState: "STOPPED", Name: "asleep", ...fromQueue } as const;
    await client.send(new CreatePipeCommand(stopped));
    await inState("asleep", "STOPPED");
    await client.send(new CreatePipeCommand({ Name: "awake", ...fromQueue }));
    const before = await inState("awake", "RUNNING");
    await close();
    await open();
    expect(await describePipe("awake")).toMatchObject({
      CreationTime: before.CreationTime,
      CurrentState: "RUNNING",
    });
    expect(await describePipe("asleep")).toMatchObject({ CurrentState: "STOPPED" });
    await region.services.sqs.send("from", "hello");
    const [message] = await until(() => {
      const messages = region.services.sqs.messages("to");
      return messages.length > 0 ? messages : undefined;
    });
    expect(JSON.parse(message?.body ?? "")).toMatchObject({ body: "hello", eventSource: "aws:sqs" });
    for (const Name of ["awake", "asleep"]) await client.send(new DeletePipeCommand({ Name }));
  });

  test("of a source that is not there fails, with the reason", async () => {
    const Source = arnOf("sqs", "nobody");
    await client.send(new CreatePipeCommand({ Name: "lost", ...fromQueue, Source }));
    const { StateReason } = await inState("lost", "CREATE_FAILED");
    expect(StateReason).toBe(
      "Input parameter is invalid from the request due to : Error occurred while ReceiveMessage. SQS Error Code: AWS.SimpleQueueService.NonExistentQueue. SQS Error Message: The specified queue does not exist.",
    );
    await client.send(new DeletePipeCommand({ Name: "lost" }));
  });
});

test("lists come in pages, and filtered", async () => {
  const names = ["one-a", "one-b", "two-a"];
  for (const Name of names)
    await client.send(new CreatePipeCommand({ Name, ...fromQueue, DesiredState: "STOPPED" }));
  const pages: (string | undefined)[][] = [];
  for await (const { Pipes = [] } of paginateListPipes({ client, pageSize: 2 }, {}))
    pages.push(Pipes.map(({ Name }) => Name));
  expect(pages).toEqual([["one-a", "one-b"], ["two-a"]]);
  const listed = async (filter: object) =>
    (await client.send(new ListPipesCommand(filter))).Pipes?.map(({ Name }) => Name);
  expect(await listed({ NamePrefix: "one" })).toEqual(["one-a", "one-b"]);
  expect(await listed({ SourcePrefix: arnOf("kinesis", "") })).toEqual([]);
  expect(await listed({ TargetPrefix: fromQueue.Target, DesiredState: "STOPPED" })).toEqual(names);
  expect(await listed({ DesiredState: "RUNNING" })).toEqual([]);
  expect(await refusalOf(listed({ NextToken: "x" }))).toBeInstanceOf(ValidationException);
  for (const Name of names) await client.send(new DeletePipeCommand({ Name }));
});

test("tags are put, told and taken away", async () => {
  // A name in which other services may see their own.
  const Name = "tagged-scheduler-pipe";
  await client.send(new CreatePipeCommand({ Name, ...fromQueue }));
  const resourceArn = arnOf("pipes", `pipe/${Name}`);
  const tags = async () => (await client.send(new ListTagsForResourceCommand({ resourceArn }))).tags;
  expect(await tags()).toEqual({});
  await client.send(new TagResourceCommand({ resourceArn, tags: { a: "1", b: "2" } }));
  await client.send(new TagResourceCommand({ resourceArn, tags: { a: "3" } }));
  expect(await tags()).toEqual({ a: "3", b: "2" });
  await client.send(new UntagResourceCommand({ resourceArn, tagKeys: ["a"] }));
  expect(await tags()).toEqual({ b: "2" });
  await client.send(new DeletePipeCommand({ Name }));
  const nobody = arnOf("pipes", "pipe/nobody");
  for (const command of [
    new ListTagsForResourceCommand({ resourceArn: nobody }),
    new TagResourceCommand({ resourceArn: nobody, tags: { a: "1" } }),
    new UntagResourceCommand({ resourceArn: nobody, tagKeys: ["a"] }),
  ])
    expect(await refusalOf(client.send(command as ListTagsForResourceCommand))).toBeInstanceOf(
      NotFoundException,
    );
});

test.each([
  new DescribePipeCommand({ Name: "nobody" }),
  new UpdatePipeCommand({ Name: "nobody", RoleArn }),
  new StartPipeCommand({ Name: "nobody" }),
  new StopPipeCommand({ Name: "nobody" }),
  new DeletePipeCommand({ Name: "nobody" }),
])("a pipe that is not there is told of", async (command) => {
  const refusal = await refusalOf(client.send(command as DescribePipeCommand));
  expect(refusal).toBeInstanceOf(NotFoundException);
  expect(refusal).toMatchObject({ message: "Pipe nobody does not exist." });
});

test("a name is taken once", async () => {
  await client.send(new CreatePipeCommand({ Name: "once", ...fromQueue }));
  const refusal = await refusalOf(client.send(new CreatePipeCommand({ Name: "once", ...fromQueue })));
  expect(refusal).toBeInstanceOf(ConflictException);
  expect(refusal).toMatchObject({
    message: "Pipe once already exists.",
    resourceId: "once",
    resourceType: "pipe",
  });
  await client.send(new DeletePipeCommand({ Name: "once" }));
});

describe("a request that is", () => {
  test.each(badlyFormed)("%s is refused", async (_, members, message) => {
    const input = { Name: "bad", ...fromQueue, ...members } as CreatePipeCommandInput;
    const refusal = await refusalOf(client.send(new CreatePipeCommand(input)));
    expect(refusal).toBeInstanceOf(ValidationException);
    expect((refusal as Error).message).toContain(message);
  });

  test.each(meaningless)("%s is refused by the field", async (_, members, name, message) => {
    const input = { Name: "bad", ...fromQueue, ...members } as CreatePipeCommandInput;
    const refusal = await refusalOf(client.send(new CreatePipeCommand(input)));
    expect(refusal).toBeInstanceOf(ValidationException);
    expect(refusal).toMatchObject({ fieldList: [{ name, message: expect.stringContaining(message) }] });
  });

  test("waiting for a Standard state machine is refused, and starting it is not", async () => {
    const definition = '{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}';
    const { arn: Target } = region.services.states.machines.create({
      ...{ name: "standard", type: "STANDARD", definition, roleArn: RoleArn },
    });
    const refusal = await refusalOf(
      client.send(new CreatePipeCommand({ Name: "bad", ...fromQueue, Target })),
    );
    expect(refusal).toMatchObject({
      fieldList: [{ name: "Target", message: expect.stringContaining("FIRE_AND_FORGET") }],
    });
    const TargetParameters = {
      StepFunctionStateMachineParameters: { InvocationType: "FIRE_AND_FORGET" as const },
    };
    await client.send(new CreatePipeCommand({ Name: "forgets", ...fromQueue, Target, TargetParameters }));
    await inState("forgets", "RUNNING");
    await client.send(new DeletePipeCommand({ Name: "forgets" }));
  });
});

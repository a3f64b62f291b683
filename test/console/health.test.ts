// What the region says of itself: its health, and who its callers are.

import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { pageRoutes } from "../../src/console/page-routes.ts";
import { Region } from "../../src/region/region.ts";
import { ApiServer } from "../../src/server/server.ts";
import { stsApi } from "../../src/services/sts/api.ts";
import { until } from "../support/until.ts";

let region: Region;
let server: ApiServer;
beforeEach(async () => {
  server = new ApiServer({ onFault: (fault) => expect(fault).toBeUndefined() });
  await server.listen(0);
  region = await Region.open({ directory: undefined, endpoint: server.url });
  server.serve({ services: [stsApi(region.services.sts)], routes: pageRoutes(region) });
});
afterEach(async () => {
  await server.close();
  await region.close();
});

test("the health page counts what the region holds", async () => {
  const health = async () =>
    (await fetch(`${server.url}/health`, { headers: { connection: "close" } })).json();
  expect(await health()).toMatchObject({ status: "ok", streams: 0, pipes: [], pendingEventDeliveries: 0 });
  await region.services.kinesis.createStream({ streamName: "in", shardCount: 1 });
  expect(await health()).toMatchObject({ status: "ok", streams: 1 });
});

test("the health page tells of each pipe how it is, also of one that came to nothing", async () => {
  const { pipes, sqs } = region.services;
  await sqs.createQueue({ queueName: "there" });
  const queue = (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`;
  const RoleArn = "arn:aws:iam::000000000000:role/any";
  pipes.create("works", { Source: queue("there"), Target: queue("there"), RoleArn });
  pipes.create("lost", { Source: queue("nobody"), Target: queue("there"), RoleArn });
  const told = await until(async () => {
    const health = await (await fetch(`${server.url}/health`, { headers: { connection: "close" } })).json();
    const { pipes: all } = health as { readonly pipes: readonly { readonly state: string }[] };
    return all.some(({ state }) => state === "CREATING") ? undefined : all;
  });
  expect(told).toEqual([
    expect.objectContaining({ name: "works", state: "RUNNING", failedBatches: 0 }),
    { name: "lost", state: "CREATE_FAILED", stateReason: expect.stringContaining("queue does not exist") },
  ]);
});

test("every caller is the account's root", async () => {
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  const sts = new STSClient({ endpoint: server.url, region: "us-east-1", credentials });
  expect(await sts.send(new GetCallerIdentityCommand({}))).toMatchObject({
    Account: "000000000000",
    Arn: "arn:aws:iam::000000000000:root",
  });
  sts.destroy();
});

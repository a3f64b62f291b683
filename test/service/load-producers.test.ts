// The producers of a load test inside the region, in the roles that their stack gives them and that are held to their policies.

import { DescribeExecutionCommand, StartExecutionCommand, StopExecutionCommand } from "@aws-sdk/client-sfn";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { awsClients, type Clients, closeClients } from "../../src/load/aws/clients.ts";
import { type ProducerTask, producerTasks } from "../../src/load/aws/producer-share.ts";
import { ProducersStack } from "../../src/load/aws/producers-stack.ts";
import { fastClock } from "../../src/time/fast-clock.ts";
import { type ServedRegion, serveRegion } from "../server/served-region.ts";
import { until } from "../support/until.ts";
import { unmissed } from "./permission-uses.ts";

const streamName = "readings";
const denied: string[] = [];
let served: ServedRegion;
let clients: Clients;
let stack: ProducersStack;
let machine: string;

beforeAll(async () => {
  served = await serveRegion({
    permissions: "enforce",
    onDenied: (message) => void denied.push(message),
    // What is taken away while it runs is waited for, by this clock.
    clock: fastClock(10),
  });
  served.region.start();
  served.region.services.kinesis.createStream({ streamName, shardCount: 1 });
  const user = { AWS_REGION: "us-east-1", AWS_ACCESS_KEY_ID: "local", AWS_SECRET_ACCESS_KEY: "local" };
  Object.assign(process.env, user);
  clients = awsClients(served.server.url);
  stack = new ProducersStack(clients, "weather");
  machine = await stack.create(streamName);
});

afterAll(async () => {
  await stack?.remove();
  closeClients(clients);
  await served?.close();
});

async function start(durationSeconds: number): Promise<string | undefined> {
  const input = JSON.stringify({ producers: producerTasks(100, durationSeconds, Date.now()) });
  const { executionArn } = await clients.sfn.send(
    new StartExecutionCommand({ stateMachineArn: machine, input }),
  );
  return executionArn;
}

const ended = (executionArn: string | undefined) =>
  until(async () => {
    const found = await clients.sfn.send(new DescribeExecutionCommand({ executionArn }));
    return found.status === "RUNNING" ? undefined : found;
  });

test("put their share on the stream, and end when they are stopped", async () => {
  const { status, output = "[]", cause } = await ended(await start(1));
  expect([status, cause]).toEqual(["SUCCEEDED", undefined]);
  const [sent] = JSON.parse(output) as readonly ProducerTask[];
  expect(sent?.done).toMatchObject({ sent: 100, acknowledged: 100, givenUp: 0 });
  const executionArn = await start(600);
  const { mapRuns } = served.region.services.states;
  const running = () => mapRuns.list(String(executionArn), {}).items[0]?.counts.executions.running ?? 0;
  await until(() => running() > 0);
  await clients.sfn.send(new StopExecutionCommand({ executionArn }));
  expect(await ended(executionArn)).toMatchObject({ status: "ABORTED" });
  expect(denied).toEqual([]);
});

test("have no permission that is not used, and miss each if it is taken away", () => {
  const { permissions, services } = served.region;
  const roles = services.iam.roles.all().filter(({ name }) => name.startsWith(stack.name));
  expect(roles).toHaveLength(2);
  for (const { arn, inline } of roles) {
    expect(Object.values(inline)).toHaveLength(2);
    const uses = permissions?.usesOf(arn) ?? [];
    expect(unmissed({ roleArn: arn, documents: Object.values(inline), uses })).toEqual([]);
  }
});

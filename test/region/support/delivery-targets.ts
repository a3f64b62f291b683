// Everything in a region that can be delivered to by ARN, each with the means to see what came.

import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";
import { afterAll } from "@jest/globals";
import type { DeliveryTarget } from "../../../src/aws/delivery.ts";
import { delivered } from "../../../src/aws/delivery.ts";
import { readRequest } from "../../../src/aws/wire/shape.ts";
import type { Region } from "../../../src/region/region.ts";
import { extendedS3Destination } from "../../../src/services/firehose/streams/destination-shapes.ts";
import { getRecords, getShardIterator } from "../../../src/services/kinesis/reading/get-records.ts";
import { completeSettings } from "../../../src/services/lambda/functions/function-settings.ts";
import { fixtureCode } from "../../support/fixture-code.ts";
import { arnOf } from "../../support/local-arn.ts";
import { proxyApi } from "./proxy-api.ts";

export const roleArn = "arn:aws:iam::000000000000:role/any";

export interface Target {
  readonly arn: string;
  /** The texts that have come by now. */
  taken(): readonly string[] | Promise<readonly string[]>;
}

type MakeTarget = (region: Region, name: string) => Target | Promise<Target>;

async function queueOf({ services: { sqs: queues } }: Region, queueName: string): Promise<Target> {
  const fifo: [string, string][] = [
    ["FifoQueue", "true"],
    ["ContentBasedDeduplication", "true"],
  ];
  await queues.createQueue({ queueName, attributes: new Map(queueName.endsWith(".fifo") ? fifo : []) });
  const taken = () => queues.messages(queueName).map(({ body }) => body);
  return { arn: queues.queueArn(queueName), taken };
}

function machineOf(type: "EXPRESS" | "STANDARD"): MakeTarget {
  return ({ services: { states } }, name) => {
    const definition = '{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}';
    const { arn } = states.machines.create({ name, type, definition, roleArn });
    const inputs: string[] = [];
    states.onExecutionEnded(({ stateMachine, end }) => {
      if (stateMachine.arn === arn && end.status === "SUCCEEDED") inputs.push(JSON.stringify(end.output));
    });
    return { arn, taken: () => inputs };
  };
}

/** What a service that the region does not know yet would put in. */
function toyTarget(taken: (arn: string, text: string) => void): DeliveryTarget {
  return {
    service: "toy",
    resource: /^box\//,
    deliver({ arn, payload }) {
      taken(arn, payload.text);
      return delivered;
    },
  };
}

const boxes = new Map<string, string[]>();

export const targets: Readonly<Record<string, MakeTarget>> = {
  queue: queueOf,
  "FIFO queue": (region, name) => queueOf(region, `${name}.fifo`),
  topic: ({ services: { sns: topics } }, name) => {
    const { topicArn: arn } = topics.createTopic(name);
    return { arn, taken: () => topics.published(arn).map(({ message }) => message) };
  },
  function: async (region, functionName) => {
    const { logs } = region.services;
    const { arn } = await functionOf(region, functionName, "tells");
    const logGroupName = `/aws/lambda/${functionName}`;
    const taken = () => {
      if (!logs.hasLogGroup(logGroupName)) return [];
      return logs.filterLogEvents({ logGroupName }).events.map(({ message }) => message);
    };
    return { arn, taken };
  },
  "Express state machine": machineOf("EXPRESS"),
  "Standard state machine": machineOf("STANDARD"),
  bus: async (region, name) => {
    const {
      events: { buses },
    } = region.services;
    const { eventBusArn: arn } = await buses.createEventBus(name);
    const { arn: queueArn, taken } = await queueOf(region, `${name}-of-bus`);
    await buses.putRule({ name: "all", enabled: true, eventPattern: '{"version":["0"]}' }, name);
    await buses.putTargets("all", [{ id: "q", arn: queueArn }], name);
    return { arn, taken };
  },
  stream: async ({ services: { kinesis: streams } }, streamName) => {
    await streams.createStream({ streamName, shardCount: 1 });
    const shard = { shardId: "shardId-000000000000", shardIteratorType: "TRIM_HORIZON" } as const;
    const taken = async () => {
      const iterator = getShardIterator(streams, { streamName }, shard);
      const { records } = await getRecords(streams, iterator);
      return records.map(({ data }) => (data[0] === 0x1f ? gunzipSync(data) : Buffer.from(data)).toString());
    };
    return { arn: arnOf("kinesis", `stream/${streamName}`), taken };
  },
  "delivery stream": async ({ services: { firehose, s3 } }, name) => {
    const bucket = name.toLowerCase();
    await s3.createBucket(bucket);
    const { arn } = firehose.create({ name, destination: bucketDestination(bucket) });
    const taken = async () => {
      const keys = s3.listObjects(bucket).objects.map(({ key }) => key);
      const objects = await Promise.all(keys.map((key) => s3.getObject(bucket, key)));
      return objects.map(({ bytes }) => (bytes[0] === 0x1f ? gunzipSync(bytes) : bytes).toString());
    };
    return { arn, taken };
  },
  "log group": ({ services: { logs } }, logGroupName) => {
    logs.createLogGroup(logGroupName);
    const taken = () => logs.filterLogEvents({ logGroupName }).events.map(({ message }) => message);
    return { arn: arnOf("logs", `log-group:${logGroupName}`), taken };
  },
  "API destination": async ({ services: { events } }, name) => {
    const { url, bodies } = await recordingServer();
    const { arn: connectionArn } = await events.connections.create({
      ...{ name, authorizationType: "API_KEY" },
      authParameters: { ApiKeyAuthParameters: { ApiKeyName: "x-key", ApiKeyValue: "k" } },
    });
    const { arn } = events.destinations.create({
      ...{ name, connectionArn, endpoint: `${url}/`, method: "POST" },
      invocationsPerSecond: 300,
    });
    return { arn, taken: () => bodies };
  },
  "REST API": async (region) => {
    const { url, bodies } = await recordingServer();
    return { arn: proxyApi(region, url, "events"), taken: () => bodies };
  },
  "target that a service adds": ({ router }, name) => {
    const arn = arnOf("toy", `box/${name}`);
    if (boxes.size === 0) router.add(toyTarget((box, text) => boxes.get(box)?.push(text)));
    boxes.set(arn, []);
    return { arn, taken: () => boxes.get(arn) ?? [] };
  },
};

const servers = new Set<Server>();
/** One that stays open would keep all modules of its test file in memory. */
afterAll(() => {
  for (const server of servers) server.close();
});

async function recordingServer() {
  const bodies: string[] = [];
  const server = createServer(async (request, response) => {
    bodies.push(Buffer.concat(await request.toArray()).toString());
    // A connection that is kept would keep the process of the tests as well.
    response.writeHead(200, { connection: "close" }).end("{}");
  });
  servers.add(server);
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, bodies };
}

/** Of a delivery stream that delivers each record as it comes. */
export function bucketDestination(bucket: string) {
  return {
    type: "S3",
    settings: readRequest(extendedS3Destination, {
      ...{ RoleARN: roleArn, BucketARN: `arn:aws:s3:::${bucket}` },
      BufferingHints: { SizeInMBs: 1, IntervalInSeconds: 0 },
    }),
  } as const;
}

export async function functionOf(
  { services: { lambda } }: Region,
  functionName: string,
  module: "tells" | "everything",
): Promise<{ readonly arn: string }> {
  const code = await fixtureCode(lambda);
  return lambda.functions.create({
    name: functionName,
    settings: completeSettings(functionName, {
      ...{ runtime: "nodejs24.x", handler: `${module}.handler`, code },
    }),
  });
}

// The Lambda service over the handlers in test/fixtures/functions, with its log and metrics kept for inspection.

import { localIdentity } from "../../../src/aws/arn.ts";
import { type Deliver, delivered } from "../../../src/aws/delivery.ts";
import type { MetricSink } from "../../../src/aws/metric-sink.ts";
import { ServiceError } from "../../../src/aws/service-error.ts";
import type { FunctionSettings } from "../../../src/services/lambda/functions/function-record.ts";
import { completeSettings } from "../../../src/services/lambda/functions/function-settings.ts";
import { Lambda } from "../../../src/services/lambda/lambda.ts";
import { type Clock, systemClock } from "../../../src/time/clock.ts";
import { fixtureCode } from "../../support/fixture-code.ts";

const noMetrics: MetricSink = { series: () => ({ record: () => undefined }) };

export interface OpenedLambda {
  readonly lambda: Lambda;
  readonly log: { readonly group: string; readonly stream: string; readonly message: string }[];
  /** What lies in buckets, by `bucket/key`, or `bucket/key?version`. */
  readonly objects: Map<string, Uint8Array>;
}

export interface LambdaSurroundings {
  readonly clock: Clock;
  readonly deliver: Deliver;
  readonly metrics: MetricSink;
  /** Where handlers find the region. */
  readonly endpointUrl: () => string | undefined;
}

export async function openLambda(
  directory?: string,
  {
    clock = systemClock,
    deliver = () => delivered,
    metrics = noMetrics,
    endpointUrl = () => undefined,
  }: Partial<LambdaSurroundings> = {},
): Promise<OpenedLambda> {
  const log: OpenedLambda["log"] = [];
  const objects: OpenedLambda["objects"] = new Map();
  const lambda = await Lambda.open({
    ...{ clock, deliver, metrics, endpointUrl },
    onFault: (fault) => {
      throw fault;
    },
    identity: localIdentity,
    directory,
    logs: {
      append(group, stream, entries) {
        for (const { message } of entries) log.push({ group, stream, message });
      },
    },
    objects: {
      buckets: [],
      async getObject(bucket, key, version) {
        const bytes = objects.get(`${bucket}/${key}${version === undefined ? "" : `?${version}`}`);
        if (bytes !== undefined) return { bytes };
        throw new ServiceError("NoSuchKey", "The specified key does not exist.", { status: 404 });
      },
      async putObject({ bucket, key, bytes }) {
        objects.set(`${bucket}/${key}`, bytes);
      },
    },
    eventSources: nothingToRead,
    deployments: {
      begin() {
        throw new Error("there is no CodeDeploy here");
      },
    },
  });
  lambda.start();
  return { lambda, log, objects };
}

/** Of a region without streams, tables and queues. */
const nothing = (): never => {
  throw new ServiceError("ResourceNotFoundException", "there is nothing to read here");
};
const nothingToRead = {
  kinesis: { stream: nothing },
  dynamodb: { changes: nothing },
  sqs: {
    queueUrl: (name: string) => name,
    getQueueAttributes: nothing,
    receiveMessage: nothing,
    deleteMessage: nothing,
    changeMessageVisibility: nothing,
  },
};

/** A function whose handler lies in test/fixtures/functions. */
export async function createFixture(
  lambda: Lambda,
  name: string,
  given: Partial<FunctionSettings> = {},
): Promise<void> {
  const code = await fixtureCode(lambda);
  const settings = { runtime: "nodejs24.x", handler: "everything.handler", ...given, code };
  lambda.functions.create({ name, settings: completeSettings(name, settings) });
}

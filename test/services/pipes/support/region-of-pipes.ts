// Sources, targets and pipes of one region in memory, on a clock that the test moves.

import { expect } from "@jest/globals";
import type { JsonObject } from "../../../../src/aws/json.ts";
import { Region } from "../../../../src/region/region.ts";
import type { PipeDefinition } from "../../../../src/services/pipes/pipe-definition.ts";
import { VirtualClock } from "../../../../src/time/virtual-clock.ts";
import { arnOf } from "../../../support/local-arn.ts";
import { createStreamedTable } from "../../../support/streamed-table.ts";
import { until } from "../../../support/until.ts";

export const clock = new VirtualClock();
export let region: Region;

export async function openRegion(): Promise<void> {
  region = await Region.open({ directory: undefined, endpoint: "http://127.0.0.1:4566", clock });
  region.start();
}

export const closeRegion = () => region.close();

const RoleArn = "arn:aws:iam::000000000000:role/any";
export const position = { StartingPosition: "TRIM_HORIZON" } as const;

export async function queue(
  queueName: string,
  attributes: readonly (readonly [string, string])[] = [],
): Promise<string> {
  const fifo = queueName.endsWith(".fifo")
    ? ([
        ["FifoQueue", "true"],
        ["ContentBasedDeduplication", "true"],
      ] as const)
    : [];
  await region.services.sqs.createQueue({ queueName, attributes: new Map([...fifo, ...attributes]) });
  return arnOf("sqs", queueName);
}

export async function stream(streamName: string): Promise<string> {
  await region.services.kinesis.createStream({ streamName, shardCount: 1 });
  return arnOf("kinesis", `stream/${streamName}`);
}

export const table = (name: string) =>
  createStreamedTable(region.services.dynamodb, name, "NEW_AND_OLD_IMAGES");

/** A machine whose output is what a JSONata expression makes of its input. */
export function express(name: string, output = "$states.input"): string {
  const definition = JSON.stringify({
    ...{ QueryLanguage: "JSONata", StartAt: "P" },
    States: { P: { Type: "Pass", Output: `{% ${output} %}`, End: true } },
  });
  return region.services.states.machines.create({ name, type: "EXPRESS", definition, roleArn: RoleArn }).arn;
}

export async function pipe(name: string, definition: Omit<PipeDefinition, "RoleArn">): Promise<void> {
  region.services.pipes.create(name, { RoleArn, ...definition });
  expect(await region.services.pipes.settled(name)).toMatchObject({ currentState: "RUNNING" });
}

export const put = (streamName: string, ...texts: readonly string[]) =>
  region.services.kinesis.putRecords(
    { streamName },
    texts.map((text) => ({ partitionKey: "k", data: Buffer.from(text) })),
  );

/** The bodies in a queue, once there are so many. */
export const bodies = (queueName: string, count: number) =>
  until(() => {
    const messages = region.services.sqs.messages(queueName);
    return messages.length < count ? undefined : messages.map(({ body }) => JSON.parse(body) as JsonObject);
  });

export const statistics = (name: string) => region.services.pipes.pipe(name)?.statistics();

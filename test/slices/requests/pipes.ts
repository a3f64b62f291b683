// Pipes: the largest filters and input templates over the largest records.

import {
  base64,
  each,
  kinesis,
  type LargeRequest,
  pause,
  queueArn,
  rest,
  sqs,
  times,
} from "./large-request.ts";
import { roleArn } from "./machines.ts";

const pipes = rest("pipes");

const patternOf = (pattern: object) => ({ Pattern: JSON.stringify(pattern) });
const filters = [
  patternOf({ data: { l: times(120, (n) => ({ wildcard: `*${n}*x*` })) } }),
  patternOf({ data: { l: times(90, (n) => ({ prefix: { "equals-ignore-case": `y${n}` } })) } }),
  patternOf({ data: { l: [{ "anything-but": times(300, (n) => `v${n}`) }] } }),
  patternOf({ data: { $or: times(60, (n) => ({ [`k${n}`]: [{ numeric: [">", n, "<", n + 1] }] })) } }),
  patternOf({ data: { m: { m: { m: [{ exists: false }] } } } }),
];
const record = Buffer.from(JSON.stringify({ l: times(100_000, (n) => `v${n}`) }));

const pipeTemplates: Readonly<Record<string, string>> = {
  "the event, again and again": `{"l":[${"<aws.pipes.event>,".repeat(440)}0]}`,
  "the event in texts": `{"l":["${"<aws.pipes.event.json>".repeat(360)}"]}`,
  "the event among lines": `x ${"<aws.pipes.event.json> ".repeat(350)}`,
};

const pipeOf = (name: string, parameters: object, template?: string): LargeRequest => ({
  name: `Pipes ${name}`,
  prepare: async (target) => {
    const StreamName = `piped-${name.replaceAll(/\W/g, "-")}`;
    await kinesis(target, "CreateStream", { StreamName, ShardCount: 1 });
    await sqs(target, "CreateQueue", { QueueName: "piped" });
    const made = await pipes(target, `POST /v1/pipes/${StreamName}`, {
      RoleArn: roleArn,
      Source: `arn:aws:kinesis:us-east-1:000000000000:stream/${StreamName}`,
      SourceParameters: {
        KinesisStreamParameters: { StartingPosition: "TRIM_HORIZON", BatchSize: 10, MaximumRetryAttempts: 1 },
        ...parameters,
      },
      Target: queueArn("piped"),
      ...(template === undefined ? {} : { TargetParameters: { InputTemplate: template } }),
    });
    if (made.status !== 200) throw new Error(made.body);
  },
  ask: async (target) => {
    const StreamName = `piped-${name.replaceAll(/\W/g, "-")}`;
    const Records = times(5, () => ({ PartitionKey: "k", Data: base64(record) }));
    const put = await each(4, () => kinesis(target, "PutRecords", { StreamName, Records }));
    await pause(6000);
    const stopped = await pipes(target, `DELETE /v1/pipes/${StreamName}`, "");
    return `${put}; ${stopped.status}`;
  },
});

export const pipeRequests: readonly LargeRequest[] = [
  pipeOf("the largest filters over records of 1 MB", { FilterCriteria: { Filters: filters } }),
  ...Object.entries(pipeTemplates).map(([what, template]) =>
    pipeOf(`an input template of ${what}`, {}, template),
  ),
];

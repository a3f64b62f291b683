// What works on what it is called with, or keeps it: machines with what they call, functions, tables and buckets.

import { nameOfArn } from "../parts/words.ts";
import { call } from "../region/call.ts";
import { type Kind, type Part, thing } from "./part.ts";

export async function machines(): Promise<Part> {
  const { stateMachines: all } = await call<{ stateMachines: { stateMachineArn: string }[] }>(
    "sfn",
    "ListStateMachines",
  );
  const described = await Promise.all(
    all.map(({ stateMachineArn }) =>
      call<{ stateMachineArn: string; definition: string }>("sfn", "DescribeStateMachine", {
        stateMachineArn,
      }),
    ),
  );
  return {
    things: described.map(({ stateMachineArn: arn }) => thing("machine", arn)),
    connections: described.flatMap(({ stateMachineArn: from, definition }) =>
      [...new Set(calledBy(definition))].map((to) => ({ from, to, label: "calls" }) as const),
    ),
  };
}

const namedBy: Readonly<Record<string, Kind>> = {
  TableName: "table",
  EventBusName: "bus",
  QueueUrl: "queue",
  StreamName: "stream",
  Bucket: "bucket",
};

/** What a definition names: by ARN, or by the member that holds a name of its kind. */
function calledBy(definition: string): readonly string[] {
  const arns =
    definition.match(/arn:aws:(?:lambda|sqs|sns|states|kinesis|dynamodb|events):[\w-]*:\d+:[\w:/.-]+/g) ?? [];
  const names = definition.matchAll(/"(TableName|EventBusName|QueueUrl|StreamName|Bucket)"\s*:\s*"([^"]+)"/g);
  return [
    ...arns,
    ...Array.from(names, ([, member = "", value = ""]) => `${namedBy[member]} ${nameOfArn(value)}`),
  ];
}

export async function functions(): Promise<Part> {
  const { Functions: all } = await call<{ Functions: { FunctionArn: string }[] }>("lambda", "ListFunctions", {
    MaxItems: 10_000,
  });
  return { things: all.map(({ FunctionArn: arn }) => thing("function", arn)), connections: [] };
}

export async function tables(): Promise<Part> {
  const { TableNames: names } = await call<{ TableNames: string[] }>("dynamodb", "ListTables");
  const described = await Promise.all(
    names.map((TableName) =>
      call<{ Table: { TableArn: string } }>("dynamodb", "DescribeTable", { TableName }),
    ),
  );
  return { things: described.map(({ Table: { TableArn: arn } }) => thing("table", arn)), connections: [] };
}

export async function buckets(): Promise<Part> {
  const { Buckets: all = [] } = await call<{ Buckets?: { Name: string }[] }>("s3", "ListBuckets");
  return { things: all.map(({ Name }) => thing("bucket", `arn:aws:s3:::${Name}`)), connections: [] };
}

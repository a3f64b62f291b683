// Requests that no client would send: every operation with bodies of the wrong kind, and what is no request at all.

import { createHash } from "node:crypto";
import { type Attack, type AttackClass, faultIn, firstProblem, shapeFault } from "../attack.ts";
import type { Target } from "../target.ts";

const xmlOfEntities =
  '<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;">]><Delete><Object><Key>&c;</Key></Object></Delete>';
const nested = (open: string, close: string, depth: number) => open.repeat(depth) + close.repeat(depth);

/** The members that most operations look at, all with the same value of a wrong kind. */
const members = [
  ...[
    "TableName",
    "Key",
    "Item",
    "ExpressionAttributeValues",
    "RequestItems",
    "TransactItems",
    "AttributeDefinitions",
  ],
  ...[
    "KeySchema",
    "Limit",
    "ExclusiveStartKey",
    "Statement",
    "StreamName",
    "StreamARN",
    "Records",
    "Data",
    "PartitionKey",
  ],
  ...[
    "ShardIterator",
    "ShardId",
    "ShardIteratorType",
    "ShardCount",
    "Timestamp",
    "QueueUrl",
    "QueueName",
    "Attributes",
  ],
  ...[
    "MessageBody",
    "Entries",
    "ReceiptHandle",
    "MessageAttributes",
    "MaxNumberOfMessages",
    "TopicArn",
    "Message",
  ],
  ...[
    "Protocol",
    "Endpoint",
    "SubscriptionArn",
    "Name",
    "EventBusName",
    "EventPattern",
    "Event",
    "Rule",
    "Targets",
  ],
  ...[
    "ScheduleExpression",
    "Ids",
    "Namespace",
    "MetricData",
    "MetricDataQueries",
    "StartTime",
    "EndTime",
    "Period",
  ],
  ...[
    "AlarmName",
    "Metrics",
    "Dimensions",
    "DashboardBody",
    "logGroupName",
    "logStreamName",
    "logEvents",
    "filterPattern",
  ],
  ...[
    "nextToken",
    "NextToken",
    "maxResults",
    "name",
    "definition",
    "roleArn",
    "stateMachineArn",
    "executionArn",
    "input",
  ],
  ...[
    "taskToken",
    "activityArn",
    "mapRunArn",
    "loggingConfiguration",
    "routingConfiguration",
    "tags",
    "Tags",
    "type",
  ],
  ...["TraceIds", "FunctionName", "Payload", "AuthParameters", "AuthorizationType", "InvocationEndpoint"],
];

function withMembers(value: string): string {
  return `{${members.map((member) => `"${member}":${value}`).join(",")}}`;
}

const bodies: readonly string[] = [
  "null",
  "[]",
  '"text"',
  "1",
  "",
  "{",
  "\u0000",
  '{"__proto__":{"a":1},"constructor":1}',
  nested("[", "]", 5000),
  nested('{"a":', "}", 3000).replace("}", "1}"),
  withMembers("null"),
  withMembers("[]"),
  withMembers("{}"),
  withMembers("true"),
  withMembers("-1"),
  withMembers("1e400"),
  withMembers('"\\ud800"'),
  withMembers('"../../../etc/passwd"'),
  withMembers('"__proto__"'),
  withMembers("[null]"),
  withMembers('[{"__proto__":null}]'),
  withMembers('{"S":null}'),
  withMembers(`"${"x".repeat(20_000)}"`),
];

/** Waits by its nature when it is well asked. */
const slow = new Set(["GetActivityTask"]);

function operationAttacks(target: Target): readonly Attack[] {
  return Object.entries(target.operations).flatMap(([prefix, operations]) =>
    operations
      .filter((operation) => !slow.has(operation))
      .map((operation) => ({
        name: `${prefix}.${operation} with bodies of the wrong kind`,
        run: (region: Target) =>
          firstProblem(bodies, async (body) => shapeFault(await region.call(prefix, operation, body))),
      })),
  );
}

const post = (headers: Record<string, string>, body: string | Uint8Array, path = "/") => ({
  method: "POST",
  path,
  headers,
  body,
});

const form = { "content-type": "application/x-www-form-urlencoded" };
const cborTarget = {
  "content-type": "application/x-amz-cbor-1.1",
  "x-amz-target": "Kinesis_20131202.PutRecord",
};

const requests: Readonly<
  Record<
    string,
    { method: string; path: string; headers?: Record<string, string>; body?: string | Uint8Array }
  >
> = {
  "a path that is badly encoded": { method: "GET", path: "/2015-03-31/functions/%25zz" },
  "a path of percent signs": { method: "GET", path: "/%%%/%zz" },
  "a path of 15,000 characters": { method: "GET", path: `/${"a".repeat(15_000)}` },
  "a path that climbs": { method: "GET", path: "/bucket/../../../../etc/passwd" },
  "a copy source that is badly encoded": {
    method: "PUT",
    path: "/b/k",
    headers: { "x-amz-copy-source": "/a/%zz" },
  },
  "a method that there is not": { method: "PATCH", path: "/" },
  "an upload to a bucket that is not there": { method: "PUT", path: "/nowhere/k", body: "x" },
  "CBOR that breaks off": post(cborTarget, Buffer.from([0xbf, 0x61])),
  "CBOR of nested lists": post(cborTarget, Buffer.alloc(100_000, 0x81)),
  "CBOR of a million empty maps": post(
    cborTarget,
    Buffer.concat([Buffer.from([0x9a, 0, 0x0f, 0x42, 0x40]), Buffer.alloc(1_000_000, 0xa0)]),
  ),
  "CBOR that claims to be long": post(
    cborTarget,
    Buffer.from([0x9b, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]),
  ),
  "CBOR of indefinite text without end": post(cborTarget, Buffer.from([0x7f, 0x61, 0x61])),
  "a form of 300,000 fields": post(form, `Action=ListQueues&Version=2012-11-05&${"a=1&".repeat(300_000)}`),
  "a form of deep names": post(form, `Action=SendMessageBatch&Version=2012-11-05&${"A.1.".repeat(5000)}B=1`),
  "a form with numbers that are huge": post(
    form,
    "Action=PutMetricData&Version=2010-08-01&Namespace=a&MetricData.member.99999999.MetricName=x",
  ),
  "a form of no action": post(form, "Version=2012-11-05"),
  "a form of an action that there is not": post(form, "Action=Nothing&Version=2012-11-05"),
  "a form with keys that are data": post(
    form,
    "Action=ListQueues&Version=2012-11-05&__proto__.a=1&constructor.prototype.b=2",
  ),
  "a target that there is not": post({ "x-amz-target": "Nothing_20200101.Do" }, "{}"),
  "a target without an operation": post({ "x-amz-target": "AmazonSQS." }, "{}"),
  "a target of prototypes": post({ "x-amz-target": "__proto__.constructor" }, "{}"),
  "an operation of prototypes": post({ "x-amz-target": "AmazonSQS.__proto__" }, "{}"),
  "a body of 20 MiB": post({ "x-amz-target": "AmazonSQS.SendMessage" }, "x".repeat(20 * 1024 * 1024)),
  "JSON of a million members": post(
    { "x-amz-target": "AmazonSQS.ListQueues" },
    `{${Array.from({ length: 80_000 }, (_, at) => `"a${at}":1`).join(",")}}`,
  ),
  "an object's multipart upload that is none": post(
    {},
    "<CompleteMultipartUpload><Part>",
    "/b/k?uploadId=nothing",
  ),
  "XML of entities": post(
    { "content-md5": createHash("md5").update(xmlOfEntities).digest("base64") },
    xmlOfEntities,
    "/b?delete",
  ),
  "a range that is none": { method: "GET", path: "/b/k", headers: { range: "bytes=9-1,zz" } },
};

const rawBytes: Readonly<Record<string, string | Uint8Array>> = {
  "nothing like HTTP": "\u0000\u0001\u0002\u0003garbage\r\n\r\n",
  "a header without an end": `GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ${"y".repeat(100_000)}`,
  "two lengths": "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 3\r\nContent-Length: 5\r\n\r\nabcde",
  "a length and chunks":
    "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
  "chunks of nonsense":
    "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n",
  "a body that never comes":
    "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Amz-Target: AmazonSQS.ListQueues\r\nContent-Length: 1000\r\n\r\n{",
  "an upgrade": "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
  "an HTTP/2 preface and garbage": Buffer.concat([
    Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
    Buffer.alloc(64, 0xff),
  ]),
  "half a preface": "PRI * HT",
  "a proxy's CONNECT": "CONNECT example.com:443 HTTP/1.1\r\nHost: example.com\r\n\r\n",
  TRACE: "TRACE / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
};

export const requestAttacks: AttackClass = {
  name: "requests",
  attacks: (target) => [
    ...operationAttacks(target),
    ...Object.entries(requests).map(([name, { method, path, ...rest }]) => ({
      name,
      run: async (region: Target) => faultIn(await region.request(method, path, rest)),
    })),
    ...Object.entries(rawBytes).map(([name, bytes]) => ({
      name,
      run: async (region: Target) => {
        const answered = await region.raw(bytes, 500);
        return /^HTTP\/1\.1 5(?!0[13])/.test(answered) ? answered.slice(0, 200) : undefined;
      },
    })),
  ],
};

// What is not in the region is refused in the protocol in which it was asked for, and told of once.

import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { Encoder } from "cbor-x";
import { localIdentity } from "../../src/aws/arn.ts";
import { ApiServer } from "../../src/server/server.ts";
import { lambdaApi } from "../../src/services/lambda/api/api.ts";
import type { LambdaParts } from "../../src/services/lambda/api/parts.ts";
import type { Functions } from "../../src/services/lambda/functions/functions.ts";
import { s3Api } from "../../src/services/s3/api/api.ts";
import { Objects } from "../../src/services/s3/objects.ts";
import { snsApi } from "../../src/services/sns/api/api.ts";
import type { Topics } from "../../src/services/sns/topics/topics.ts";
import { sqsApi } from "../../src/services/sqs/api/api.ts";
import type { Queues } from "../../src/services/sqs/queues/queues.ts";
import { stsApi } from "../../src/services/sts/api.ts";
import { systemClock } from "../../src/time/clock.ts";
import { type RawRequest, type RawResponse, send } from "./raw-request.ts";
import { sessions } from "./sts-sessions.ts";

let server: ApiServer;
let unserved: string[];
let faults: unknown[];
beforeEach(async () => {
  unserved = [];
  faults = [];
  server = new ApiServer({
    onFault: (fault) => faults.push(fault),
    onUnserved: (service, operation) => unserved.push(`${service} ${operation}`),
  });
  const objects = await Objects.open({ directory: undefined, clock: systemClock });
  // None of these is asked anything here.
  const [queues, topics, functions] = [
    {} as Queues,
    {} as Topics,
    { functions: { identity: localIdentity } as Functions } as LambdaParts,
  ];
  const refused = { "there are no things": ["ListThings GET /2025-11-30/things"] };
  const lambda = { ...lambdaApi(functions), refused };
  const services = [sqsApi(queues), snsApi(topics), lambda, stsApi(sessions)];
  server.serve({ services: [...services, s3Api(objects)] });
  await server.listen(0);
});
afterEach(async () => {
  await server.close();
  expect(faults).toEqual([]);
});

const signed = (service: string) => ({
  authorization: `AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=00`,
});
const form = { "content-type": "application/x-www-form-urlencoded; charset=utf-8" };
const json = (target: string, version = "1.0") => ({
  "content-type": `application/x-amz-json-${version}`,
  "x-amz-target": target,
});
const cbor = new Encoder({ useRecords: false, mapsAsObjects: true });
const readJson = ({ body }: RawResponse) => JSON.parse(body.toString());
const readCbor = ({ body }: RawResponse) => cbor.decode(body);
const readXml = ({ body }: RawResponse) => body.toString();

interface Case {
  readonly what: string;
  readonly request: RawRequest;
  readonly status: number;
  readonly type: string;
  readonly read: (response: RawResponse) => unknown;
  readonly answer: unknown;
  readonly told: readonly string[];
}

const unknown = expect.objectContaining({ __type: expect.stringContaining("UnknownOperationException") });

const cases: readonly Case[] = [
  {
    what: "an operation of a JSON service",
    request: { headers: json("AmazonSQS.StartMessageMoveTasks"), body: "{}" },
    status: 400,
    type: "application/x-amz-json-1.0",
    read: readJson,
    answer: unknown,
    told: ["SQS StartMessageMoveTasks"],
  },
  {
    what: "a JSON service",
    request: { headers: json("AmazonEC2ContainerServiceV20141113.ListClusters", "1.1"), body: "{}" },
    status: 400,
    type: "application/x-amz-json-1.1",
    read: readJson,
    answer: unknown,
    told: ["AmazonEC2ContainerServiceV20141113 ListClusters"],
  },
  {
    what: "a service in Kinesis's CBOR",
    request: {
      headers: { ...json("Kinesis_20131202.CreateStream"), "content-type": "application/x-amz-cbor-1.1" },
      body: Buffer.from([0xa0]),
    },
    status: 400,
    type: "application/x-amz-cbor-1.1",
    read: readCbor,
    answer: unknown,
    told: ["Kinesis_20131202 CreateStream"],
  },
  {
    what: "a service in CBOR",
    request: {
      path: "/service/GraniteServiceVersion20100801/operation/PutMetricData",
      headers: { "content-type": "application/cbor", "smithy-protocol": "rpc-v2-cbor" },
      body: Buffer.from([0xa0]),
    },
    status: 400,
    type: "application/cbor",
    read: readCbor,
    answer: unknown,
    told: ["GraniteServiceVersion20100801 PutMetricData"],
  },
  {
    what: "an operation of a Query service",
    request: {
      headers: { ...form, ...signed("sts") },
      body: "Action=AssumeRoot&Version=2011-06-15",
    },
    status: 400,
    type: "text/xml",
    read: readXml,
    answer: expect.stringMatching(
      /<ErrorResponse xmlns="[^"]+"><Error><Type>Sender<\/Type><Code>InvalidAction<\/Code><Message>Could not find operation AssumeRoot for version 2011-06-15: the account belongs to no organization<\/Message><\/Error><RequestId>/,
    ),
    told: ["STS AssumeRoot"],
  },
  {
    what: "a Query service",
    request: { headers: { ...form, ...signed("iam") }, body: "Action=ListRoles&Version=2010-05-08" },
    status: 400,
    type: "text/xml",
    read: readXml,
    answer: expect.stringContaining("<Code>InvalidAction</Code>"),
    told: ["iam ListRoles"],
  },
  {
    what: "a Query service by GET",
    request: { method: "GET", path: "/?Action=ListRoles&Version=2010-05-08", headers: signed("iam") },
    status: 400,
    type: "text/xml",
    read: readXml,
    answer: expect.stringContaining("<Code>InvalidAction</Code>"),
    told: ["iam ListRoles"],
  },
  {
    what: "no action of a Query service",
    request: { headers: { ...form, ...signed("sns") }, body: "Version=2010-03-31" },
    status: 400,
    type: "text/xml",
    read: readXml,
    answer: expect.stringContaining("<Code>MissingAction</Code>"),
    told: [],
  },
  ...[signed("ec2"), {}].map((signature) => ({
    what: `EC2, ${"authorization" in signature ? "signed" : "by its version"}`,
    request: { headers: { ...form, ...signature }, body: "Action=DescribeVpcs&Version=2016-11-15" },
    status: 400,
    type: "text/xml",
    read: readXml,
    answer: expect.stringMatching(
      /^<\?xml version="1.0"\?><Response><Errors><Error><Code>InvalidAction<\/Code><Message>.*<\/Message><\/Error><\/Errors><RequestID>/,
    ),
    told: [`${"authorization" in signature ? "ec2" : "version 2016-11-15 of a Query service"} DescribeVpcs`],
  })),
  ...[
    ["pipes", "GET", "/v1/pipes", "/v1/pipes"],
    ["scheduler", "POST", "/schedules/nightly", "/schedules/nightly"],
    ["lambda", "GET", "/2015-03-31/nothing/", "/2015-03-31/nothing"],
    ["apigateway", "GET", "/restapis/a/resources/b/methods", "/restapis/a"],
  ].map(([service = "", method = "", path = "", told = ""]) => ({
    what: `${method} ${path} of ${service}`,
    request: { method, path, headers: signed(service) },
    status: 404,
    type: "application/json",
    read: readJson,
    answer: { message: expect.stringContaining(path) },
    told: [`${service} ${method} ${told}`],
  })),
  ...[signed("lambda"), {}].map((signature) => ({
    what: `an operation of a REST service, ${"authorization" in signature ? "signed" : "without a signature"}`,
    request: { method: "GET", path: "/2025-11-30/things", headers: signature },
    status: 404,
    type: "application/json",
    read: readJson,
    answer: { message: "Lambda has no operation ListThings here: there are no things" },
    told: ["Lambda ListThings"],
  })),
  {
    what: "a path of a date without a signature",
    request: { method: "GET", path: "/2015-03-31/nothing" },
    status: 404,
    type: "application/json",
    read: readJson,
    answer: { message: expect.any(String) },
    told: ["a REST service GET /2015-03-31/nothing"],
  },
  {
    what: "CloudFront",
    request: { method: "GET", path: "/2020-05-31/distribution", headers: signed("cloudfront") },
    status: 404,
    type: "application/xml",
    read: readXml,
    answer: expect.stringContaining(
      "<ErrorResponse><Error><Type>Sender</Type><Code>UnknownOperationException</Code>",
    ),
    told: ["cloudfront GET /2020-05-31/distribution"],
  },
  {
    what: "a setting of a bucket",
    request: { method: "PUT", path: "/bucket?metadataJournalTable", headers: signed("s3") },
    status: 501,
    type: "application/xml",
    read: readXml,
    answer: expect.stringContaining(
      "<Error><Code>NotImplemented</Code><Message>S3 has no operation UpdateBucketMetadataJournalTableConfiguration here: no tables are made of what a bucket holds</Message>",
    ),
    told: ["S3 UpdateBucketMetadataJournalTableConfiguration"],
  },
  {
    what: "another way to name an object",
    request: { method: "PUT", path: "/bucket/key?renameObject", headers: signed("s3") },
    status: 501,
    type: "application/xml",
    read: readXml,
    answer: expect.stringContaining("<Error><Code>NotImplemented</Code>"),
    told: ["S3 RenameObject"],
  },
  {
    what: "a method that S3 does not have",
    request: { method: "PATCH", path: "/bucket/key" },
    status: 405,
    type: "application/xml",
    read: readXml,
    answer: expect.stringContaining("<Error><Code>MethodNotAllowed</Code>"),
    told: ["s3 PATCH /bucket/key"],
  },
  {
    what: "a bucket that is not there",
    request: { method: "GET", path: "/v1/pipes", headers: signed("s3") },
    status: 404,
    type: "application/xml",
    read: readXml,
    answer: expect.stringContaining("<Error><Code>NoSuchBucket</Code>"),
    told: [],
  },
];

test.each(cases)("$what", async ({ request, status, type, read, answer, told }) => {
  const response = await send(server.port, request);
  expect([response.status, response.headers["content-type"], read(response)]).toEqual([status, type, answer]);
  const { "x-amzn-requestid": id, "x-amz-request-id": idOfS3 } = response.headers;
  expect(id ?? idOfS3).toMatch(/^(?:[0-9a-f-]{36}|[0-9A-F]{16})$/);
  expect(unserved).toEqual(told);
});

test("each is told of once, without what would move a terminal's cursor", async () => {
  for (const action of ["One", "Two", "One", "%1B[2JThree"])
    await send(server.port, {
      headers: { ...form, ...signed("iam") },
      body: `Action=${action}&Version=2010-05-08`,
    });
  expect(unserved).toEqual(["iam One", "iam Two", "iam ?[2JThree"]);
});

describe("while the region starts", () => {
  test.each(["GET", "PUT", "POST", "DELETE", "HEAD", "PATCH"])("%s gets 503", async (method) => {
    const starting = new ApiServer({ onFault: (fault) => faults.push(fault) });
    await starting.listen(0);
    const { status } = await send(starting.port, { method, path: "/bucket/key" });
    await starting.close();
    expect(status).toBe(503);
  });
});

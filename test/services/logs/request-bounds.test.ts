// The bounds of CloudWatch Logs' requests, which are held to before anything is looked for.

import * as sdk from "@aws-sdk/client-cloudwatch-logs";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type OpenedLogs, openLogs } from "./open-logs.ts";

let opened: OpenedLogs;
beforeAll(async () => {
  opened = await openLogs();
});
afterAll(() => opened.close());

const broken = (value: string, member: string, constraint: string) =>
  `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: Member must ${constraint}`;
const atMost = (most: number) => `have length less than or equal to ${most}`;
const atLeast = (least: number) => `have length greater than or equal to ${least}`;
const long = (length: number) => "x".repeat(length);
const accounts = Array<string>(21).fill("000000000000");
const resourceArn = "arn:aws:logs:us-east-1:000000000000:log-group:none";
const query = { name: "q", queryString: "fields @message" };

test.each<[member: string, send: () => Promise<unknown>, message: string]>([
  ...[
    () => opened.client.send(new sdk.DescribeLogGroupsCommand({ accountIdentifiers: accounts })),
    () => opened.client.send(new sdk.ListLogGroupsCommand({ accountIdentifiers: accounts })),
  ].map((send): [string, () => Promise<unknown>, string] => [
    "accountIdentifiers",
    send,
    broken(`[${accounts.join(", ")}]`, "accountIdentifiers", atMost(20)),
  ]),
  [
    "queryId",
    () => opened.client.send(new sdk.StopQueryCommand({ queryId: "" })),
    broken("", "queryId", atLeast(1)),
  ],
  [
    "maxItems",
    () => opened.client.send(new sdk.GetQueryResultsCommand({ queryId: "none", maxItems: 10_001 })),
    broken("10001", "maxItems", "have value less than or equal to 10000"),
  ],
  [
    "queryDefinitionId",
    () => opened.client.send(new sdk.DeleteQueryDefinitionCommand({ queryDefinitionId: "" })),
    broken("", "queryDefinitionId", atLeast(1)),
  ],
  [
    "clientToken",
    () => opened.client.send(new sdk.PutQueryDefinitionCommand({ ...query, clientToken: long(129) })),
    `2 validation errors detected: ${[atMost(128), "satisfy regular expression pattern: \\S{36,128}"]
      .map((constraint) =>
        broken(long(129), "clientToken", constraint).slice("1 validation error detected: ".length),
      )
      .join("; ")}`,
  ],
  [
    "limit of resource policies",
    () => opened.client.send(new sdk.DescribeResourcePoliciesCommand({ limit: 51 })),
    broken("51", "limit", "have value less than or equal to 50"),
  ],
  [
    "resourceArn",
    () => opened.client.send(new sdk.ListTagsForResourceCommand({ resourceArn: long(1012) })),
    broken(long(1012), "resourceArn", atMost(1011)),
  ],
  [
    "tagKeys",
    () => {
      const tagKeys = Array<string>(51).fill("k");
      return opened.client.send(new sdk.UntagResourceCommand({ resourceArn, tagKeys }));
    },
    broken(`[${Array<string>(51).fill("k").join(", ")}]`, "tagKeys", atMost(50)),
  ],
])("%s", async (_, send, message) => {
  await expect(send()).rejects.toMatchObject({ name: "InvalidParameterException", message });
});

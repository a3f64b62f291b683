// Values for parameters that nobody has given: each is one that the template allows.

import { expect, test } from "@jest/globals";
import { localIdentity } from "../../src/aws/arn.ts";
import type { JsonObject } from "../../src/aws/json.ts";
import { madeUpParameters } from "../../src/projects/made-up-parameters.ts";

const cases: readonly (readonly [string, JsonObject, string])[] = [
  ["ClusterName", { Type: "String" }, "cluster-name"],
  ["ClusterName", { Type: "String", MinLength: 14 }, "cluster-name00"],
  ["ClusterName", { Type: "String", MaxLength: "7" }, "cluster"],
  ["DBMasterUser", { Type: "String", AllowedPattern: "[a-z]+" }, "dbmasteruser"],
  ["Environment", { Type: "String", AllowedValues: ["dev", "prod"] }, "dev"],
  ["NotificationEmail", { Type: "String" }, "somebody@example.com"],
  ["Contact", { Type: "String", AllowedPattern: "[^@]+@[^@]+\\.[a-z]+" }, "somebody@example.com"],
  ["AdminAccountId", { Type: "String" }, "000000000000"],
  ["RoleArn", { Type: "String" }, "arn:aws:iam::000000000000:role/role-arn"],
  ["LambdaRoleArn", { Type: "String" }, "arn:aws:iam::000000000000:role/lambda-role-arn"],
  ["OwnerArn", { Type: "String" }, "arn:aws:iam::000000000000:role/owner-arn"],
  ["ToolsLayerARN", { Type: "String" }, "arn:aws:lambda:us-east-1:123456789012:layer:tools-layer-arn:1"],
  ["AlarmTopicArn", { Type: "String" }, "arn:aws:sns:us-east-1:000000000000:alarm-topic-arn"],
  ["JobsTableArn", { Type: "String" }, "arn:aws:dynamodb:us-east-1:000000000000:table/jobs-table-arn"],
  ["VpcCidr", { Type: "String" }, "10.0.0.0/16"],
  ["WebhookUrl", { Type: "String", AllowedPattern: "https://.+" }, "https://example.com/"],
  [
    "MasterUserPassword",
    {
      ...{ Type: "String", MinLength: 8, MaxLength: 40, NoEcho: true },
      AllowedPattern: "^(?=.*[a-z])(?=.*[A-Z])(?=.*\\d)[a-zA-Z\\d]{8,}$",
    },
    "MadeUpPassw0rd",
  ],
  ["Count", { Type: "Number" }, "1"],
  ["Count", { Type: "Number", MinValue: 5 }, "5"],
  ["Count", { Type: "Number", MaxValue: 0 }, "0"],
  ["Sizes", { Type: "List<Number>" }, "1"],
  ["Names", { Type: "CommaDelimitedList" }, "names"],
  ["Network", { Type: "AWS::EC2::VPC::Id" }, "vpc-0a1b2c3d4e5f60718"],
  ["Subnets", { Type: "List<AWS::EC2::Subnet::Id>" }, "subnet-0a1b2c3d4e5f60718"],
  ["Zones", { Type: "List<AWS::EC2::AvailabilityZone::Name>" }, "us-east-1a,us-east-1b"],
  ["Schedule", { Type: "String", AllowedPattern: "^(rate|cron)\\(.*\\)$" }, "rate(1 day)"],
];

test.each(cases)("%s of %j", (name, declaration, value) => {
  const { parameters, warnings } = madeUpParameters(
    { Parameters: { [name]: declaration } },
    {},
    localIdentity,
  );
  expect(parameters).toEqual({ [name]: value });
  expect(warnings).toEqual([
    `parameters without a value have one that is made up: ${name}=${value}; --parameters NAME=VALUE gives another`,
  ]);
});

test("what has a value, what is looked up, and what nothing fits is left alone", () => {
  const body = {
    Parameters: {
      Given: { Type: "String" },
      ByDefault: { Type: "String", Default: "" },
      Stored: { Type: "AWS::SSM::Parameter::Value<String>" },
      Odd: { Type: "String", AllowedPattern: "only this or nothing" },
    },
  };
  const none = { parameters: {}, warnings: [] };
  expect(madeUpParameters(body, { Given: "" }, localIdentity)).toEqual(none);
  expect(madeUpParameters({}, {}, localIdentity)).toEqual(none);
});

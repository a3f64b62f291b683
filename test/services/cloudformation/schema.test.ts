// What the generated table says, held against AWS's schema and what is known of it.

import { expect, test } from "@jest/globals";
import { recreationBy, schemaOf } from "../../../src/services/cloudformation/schemas/schema.ts";

const cases: readonly (readonly [string, string, "Always" | "Never" | "Conditionally"])[] = [
  ["AWS::SQS::Queue", "QueueName", "Always"],
  ["AWS::SQS::Queue", "DelaySeconds", "Never"],
  ["AWS::DynamoDB::Table", "KeySchema", "Always"],
  ["AWS::DynamoDB::Table", "AttributeDefinitions", "Never"],
  ["AWS::StepFunctions::StateMachine", "StateMachineType", "Always"],
  ["AWS::StepFunctions::StateMachine", "DefinitionString", "Never"],
  ["AWS::Lambda::Function", "Code", "Never"],
  ["AWS::Lambda::Permission", "SourceArn", "Always"],
  ["AWS::EC2::VPC", "InstanceTenancy", "Conditionally"],
  ["AWS::CloudFormation::CustomResource", "ServiceToken", "Never"],
  ["Custom::Thing", "Anything", "Never"],
];

test.each(cases)("a change of %s's %s is made: %s", (type, property, recreation) => {
  expect(recreationBy(type, property)).toBe(recreation);
});

const names: Readonly<Record<string, string>> = {
  "AWS::SQS::Queue": "QueueName",
  "AWS::Events::Rule": "Name",
  "AWS::Lambda::Alias": "Name",
  // A permission names a function, and not itself.
  "AWS::Lambda::Permission": "",
  "AWS::Lambda::Version": "",
  "AWS::CloudFormation::WaitCondition": "",
};

test.each(Object.entries(names))("%s is named by %s", (type, name) => {
  expect(schemaOf(type)?.nameProperty).toBe(name);
});

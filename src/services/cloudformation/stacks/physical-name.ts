// The names that CloudFormation gives to what a template does not name: `<stack>-<logical id>-<random>`, as long and of such
// letters as the service takes.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-name.html

import { randomInt } from "node:crypto";

/** The longest names of services that take less than the usual. */
const longest: Readonly<Record<string, number>> = {
  "AWS::CloudWatch::Alarm": 255,
  "AWS::DynamoDB::Table": 255,
  "AWS::IAM::ManagedPolicy": 128,
  "AWS::IAM::Policy": 128,
  "AWS::Kinesis::Stream": 128,
  "AWS::Logs::LogGroup": 512,
  "AWS::S3::Bucket": 63,
  "AWS::SNS::Topic": 256,
  "AWS::SQS::Queue": 75,
  "AWS::SSM::Parameter": 512,
  "AWS::SecretsManager::Secret": 400,
  "AWS::StepFunctions::Activity": 80,
  "AWS::StepFunctions::StateMachine": 80,
};
const usualLength = 64;
const randomLength = 12;
const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

export function physicalName(stackName: string, logicalId: string, type: string): string {
  const random = randomText(randomLength);
  // There is room for both names, or each is cut to what the other leaves of it.
  const room = (longest[type] ?? usualLength) - randomLength - 2;
  const half = Math.floor(room / 2);
  const ofStack = stackName.slice(0, Math.max(half, room - logicalId.length));
  const ofResource = logicalId.slice(0, Math.max(half, room - ofStack.length));
  const name = `${ofStack}-${ofResource}-${random}`;
  if (type === "AWS::S3::Bucket" || type.startsWith("AWS::ECR::")) return name.toLowerCase();
  return type.startsWith("AWS::IoT::") ? name.replaceAll("-", "_") : name;
}

function randomText(length: number): string {
  return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join("");
}

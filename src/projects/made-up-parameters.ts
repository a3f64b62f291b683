// Values for parameters that have none: a project comes up to be looked at before anybody has chosen them. They follow from the
// parameters' types, names and constraints alone, so that they are the same each time.

import type { RegionIdentity } from "../aws/arn.ts";
import type { JsonObject } from "../aws/json.ts";
import { allows } from "../services/cloudformation/template/parameters/parameter-values.ts";
import { Problems } from "../services/cloudformation/template/problems.ts";
import {
  type ParameterDeclaration,
  readParameters,
} from "../services/cloudformation/template/sections/parameters-section.ts";

export interface MadeUp {
  readonly parameters: Readonly<Record<string, string>>;
  /** What is told of them, in one line. */
  readonly warnings: readonly string[];
}

/** Of the template's parameters that are not given. One that no value is found for, and one of SSM, is left to be missed. */
export function madeUpParameters(
  body: JsonObject,
  given: Readonly<Record<string, string>>,
  identity: RegionIdentity,
): MadeUp {
  const missing = [...readParameters(body, new Problems()).values()].filter(
    ({ name, default: byDefault, type }) =>
      byDefault === undefined && !type.isStored && !Object.hasOwn(given, name),
  );
  const values = missing.flatMap((declaration) => {
    const value = candidates(declaration, identity).find((each) => allows(declaration, each));
    return value === undefined ? [] : [[declaration.name, value] as const];
  });
  if (values.length === 0) return { parameters: {}, warnings: [] };
  const listed = values.map(([name, value]) => `${name}=${value}`).join(" ");
  const warning = `parameters without a value have one that is made up: ${listed}; --parameters NAME=VALUE gives another`;
  return { parameters: Object.fromEntries(values), warnings: [warning] };
}

/** As AWS makes the ids of what is in no account here. */
const ids: Readonly<Record<string, string>> = {
  "AWS::EC2::Image::Id": "ami-0a1b2c3d4e5f60718",
  "AWS::EC2::Instance::Id": "i-0a1b2c3d4e5f60718",
  "AWS::EC2::SecurityGroup::Id": "sg-0a1b2c3d4e5f60718",
  "AWS::EC2::Subnet::Id": "subnet-0a1b2c3d4e5f60718",
  "AWS::EC2::VPC::Id": "vpc-0a1b2c3d4e5f60718",
  "AWS::EC2::Volume::Id": "vol-0a1b2c3d4e5f60718",
  "AWS::Route53::HostedZone::Id": "Z0123456789ABCDEFGHIJ",
};

/** What a text means by the parameter's name; the first that fits counts. RFC 2606 and 5737: addresses of nobody. */
function meant(name: string, identity: RegionIdentity): readonly string[] {
  const { region, accountId } = identity;
  const meanings: readonly (readonly [names: RegExp, value: string])[] = [
    [/e-?mail/i, "somebody@example.com"],
    [/phone|sms/i, "+12025550100"],
    [/account(?:id|number)?$/i, accountId],
    [/region(?:name)?$/i, region],
    [/arns?$/i, arnMeant(name, identity)],
    [/cidr/i, "10.0.0.0/16"],
    [/vpc(?:id)?$/i, ids["AWS::EC2::VPC::Id"] ?? ""],
    [/subnet(?:s|ids?)?\w?$/i, ids["AWS::EC2::Subnet::Id"] ?? ""],
    [/(?:securitygroup|sg)(?:s|ids?)?$/i, ids["AWS::EC2::SecurityGroup::Id"] ?? ""],
    [/url|endpoint|webhook/i, "https://example.com/"],
    [/domain|host/i, "example.com"],
    [/password|secret|token|key$/i, "Made-Up-Passw0rd"],
  ];
  return meanings.filter(([names]) => names.test(name)).map(([, value]) => value);
}

/** The ARN of what the name speaks of, a role's where it is nothing that is known. A layer is of nobody: none here has it. */
function arnMeant(name: string, { region, accountId, partition }: RegionIdentity): string {
  const own = kebab(name);
  const within = `${region}:${accountId}`;
  const resources: readonly (readonly [names: RegExp, resource: string])[] = [
    [/role/i, `iam::${accountId}:role/${own}`],
    [/layer/i, `lambda:${region}:123456789012:layer:${own}:1`],
    [/state_?machine|workflow/i, `states:${within}:stateMachine:${own}`],
    [/activity/i, `states:${within}:activity:${own}`],
    [/function|lambda/i, `lambda:${within}:function:${own}`],
    [/topic|sns/i, `sns:${within}:${own}`],
    [/queue|sqs|dlq/i, `sqs:${within}:${own}`],
    [/bucket|s3/i, `s3:::${own}`],
    [/stream|kinesis/i, `kinesis:${within}:stream/${own}`],
    [/table|dynamo/i, `dynamodb:${within}:table/${own}`],
    [/bus/i, `events:${within}:event-bus/${own}`],
    [/secret/i, `secretsmanager:${within}:secret:${own}-a1b2c3`],
    [/cert/i, `acm:${within}:certificate/0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9`],
    [/kms|key/i, `kms:${within}:key/0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9`],
    [/user_?pool|cognito/i, `cognito-idp:${within}:userpool/${region}_a1B2c3D4e`],
    [/policy/i, `iam::${accountId}:policy/${own}`],
    [/loggroup/i, `logs:${within}:log-group:${own}`],
  ];
  const resource = resources.find(([names]) => names.test(name))?.[1] ?? `iam::${accountId}:role/${own}`;
  return `arn:${partition}:${resource}`;
}

/** For patterns that the name alone does not meet. */
const shapes = [
  ...["somebody@example.com", "https://example.com/", "example.com", "10.0.0.0/16", "192.0.2.1"],
  ...["000000000000", "1", "a1b2c3d4e5f6", "MadeUpPassw0rd", "Made-Up-Passw0rd", "2026-01-01", "true"],
  ...["rate(1 day)", "cron(0 12 * * ? *)", "v1.0.0", "made/up/"],
  ...["iam::000000000000:role/made-up", "sns:us-east-1:000000000000:made-up", "s3:::made-up"].map(arnOf),
  ...["lambda:us-east-1:000000000000:function:made-up", "sqs:us-east-1:000000000000:made-up"].map(arnOf),
  ...["states:us-east-1:000000000000:activity:made-up"].map(arnOf),
  ...["states:us-east-1:000000000000:stateMachine:made-up", "kms:us-east-1:000000000000:key/made-up"].map(
    arnOf,
  ),
];

function arnOf(resource: string): string {
  return `arn:aws:${resource}`;
}

function candidates(declaration: ParameterDeclaration, identity: RegionIdentity): readonly string[] {
  const { name, type, allowedValues, minValue, maxValue } = declaration;
  if (allowedValues !== undefined) return allowedValues;
  if (type.of === "Number") return [String(minValue ?? Math.min(1, maxValue ?? 1)), "1"];
  const id = Object.entries(ids).find(([each]) => type.name.includes(each))?.[1];
  if (id !== undefined) return [id];
  if (type.name.includes("AvailabilityZone::Name"))
    return [type.isList ? `${identity.region}a,${identity.region}b` : `${identity.region}a`];
  const named = [kebab(name), kebab(name).replaceAll("-", ""), name];
  return [...meant(name, identity), ...named, ...shapes].flatMap((text) => fitted(text, declaration));
}

/** The text, and what it becomes where it must be longer or shorter. */
function fitted(
  text: string,
  { minLength = 0, maxLength = Number.POSITIVE_INFINITY }: ParameterDeclaration,
): readonly string[] {
  if (text.length > maxLength) return [text.slice(0, maxLength)];
  return text.length < minLength ? [text.padEnd(minLength, "0")] : [text];
}

function kebab(name: string): string {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1-$2")
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, "$1-$2")
    .toLowerCase();
}

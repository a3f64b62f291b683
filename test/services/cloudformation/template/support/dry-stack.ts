// A stack that is worked out but not made: a template read, its transforms done, its parameters given, all of it resolved. What
// would be created answers to its Ref and Fn::GetAtt with its name.

import type { Json, JsonObject } from "../../../../../src/aws/json.ts";
import type { ResourceTypes } from "../../../../../src/services/cloudformation/template/checks/resource-types.ts";
import { planInPieces } from "../../../../../src/services/cloudformation/template/creation-order.ts";
import { resolveDynamicReferences } from "../../../../../src/services/cloudformation/template/dynamic-references.ts";
import { parameterValues } from "../../../../../src/services/cloudformation/template/parameters/parameter-values.ts";
import { pseudoParameters } from "../../../../../src/services/cloudformation/template/parameters/pseudo-parameters.ts";
import { templateInPieces } from "../../../../../src/services/cloudformation/template/parse-template.ts";
import type { Aliases } from "../../../../../src/services/cloudformation/template/reading/read-yaml.ts";
import { Resolver } from "../../../../../src/services/cloudformation/template/resolver.ts";
import { checkRules } from "../../../../../src/services/cloudformation/template/rules.ts";
import { readTemplateText } from "../../../../../src/services/cloudformation/template/template-source.ts";
import { expandTransforms } from "../../../../../src/services/cloudformation/transforms/expand-transforms.ts";
import { atOnce } from "../../../../../src/time/time-slice.ts";

export interface DryStack {
  /** The properties of each, in the order of creation. */
  readonly resources: JsonObject;
  /** Of those that have them, what becomes of the resource when it is deleted and when it is replaced. */
  readonly policies: JsonObject;
  readonly outputs: JsonObject;
}

const identity = { partition: "aws", region: "us-east-1", accountId: "123456789012" };
const stackId =
  "arn:aws:cloudformation:us-east-1:123456789012:stack/weather/0a1b2c3d-1111-2222-3333-444455556666";
const topics = ["arn:aws:sns:us-east-1:123456789012:a", "arn:aws:sns:us-east-1:123456789012:b"];

const storedParameters: Readonly<Record<string, string>> = {
  "/cdk-bootstrap/hnb659fds/version": "33",
  "/weather/image": "ami-9",
  "/weather/password": "secure",
  "/weather/stations": "north,south",
  "/weather/subnets": "subnet-8,subnet-9",
  "/weather/threshold": "30",
};

const secrets: Readonly<Record<string, string>> = {
  api: '{"user":"admin","password":"new"}',
  "api AWSPREVIOUS": '{"user":"admin","password":"old"}',
  "api v1": '{"user":"first"}',
  plain: "text",
  "arn:aws:secretsmanager:us-east-1:123456789012:secret:api-AbCdEf": '{"user":"by ARN"}',
};

const exported: Readonly<Record<string, string>> = {
  "network-subnets": "subnet-1,subnet-2",
  "network-group": "sg-1",
  port: "8080",
};

const snippets: Readonly<Record<string, string>> = {
  "s3://snippets/bucket.yaml":
    "Type: AWS::S3::Bucket\nProperties:\n  BucketName: !Sub ${AWS::StackName}-included\n",
  "s3://snippets/us-east-1.json": '{"TopicName": "included", "DisplayName": "included"}',
  "s3://snippets/sections.yaml":
    "Mappings:\n  Names: {a: {b: mapped}}\nResources:\n  Queue: {Type: AWS::SQS::Queue}\nOutputs:\n  Url: {Value: !Ref Queue}\n",
  "s3://snippets/broken.yaml": "A: [1",
};

const attributes: Readonly<Record<string, readonly string[]>> = {
  "AWS::SNS::Topic": ["TopicArn", "TopicName"],
  "AWS::SQS::Queue": ["Arn", "QueueName", "QueueUrl"],
};

const types: ResourceTypes = {
  isKnown: (type) => Object.hasOwn(attributes, type),
  names: () => Object.keys(attributes),
  attributes: (type) => attributes[type],
};

export interface DryStackOptions {
  readonly parameters?: ReadonlyMap<string, string>;
  readonly aliases?: Aliases;
  /** Whether the template may have only the types that there are. */
  readonly isTyped?: boolean;
}

/** Throws TemplateError. */
export async function workOut(text: string, file: string, options: DryStackOptions = {}): Promise<DryStack> {
  const { parameters: given = new Map(), aliases = "refused", isTyped = false } = options;
  const pseudo = pseudoParameters(identity, { stackName: "weather", stackId, notificationArns: topics });
  const stored = (name: string) => storedParameters[name];
  const source = await expandTransforms(readTemplateText(text, file, aliases), {
    parameters: given,
    pseudoParameters: pseudo,
    stored,
    macros: new Map(),
    callMacro: () => undefined,
    readIncluded: (location) => snippets[location] ?? refuse(`there is nothing at ${location}`),
  });
  const template = atOnce(templateInPieces(source, isTyped ? types : undefined));
  const parameters = await parameterValues(template, { values: given, stored });
  const resolver = new Resolver(template, {
    ref: (name) =>
      pseudo.get(name) ??
      parameters.get(name)?.ref ??
      (template.resources.has(name) ? `<${name}>` : undefined),
    attribute: (logicalId, attribute) => (attribute === "Nope" ? undefined : `<${logicalId}.${attribute}>`),
    exported: (name) => exported[name],
  });
  checkRules(template, parameters, pseudo);
  const plan = atOnce(planInPieces(template, resolver));
  const resources: [string, Json][] = [];
  for (const { logicalId, properties } of plan.resources) {
    const path = `/Resources/${logicalId}/Properties`;
    const resolved = await resolveDynamicReferences(
      resolver.resolve(properties, path),
      path,
      lookups,
      (at, problem) => resolver.fail(at, problem),
    );
    resources.push([logicalId, resolved]);
  }
  const outputs = plan.outputs.map(({ name, value, exportName }) => {
    const resolved = resolver.resolve(value, `/Outputs/${name}/Value`);
    if (exportName === undefined) return [name, resolved] as const;
    return [
      name,
      { Value: resolved, Export: resolver.resolve(exportName, `/Outputs/${name}/Export/Name`) },
    ] as const;
  });
  const policies = plan.resources
    .filter(({ deletionPolicy, updateReplacePolicy }) => deletionPolicy ?? updateReplacePolicy)
    .map(({ logicalId, deletionPolicy = "Delete", updateReplacePolicy = "Delete" }) => {
      return [logicalId, [deletionPolicy, updateReplacePolicy]] as const;
    });
  return {
    resources: Object.fromEntries(resources),
    policies: Object.fromEntries(policies),
    outputs: Object.fromEntries(outputs),
  };
}

const lookups = {
  parameter: (
    name: string,
    { version, isSecure }: { readonly version: string | undefined; readonly isSecure: boolean },
  ) => {
    const value = storedParameters[name];
    return (
      value && `${value}${version === undefined ? "" : ` of version ${version}`}${isSecure ? ", secure" : ""}`
    );
  },
  secret: (
    id: string,
    of: { readonly versionStage: string | undefined; readonly versionId: string | undefined },
  ) => secrets[[id, of.versionStage ?? of.versionId].filter(Boolean).join(" ")],
};

function refuse(message: string): never {
  throw new Error(message);
}

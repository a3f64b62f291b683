// What stands for an application of the Serverless Application Repository, whose template nobody here has: a stack in which there is
// nothing, with the outputs that the template around it asks for.

import { isJsonObject, type Json, type JsonObject } from "../../../aws/json.ts";
import type { Stack } from "../stacks/stack.ts";

/** Where AWS keeps the copies: SAM's transform names no more than that. */
const copies = /^https:\/\/awsserverlessrepo-changesets-/;

interface Nested {
  readonly logicalId: string;
  readonly properties: JsonObject;
  readonly stack: Stack;
}

export function isPublished(url: string): boolean {
  return copies.test(url);
}

/** The text of a template. */
export function emptyApplication({ logicalId, properties, stack }: Nested): string {
  const given = isJsonObject(properties.Parameters) ? Object.keys(properties.Parameters) : [];
  const asked = outputsAskedOf(logicalId, stack.input.processed);
  return JSON.stringify({
    Parameters: Object.fromEntries(given.map((name) => [name, { Type: "String" }])),
    Resources: { Nothing: { Type: "AWS::CloudFormation::WaitConditionHandle" } },
    Outputs: Object.fromEntries(asked.map((name) => [name, { Value: standIn(name, logicalId) }])),
  });
}

export function publishedWarning({ Tags: tags }: JsonObject): string {
  const id = (Array.isArray(tags) ? tags : []).find(
    (tag) => isJsonObject(tag) && tag.Key === "serverlessrepo:applicationId",
  );
  const named = isJsonObject(id) ? String(id.Value) : "the application";
  return `${named} is in AWS's Serverless Application Repository: its stack is empty here, and its outputs name nothing`;
}

function outputsAskedOf(logicalId: string, template: Json): readonly string[] {
  const pattern = new RegExp(
    `"${logicalId}(?:","|\\.)Outputs\\.(\\w+)"|\\$\\{${logicalId}\\.Outputs\\.(\\w+)\\}`,
    "g",
  );
  const found = [...JSON.stringify(template).matchAll(pattern)];
  return [...new Set(found.map(([, one, other]) => one ?? other ?? ""))];
}

/** A layer of another account means nothing to a function here, as the application's would. */
function standIn(output: string, logicalId: string): Json {
  const layer = [
    ...["arn", { Ref: "AWS::Partition" }, "lambda", { Ref: "AWS::Region" }],
    ...["000000000001", "layer", logicalId, "1"],
  ];
  return /layer/i.test(output) ? { "Fn::Join": [":", layer] } : `not-here-${output}`;
}

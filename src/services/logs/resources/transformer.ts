// AWS::Logs::Transformer: how the events of a group are seen
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-logs-transformer.html

import type { Json } from "../../../aws/json.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import type { Properties } from "../../../aws/template/properties.ts";
import type { CreatedResource, ResourceKind } from "../../../aws/template/resource-kind.ts";
import { readRequest, required, structure } from "../../../aws/wire/shape.ts";
import type { CloudWatchLogs } from "../cloudwatch-logs.ts";
import { nameIn } from "../group-name.ts";
import { transformerConfig } from "../transformers/transformer-shapes.ts";

export const transformer: ResourceKind<CloudWatchLogs> = {
  type: "AWS::Logs::Transformer",
  create: (properties, { service }) => putTransformer(service, properties),
  update: (properties, { service }) => putTransformer(service, properties),
  delete(ref, { service }) {
    service.transformers.remove(nameIn(ref));
  },
};

const configured = structure({ transformerConfig: required(transformerConfig) });

function putTransformer({ transformers }: CloudWatchLogs, properties: Properties): CreatedResource {
  const ref = properties.text("LogGroupIdentifier");
  const given = { transformerConfig: withSmallNames(properties.json("TransformerConfig") ?? []) };
  try {
    transformers.put(nameIn(ref), readRequest(configured, given).transformerConfig);
  } catch (problem) {
    // One that cannot be acted on is told of.
    if (!(problem instanceof ServiceError)) throw problem;
    transformers.remove(nameIn(ref));
    properties.withoutEffect("TransformerConfig", problem.message);
  }
  return { ref };
}

/** In templates the names of members begin with a capital. */
function withSmallNames(value: Json): Json {
  if (Array.isArray(value)) return value.map((each: Json) => withSmallNames(each));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value as Readonly<Record<string, Json>>);
  return Object.fromEntries(
    entries.map(([name, each]) => [name.charAt(0).toLowerCase() + name.slice(1), withSmallNames(each)]),
  );
}

// The bounds of what stands in the paths and queries of Lambda's requests, as AWS's model has them; bodies are read by shapes of their own.

import type { RouteCall } from "../../../aws/wire/operation.ts";
import { integer, oneOf, readRequest, type Shape, structure, text } from "../../../aws/wire/shape.ts";
import { runtimes } from "../runtimes.ts";

export const aliasName = text({ min: 1, max: 128, pattern: /(?!^[0-9]+$)([a-zA-Z0-9-_]+)/ });
export const architecture = oneOf("x86_64", "arm64");
export const arn = text({
  pattern: "arn:(aws[a-zA-Z0-9-]*):([a-zA-Z0-9\\-])+:([a-z]{2}(-gov)?-[a-z]+-\\d{1})?:(\\d{12})?:(.*)",
});
export const codeSigningConfigArn = text({
  max: 200,
  pattern:
    "arn:(aws[a-zA-Z-]*)?:lambda:[a-z]{2}((-gov)|(-iso(b?)))?-[a-z]+-\\d{1}:\\d{12}:code-signing-config:csc-[a-z0-9]{17}",
});
export const runtime = oneOf(...runtimes);

/** By the names of groups in paths, with those that AWS has for them. */
const inPaths: Readonly<Record<string, readonly [member: string, shape: Shape<unknown>]>> = {
  aliasName: ["Name", aliasName],
  configArn: ["CodeSigningConfigArn", codeSigningConfigArn],
  layerName: [
    "LayerName",
    text({
      ...{ min: 1, max: 140 },
      pattern: "(arn:[a-zA-Z0-9-]+:lambda:[a-zA-Z0-9-]+:\\d{12}:layer:[a-zA-Z0-9-_]+)|[a-zA-Z0-9-_]+",
    }),
  ],
  statementId: ["StatementId", text({ min: 1, max: 100, pattern: "([a-zA-Z0-9-_.]+)" })],
};

const inQueries: Readonly<Record<string, Shape<unknown>>> = {
  CompatibleArchitecture: architecture,
  CompatibleRuntime: runtime,
  EventSourceArn: arn,
  MasterRegion: text({ pattern: "ALL|[a-z]{2}(-gov)?-[a-z]+-\\d{1}" }),
};

const versionNumber = text({ min: 1, max: 1024, pattern: "(\\$LATEST(\\.PUBLISHED)?|[0-9]+)" });
const manyItems = integer({ min: 1, max: 10_000 });
const fewItems = integer({ min: 1, max: 50 });
const ofOperations: Readonly<Record<string, Readonly<Record<string, Shape<unknown>>>>> = {
  ListAliases: { FunctionVersion: versionNumber },
  ListFunctions: { FunctionVersion: oneOf("ALL") },
  ListFunctionEventInvokeConfigs: { MaxItems: fewItems },
  ListFunctionUrlConfigs: { MaxItems: fewItems },
  ListLayers: { MaxItems: fewItems },
  ListLayerVersions: { MaxItems: fewItems },
  ListProvisionedConcurrencyConfigs: { MaxItems: fewItems },
};

/** Throws ValidationException with all that is wrong. */
export function checkUri(operation: string, { parameters, query }: RouteCall): void {
  const shapes: Record<string, Shape<unknown>> = {};
  const given: Record<string, unknown> = {};
  for (const [group, value] of Object.entries(parameters)) {
    const [member, shape] = inPaths[group] ?? [];
    if (member === undefined || shape === undefined) continue;
    shapes[member] = shape;
    given[member] = value;
  }
  for (const [member, value] of query) {
    const shape =
      ofOperations[operation]?.[member] ?? (member === "MaxItems" ? manyItems : inQueries[member]);
    if (shape === undefined) continue;
    shapes[member] = shape;
    given[member] = member === "MaxItems" ? Number(value) : value;
  }
  readRequest(structure(shapes), given);
}

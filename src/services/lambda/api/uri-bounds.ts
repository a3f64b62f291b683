// The bounds of what stands in the paths and queries of Lambda's requests, as AWS's model has them; bodies are read by shapes of their own.

import type { RouteCall } from "../../../aws/wire/operation.ts";
import { integer, oneOf, readRequest, type Shape, structure, text } from "../../../aws/wire/shape.ts";
import { runtimes } from "../runtimes.ts";

export const aliasName = text({ min: 1, max: 128, pattern: /(?!^[0-9]+$)([a-zA-Z0-9-_]+)/ });
export const architecture = oneOf("x86_64", "arm64");
export const arn = text({
  pattern: "arn:(aws[a-zA-Z0-9-]*):([a-zA-Z0-9\\-])+:([a-z]{2}(-gov)?-[a-z]+-\\d{1})?:(\\d{12})?:(.*)",
});
const capacityProviderPattern =
  "arn:aws[a-zA-Z-]*:lambda:[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:\\d{12}:capacity-provider:[a-zA-Z0-9-_]+";
export const capacityProviderArn = text({ min: 1, max: 140, pattern: capacityProviderPattern });
export const capacityProviderName = text({
  ...{ min: 1, max: 140 },
  pattern: `(${capacityProviderPattern})|[a-zA-Z0-9-_]+`,
});
export const codeSigningConfigArn = text({
  max: 200,
  pattern:
    "arn:(aws[a-zA-Z-]*)?:lambda:[a-z]{2}((-gov)|(-iso(b?)))?-[a-z]+-\\d{1}:\\d{12}:code-signing-config:csc-[a-z0-9]{17}",
});
export const runtime = oneOf(...runtimes);
export const versionNumber = text({ min: 1, max: 1024, pattern: "(\\$LATEST(\\.PUBLISHED)?|[0-9]+)" });

const namePattern =
  "(arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?";
/** The three ways in which AWS's model bounds the name of a function, by operation. */
export const namespacedFunctionName = text({
  ...{ min: 1, max: 256 },
  pattern: `${namePattern}([a-zA-Z0-9-_\\.]+)(:(\\$LATEST(\\.PUBLISHED)?|[a-zA-Z0-9-_]+))?`,
});
export const functionName = text({
  ...{ min: 1, max: 140 },
  pattern: `${namePattern}([a-zA-Z0-9-_]+)(:(\\$LATEST|[a-zA-Z0-9-_]+))?`,
});
const unqualifiedFunctionName = text({ min: 1, max: 140, pattern: `${namePattern}([a-zA-Z0-9-_]+)` });

/** By the names of groups in paths, with those that AWS has for them. */
const inPaths: Readonly<Record<string, readonly [member: string, shape: Shape<unknown>]>> = {
  aliasName: ["Name", aliasName],
  capacityProviderName: ["CapacityProviderName", capacityProviderName],
  configArn: ["CodeSigningConfigArn", codeSigningConfigArn],
  functionName: ["FunctionName", namespacedFunctionName],
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
  FunctionName: namespacedFunctionName,
  MasterRegion: text({ pattern: "ALL|[a-z]{2}(-gov)?-[a-z]+-\\d{1}" }),
  Qualifier: text({ min: 1, max: 128, pattern: "\\$(LATEST(\\.PUBLISHED)?)|[a-zA-Z0-9-_$]+" }),
};

const manyItems = integer({ min: 1, max: 10_000 });
const fewItems = integer({ min: 1, max: 50 });
const ofOperations: Readonly<Record<string, Readonly<Record<string, Shape<unknown>>>>> = {
  ListAliases: { FunctionVersion: versionNumber },
  ListCapacityProviders: {
    State: oneOf("Pending", "Active", "Failed", "Deleting"),
    MaxItems: fewItems,
  },
  ListFunctionVersionsByCapacityProvider: { MaxItems: fewItems },
  ListFunctions: { FunctionVersion: oneOf("ALL") },
  ListFunctionEventInvokeConfigs: { MaxItems: fewItems },
  ListFunctionUrlConfigs: { MaxItems: fewItems },
  ListLayers: { MaxItems: fewItems },
  ListLayerVersions: { MaxItems: fewItems },
  ListProvisionedConcurrencyConfigs: { MaxItems: fewItems },
  RemoveLayerVersionPermission: {
    StatementId: text({ min: 1, max: 100, pattern: "([a-zA-Z0-9-_]+)" }),
  },
};

const ofUrl = {
  FunctionName: functionName,
  Qualifier: text({ min: 1, max: 128, pattern: "((?!^\\d+$)^[0-9a-zA-Z-_]+$)" }),
};
const ofProvisioned = {
  FunctionName: functionName,
  Qualifier: text({ min: 1, max: 128, pattern: "(|[a-zA-Z0-9$_-]+)" }),
};
const ofScaling = {
  FunctionName: unqualifiedFunctionName,
  Qualifier: text({ min: 1, max: 128, pattern: "(\\$LATEST\\.PUBLISHED|[0-9]+)" }),
};
const named = { FunctionName: functionName };

/** Which function, version or alias is meant, where that is not a namespaced name and any qualifier. */
const functionsOf: Readonly<Record<string, Readonly<Record<string, Shape<unknown>>>>> = {
  ...{ CreateAlias: named, DeleteAlias: named, GetAlias: named, ListAliases: named, UpdateAlias: named },
  ...{ PublishVersion: named, UpdateFunctionCode: named, UpdateFunctionConfiguration: named },
  ...{ PutFunctionConcurrency: named, GetFunctionConcurrency: named, DeleteFunctionConcurrency: named },
  ...{ ListFunctionUrlConfigs: named, ListProvisionedConcurrencyConfigs: named },
  ...{ CreateFunctionUrlConfig: ofUrl, UpdateFunctionUrlConfig: ofUrl },
  ...{ GetFunctionUrlConfig: ofUrl, DeleteFunctionUrlConfig: ofUrl },
  PutProvisionedConcurrencyConfig: ofProvisioned,
  GetProvisionedConcurrencyConfig: ofProvisioned,
  DeleteProvisionedConcurrencyConfig: ofProvisioned,
  ...{ PutFunctionScalingConfig: ofScaling, GetFunctionScalingConfig: ofScaling },
  PutFunctionRecursionConfig: { FunctionName: unqualifiedFunctionName },
  GetFunctionRecursionConfig: { FunctionName: unqualifiedFunctionName },
};

/** Throws ValidationException with all that is wrong. */
export function checkUri(operation: string, { parameters, query }: RouteCall): void {
  const shapes: Record<string, Shape<unknown>> = {};
  const given: Record<string, unknown> = {};
  for (const [group, value] of Object.entries(parameters)) {
    const [member, usual] = inPaths[group] ?? [];
    const shape =
      member === undefined
        ? undefined
        : (ofOperations[operation]?.[member] ?? functionsOf[operation]?.[member] ?? usual);
    if (member === undefined || shape === undefined) continue;
    shapes[member] = shape;
    given[member] = value;
  }
  for (const [member, value] of query) {
    const shape =
      ofOperations[operation]?.[member] ??
      functionsOf[operation]?.[member] ??
      (member === "MaxItems" ? manyItems : inQueries[member]);
    if (shape === undefined) continue;
    shapes[member] = shape;
    given[member] = member === "MaxItems" ? Number(value) : value;
  }
  readRequest(structure(shapes), given);
}

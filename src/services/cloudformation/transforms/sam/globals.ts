// `Globals`: properties that all resources of a type have in common.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-template-anatomy-globals.html

import type { Json } from "../../../../aws/json.ts";
import { copyOf, type Draft, draftOf, isDraft, own, setOwn } from "./draft.ts";
import { isIntrinsic } from "./intrinsics.ts";
import { InvalidTemplate } from "./sam-error.ts";

const sections: Readonly<Record<string, readonly string[]>> = {
  Api: words(`Auth Name DefinitionUri CacheClusterEnabled CacheClusterSize MergeDefinitions Variables
    EndpointConfiguration MethodSettings BinaryMediaTypes MinimumCompressionSize Cors GatewayResponses
    AccessLogSetting CanarySetting TracingEnabled OpenApiVersion Domain AlwaysDeploy PropagateTags
    SecurityPolicy EndpointAccessMode`),
  CapacityProvider: words(`VpcConfig OperatorRole Tags PropagateTags InstanceRequirements ScalingConfig
    KmsKeyArn LoggingConfig ManagedResourceTags`),
  Function: words(`Handler Runtime CodeUri DeadLetterQueue Description MemorySize Timeout VpcConfig
    Environment Tags PropagateTags Tracing KmsKeyArn AutoPublishAlias AutoPublishAliasAllProperties Layers
    DeploymentPreference RolePath PermissionsBoundary ReservedConcurrentExecutions
    ProvisionedConcurrencyConfig AssumeRolePolicyDocument EventInvokeConfig FileSystemConfigs
    CodeSigningConfigArn Architectures SnapStart EphemeralStorage FunctionUrlConfig
    RuntimeManagementConfig LoggingConfig RecursiveLoop SourceKMSKeyArn TenancyConfig DurableConfig
    CapacityProviderConfig FunctionScalingConfig PublishToLatestPublished VersionDeletionPolicy`),
  HttpApi: words(`Auth AccessLogSettings StageVariables Tags CorsConfiguration DefaultRouteSettings Domain
    RouteSettings FailOnWarnings PropagateTags`),
  LayerVersion: ["PublishLambdaVersion"],
  SimpleTable: ["SSESpecification"],
  StateMachine: ["PropagateTags"],
  WebSocketApi: words(`AccessLogSettings ApiKeySelectionExpression DefaultRouteSettings
    DisableExecuteApiEndpoint DisableSchemaValidation Domain FailOnWarnings IpAddressType PropagateTags
    RouteSelectionExpression RouteSettings StageVariables Tags`),
};

/** The region has no such resources; what stands there is of no consequence. */
const others = ["MicrovmImage", "NetworkConnector"];

function words(text: string): readonly string[] {
  return text.trim().split(/\s+/);
}

export type Globals = ReadonlyMap<string, Draft>;

/** The common properties by resource type. Throws InvalidTemplate for a section or a property that there is not. */
export function readGlobals(globals: Json | undefined): Globals {
  const byType = new Map<string, Draft>();
  if (globals === undefined) return byType;
  if (!isDraft(globals)) throw invalid("It must be a non-empty dictionary", []);
  for (const [section, properties] of Object.entries(globals)) {
    const known = Object.hasOwn(sections, section) ? sections[section] : undefined;
    if (known === undefined && others.includes(section)) continue;
    if (known === undefined)
      throw invalid(
        `'${section}' is not supported. Must be one of the following values - ${listed([...Object.keys(sections), ...others].sort())}`,
        [section],
      );
    if (!isDraft(properties)) throw invalid(`Value of ${section} must be a dictionary`, [section]);
    const unknown = Object.keys(properties).find((name) => !known.includes(name));
    if (unknown !== undefined)
      throw invalid(
        `'${unknown}' is not a supported property of '${section}'. Must be one of the following values - ${listed(known)}`,
        [section, unknown],
      );
    byType.set(`AWS::Serverless::${section}`, properties);
  }
  return byType;
}

/** Gives each resource the common properties of its type, but for those it asks not to have by `IgnoreGlobals`. */
export function applyGlobals(globals: Globals, resources: Draft): void {
  for (const definition of Object.values(resources)) {
    const resource = draftOf(definition);
    if (resource === undefined) continue;
    const ignored = own(resource, "IgnoreGlobals");
    delete resource.IgnoreGlobals;
    const common = globals.get(String(resource.Type));
    if (common === undefined || ignored === "*") continue;
    const names = Array.isArray(ignored) ? ignored : [];
    const kept = Object.entries(common).filter(([name]) => !names.includes(name));
    resource.Properties = merge(copyOf(Object.fromEntries(kept)), resource.Properties ?? {});
  }
}

/** Objects are merged, lists put one after the other; of other values, and of intrinsic functions, the resource's own counts. */
function merge(common: Json, local: Json): Json {
  if (Array.isArray(common) && Array.isArray(local)) return [...common, ...local];
  if (!isDraft(common) || !isDraft(local) || isIntrinsic(common) || isIntrinsic(local)) return local;
  const merged: Draft = { ...common };
  for (const [name, value] of Object.entries(local)) {
    const shared = own(common, name);
    setOwn(merged, name, shared === undefined ? value : merge(shared, value));
  }
  return merged;
}

function listed(names: readonly string[]): string {
  return `[${names.map((name) => `'${name}'`).join(", ")}]`;
}

function invalid(problem: string, path: readonly string[]): InvalidTemplate {
  return new InvalidTemplate(`'Globals' section is invalid. ${problem}`, ["Globals", ...path]);
}

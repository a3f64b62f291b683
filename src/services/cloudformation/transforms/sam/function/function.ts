// AWS::Serverless::Function: the function, its role, version and alias, URL, destinations and event sources.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-function.html

import type { Json, JsonObject } from "../../../../../aws/json.ts";
import { isDraft, own, pick, present } from "../draft.ts";
import { expandFunctionEvents } from "../events/function-events.ts";
import type { Expansion } from "../expansion.ts";
import { getAtt, ref } from "../intrinsics.ts";
import type { SamResource } from "../sam-resource.ts";
import { resourceTags } from "../tags.ts";
import { functionCode } from "./code.ts";
import { addDeploymentPreference } from "./deployment-preference.ts";
import { expandFunctionRole } from "./function-role.ts";
import { expandFunctionUrl } from "./function-url.ts";
import type { Invokable } from "./invokable.ts";
import { expandInvokeConfig } from "./invoke-config.ts";
import { tracingConfig } from "./tracing.ts";
import { describedCode, expandVersionAndAlias } from "./version-alias.ts";

/** What Lambda takes under the same name as SAM. */
const passed = [
  "FunctionName",
  "Handler",
  "Runtime",
  "Description",
  "MemorySize",
  "Timeout",
  "VpcConfig",
  "Environment",
  "KmsKeyArn",
  "ReservedConcurrentExecutions",
  "Layers",
  "FileSystemConfigs",
  "ImageConfig",
  "PackageType",
  "CodeSigningConfigArn",
  "Architectures",
  "EphemeralStorage",
  "SnapStart",
  "RuntimeManagementConfig",
  "LoggingConfig",
  "RecursiveLoop",
  "TenancyConfig",
  "DurableConfig",
  "PublishToLatestPublished",
  "FunctionScalingConfig",
];

const deadLetterAction: Readonly<Record<string, string>> = { SQS: "sqs:SendMessage", SNS: "sns:Publish" };

export function expandFunction(resource: SamResource, expansion: Expansion): void {
  const given = resource.property("Tags");
  const propagates = resource.property("PropagateTags") === true && isDraft(given);
  const tags = resourceTags(resource, propagates ? undefined : "lambda:createdBy");
  const properties = functionProperties(resource, expansion, tags);
  if (
    resource.property("ProvisionedConcurrencyConfig") !== undefined &&
    !resource.property("AutoPublishAlias")
  )
    resource.fail(
      "To set ProvisionedConcurrencyConfig AutoPublishALias must be defined on the function",
      "ProvisionedConcurrencyConfig",
    );
  const definition = { ...resource.ownAttributes(), Type: "AWS::Lambda::Function", Properties: properties };
  expansion.add(resource, resource.id, definition);
  const alias = expandVersionAndAlias(resource, expansion, properties);
  const invokable: Invokable = {
    resource,
    name: ref(alias?.id ?? resource.id),
    arn: alias === undefined ? getAtt(resource.id, "Arn") : ref(alias.id),
    tags: propagates ? tags : [],
    ...(alias === undefined ? {} : { alias }),
  };
  expandFunctionUrl(invokable, expansion);
  addDeploymentPreference(invokable, expansion);
  const invokePolicies = expandInvokeConfig(invokable, expansion);
  const events = expandFunctionEvents(invokable, expansion);
  const role = expandFunctionRole(resource, expansion, {
    tags,
    managed: events.managedPolicies,
    before: [...invokePolicies, ...deadLetterPolicies(resource)],
    after: events.policies,
  });
  expansion.add(resource, resource.id, { ...definition, Properties: { ...properties, Role: role } });
}

/** The code decides on the version's id, so the values of parameters stand in it where there is a version. */
function publishedCode(resource: SamResource, expansion: Expansion): Json {
  const code = functionCode(resource);
  return resource.property("AutoPublishAlias") === undefined ? code : expansion.parameters.resolve(code);
}

/** All but the role. */
function functionProperties(resource: SamResource, expansion: Expansion, tags: readonly Json[]): JsonObject {
  const provider = resource.property("CapacityProviderConfig");
  return present({
    ...pick(resource.properties, passed),
    Code: publishedCode(resource, expansion),
    Description: describedCode(resource, expansion) ?? resource.property("Description"),
    DeadLetterConfig: deadLetterConfig(resource),
    TracingConfig: tracingConfig(resource, expansion),
    CapacityProviderConfig: provider === undefined ? undefined : capacityProvider(provider),
    Tags: tags,
  });
}

function deadLetterConfig(resource: SamResource): JsonObject | undefined {
  const queue = resource.property("DeadLetterQueue");
  if (queue === undefined) return undefined;
  const [type, target] = [own(queue, "Type"), own(queue, "TargetArn")];
  if (typeof type !== "string" || target === undefined)
    return resource.fail(
      "'DeadLetterQueue' requires Type and TargetArn properties to be specified.",
      "DeadLetterQueue",
    );
  if (!Object.hasOwn(deadLetterAction, type))
    return resource.fail("'DeadLetterQueue' requires Type of ['SQS', 'SNS']", "DeadLetterQueue", "Type");
  return { TargetArn: target };
}

function deadLetterPolicies(resource: SamResource): readonly JsonObject[] {
  const queue = resource.property("DeadLetterQueue");
  if (!isDraft(queue)) return [];
  const action = deadLetterAction[String(queue.Type)] as string;
  const statement = { Action: action, Resource: queue.TargetArn as Json, Effect: "Allow" };
  return [
    {
      PolicyName: "DeadLetterQueuePolicy",
      PolicyDocument: { Version: "2012-10-17", Statement: [statement] },
    },
  ];
}

function capacityProvider(config: Json): JsonObject {
  const arn = own(config, "Arn");
  const { Arn: _, ...settings } = isDraft(config) ? config : {};
  return { LambdaManagedInstancesCapacityProviderConfig: present({ CapacityProviderArn: arn, ...settings }) };
}

// DeploymentPreference: CodeDeploy shifts an alias's traffic to a new version bit by bit.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-deploymentpreference.html

import type { Json, JsonObject } from "../../../../../aws/json.ts";
import { anyOf } from "../combined-condition.ts";
import { type Draft, isDraft, own, present } from "../draft.ts";
import type { Expansion } from "../expansion.ts";
import { choiceOf, getAtt, ifElse, isNoValue, noValue, ref, sub } from "../intrinsics.ts";
import { managedPolicyArn } from "../policies/managed-policies.ts";
import { assumedBy } from "../policies/resource-policies.ts";
import type { SamResource } from "../sam-resource.ts";
import type { Invokable } from "./invokable.ts";

const applicationId = "ServerlessDeploymentApplication";
const roleId = "CodeDeployServiceRole";

/** AWS's own configurations, whose names SAM takes without their prefix. */
const configurations = [
  "AllAtOnce",
  ...["5", "10", "15", "30"].map((minutes) => `Canary10Percent${minutes}Minutes`),
  ...["1Minute", "2Minutes", "3Minutes", "10Minutes"].map((every) => `Linear10PercentEvery${every}`),
];

export function addDeploymentPreference(invokable: Invokable, expansion: Expansion): void {
  const { alias, tags } = invokable;
  const resource: SamResource = invokable.resource;
  const preference = resource.property("DeploymentPreference");
  if (!isDraft(preference) || isOff(preference, expansion)) return;
  const type = own(preference, "Type") ?? undefined;
  if (type === undefined)
    resource.fail("'DeploymentPreference' is missing required Property 'Type'", "DeploymentPreference");
  const hooks = own(preference, "Hooks") ?? undefined;
  if (hooks !== undefined && !isDraft(hooks))
    resource.fail(
      "'Hooks' property of 'DeploymentPreference' must be a dictionary",
      "DeploymentPreference",
      "Hooks",
    );
  if (alias === undefined)
    resource.fail(
      "'DeploymentPreference' requires AutoPublishAlias property to be specified.",
      "DeploymentPreference",
    );
  const groupId = `${resource.id}DeploymentGroup`;
  const condition = own(preference, "PassthroughCondition") === true ? resource.condition : undefined;
  expansion.deployments.push({ hasRole: (own(preference, "Role") ?? null) !== null, condition, tags });
  expansion.add(
    resource,
    groupId,
    present({
      Condition: condition,
      Type: "AWS::CodeDeploy::DeploymentGroup",
      Properties: {
        ...deploymentGroup(resource, preference, expansion.parameters.resolveWithMappings(type)),
        ...tagged(tags),
      },
    }),
  );
  const definition = expansion.resource(alias.id) as Draft;
  definition.UpdatePolicy = {
    CodeDeployLambdaAliasUpdate: present({
      ApplicationName: ref(applicationId),
      DeploymentGroupName: ref(groupId),
      BeforeAllowTrafficHook: own(hooks, "PreTraffic"),
      AfterAllowTrafficHook: own(hooks, "PostTraffic"),
    }),
  };
}

function isOff(preference: Draft, expansion: Expansion): boolean {
  const enabled = expansion.parameters.resolveWithMappings(own(preference, "Enabled") ?? true);
  return enabled === false || enabled === "false" || enabled === "False";
}

function deploymentGroup(resource: SamResource, preference: Draft, type: Json): JsonObject {
  return present({
    ApplicationName: ref(applicationId),
    AutoRollbackConfiguration: {
      Enabled: true,
      Events: ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM", "DEPLOYMENT_STOP_ON_REQUEST"],
    },
    AlarmConfiguration: alarmConfiguration(resource, own(preference, "Alarms") ?? noValue),
    DeploymentConfigName: configurationName(type),
    DeploymentStyle: { DeploymentType: "BLUE_GREEN", DeploymentOption: "WITH_TRAFFIC_CONTROL" },
    ServiceRoleArn: own(preference, "Role") ?? getAtt(roleId, "Arn"),
    TriggerConfigurations: own(preference, "TriggerConfigurations"),
  });
}

/** Alarms by name; a choice between lists of them becomes one between configurations. */
function alarmConfiguration(resource: SamResource, alarms: Json): JsonObject | undefined {
  if (isNoValue(alarms) || (Array.isArray(alarms) && alarms.length === 0)) return undefined;
  const choice = choiceOf(alarms);
  if (choice !== undefined) {
    const [then, otherwise] = [choice.then, choice.otherwise].map((chosen) => namedAlarms(resource, chosen));
    return ifElse(choice.condition, then as Json, otherwise as Json);
  }
  return namedAlarms(resource, alarms);
}

function namedAlarms(resource: SamResource, alarms: Json): JsonObject {
  if (!Array.isArray(alarms)) return resource.fail("Alarms must be a list", "DeploymentPreference", "Alarms");
  if (alarms.length === 0) return {};
  return { Enabled: true, Alarms: alarms.map((alarm) => ({ Name: alarm as Json })) };
}

/** AWS's own configurations get the name they have in CodeDeploy, wherever they stand; all else stays. */
function configurationName(type: Json): Json {
  if (typeof type === "string")
    return configurations.includes(type)
      ? sub(`CodeDeployDefault.Lambda\${ConfigName}`, { ConfigName: type })
      : type;
  if (Array.isArray(type)) return type.map((item) => configurationName(item as Json));
  if (!isDraft(type)) return type;
  return Object.fromEntries(Object.entries(type).map(([key, value]) => [key, configurationName(value)]));
}

function tagged(tags: readonly Json[]): JsonObject {
  return tags.length === 0 ? {} : { Tags: tags };
}

/** One application for all functions of the template, and one role for those that name none. */
export function finishDeployments(expansion: Expansion): void {
  const { deployments } = expansion;
  if (deployments.length === 0) return;
  const tags = deployments[0]?.tags ?? [];
  const conditions = new Set(deployments.map(({ condition }) => condition));
  const condition = anyOf(conditions, "ServerlessCodeDeployCondition", expansion.template);
  expansion.resources[applicationId] ??= present({
    Condition: condition,
    Type: "AWS::CodeDeploy::Application",
    Properties: { ComputePlatform: "Lambda", ...tagged(tags) },
  });
  if (deployments.every(({ hasRole }) => hasRole)) return;
  const name = "AWSCodeDeployRoleForLambda";
  expansion.resources[roleId] ??= present({
    Condition: condition,
    Type: "AWS::IAM::Role",
    Properties: {
      AssumeRolePolicyDocument: assumedBy("codedeploy"),
      ManagedPolicyArns: [managedPolicyArn(name, expansion.partition) ?? name],
      ...tagged(tags),
    },
  });
}

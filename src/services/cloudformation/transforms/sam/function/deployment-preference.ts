// DeploymentPreference: CodeDeploy shifts an alias's traffic to a new version bit by bit.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-deploymentpreference.html

import type { Json, JsonObject } from "../../../../../aws/json.ts";
import { type Draft, isDraft, own, present } from "../draft.ts";
import type { Expansion } from "../expansion.ts";
import { getAtt, isIntrinsic, ref, sub } from "../intrinsics.ts";
import { managedPolicyArn } from "../policies/managed-policies.ts";
import { assumedBy } from "../policies/resource-policies.ts";
import type { Invokable } from "./invokable.ts";

const applicationId = "ServerlessDeploymentApplication";
const roleId = "CodeDeployServiceRole";

/** AWS's own configurations, whose names SAM takes without their prefix. */
const configurations = [
  "AllAtOnce",
  ...["5", "10", "15", "30"].map((minutes) => `Canary10Percent${minutes}Minutes`),
  ...["1Minute", "2Minutes", "3Minutes", "10Minutes"].map((every) => `Linear10PercentEvery${every}`),
];

export function addDeploymentPreference({ resource, alias }: Invokable, expansion: Expansion): void {
  const given = resource.property("DeploymentPreference");
  if (!isDraft(given)) return;
  if (alias === undefined)
    resource.fail(
      "'DeploymentPreference' requires AutoPublishAlias property to be specified.",
      "DeploymentPreference",
    );
  const preference = given;
  const enabled = expansion.parameters.resolveWithMappings(own(preference, "Enabled") ?? true);
  if (enabled === false || enabled === "false") return;
  const type = own(preference, "Type");
  if (type === undefined)
    resource.fail("'DeploymentPreference' requires Type property to be specified.", "DeploymentPreference");
  const groupId = `${resource.id}DeploymentGroup`;
  const condition =
    own(preference, "PassthroughCondition") === true ? resource.attribute("Condition") : undefined;
  addShared(expansion, own(preference, "Role") === undefined);
  expansion.resources[groupId] = present({
    Condition: condition,
    Type: "AWS::CodeDeploy::DeploymentGroup",
    Properties: deploymentGroup(preference, type as Json, expansion),
  });
  const hooks = own(preference, "Hooks");
  const definition = expansion.resource(alias?.id) as Draft;
  definition.UpdatePolicy = {
    CodeDeployLambdaAliasUpdate: present({
      ApplicationName: ref(applicationId),
      DeploymentGroupName: ref(groupId),
      BeforeAllowTrafficHook: own(hooks, "PreTraffic"),
      AfterAllowTrafficHook: own(hooks, "PostTraffic"),
    }),
  };
}

function deploymentGroup(preference: Draft, type: Json, expansion: Expansion): JsonObject {
  const alarms = own(preference, "Alarms");
  const configuration = alarms === undefined ? undefined : alarmConfiguration(alarms);
  return present({
    ApplicationName: ref(applicationId),
    AutoRollbackConfiguration: {
      Enabled: true,
      Events: ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM", "DEPLOYMENT_STOP_ON_REQUEST"],
    },
    AlarmConfiguration: configuration,
    DeploymentConfigName: configurationName(expansion.parameters.resolveWithMappings(type)),
    DeploymentStyle: { DeploymentType: "BLUE_GREEN", DeploymentOption: "WITH_TRAFFIC_CONTROL" },
    ServiceRoleArn: own(preference, "Role") ?? getAtt(roleId, "Arn"),
    TriggerConfigurations: own(preference, "TriggerConfigurations"),
  });
}

function alarmConfiguration(alarms: Json): JsonObject {
  if (isIntrinsic(alarms)) return { Enabled: true, Alarms: alarms };
  const named = Array.isArray(alarms) ? alarms.map((alarm) => ({ Name: alarm as Json })) : [];
  return { Enabled: true, Alarms: named };
}

/** One of AWS's own configurations gets the name it has in CodeDeploy; others, and choices, are taken as they are. */
function configurationName(type: Json): Json {
  if (typeof type === "string")
    return configurations.includes(type)
      ? sub(`CodeDeployDefault.Lambda\${ConfigName}`, { ConfigName: type })
      : type;
  if (!isDraft(type) || !Array.isArray(type["Fn::If"])) return type;
  const [condition, then, otherwise] = type["Fn::If"] as readonly Json[];
  return {
    "Fn::If": [condition as Json, configurationName(then as Json), configurationName(otherwise as Json)],
  };
}

/** One application for all functions of the template, and one role for those that name none. */
function addShared(expansion: Expansion, needsRole: boolean): void {
  expansion.resources[applicationId] ??= {
    Type: "AWS::CodeDeploy::Application",
    Properties: { ComputePlatform: "Lambda" },
  };
  if (!needsRole) return;
  const name = "AWSCodeDeployRoleForLambda";
  expansion.resources[roleId] ??= {
    Type: "AWS::IAM::Role",
    Properties: {
      AssumeRolePolicyDocument: assumedBy("codedeploy"),
      ManagedPolicyArns: [managedPolicyArn(name, expansion.partition) ?? name],
    },
  };
}

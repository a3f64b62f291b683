// What CodeDeploy would do of an UpdatePolicy: how a function's alias goes to its next version, as the deployment group says that it
// names.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-updatepolicy.html

import { isJsonObject, type Json, type JsonObject } from "../../../aws/json.ts";
import type { DeploymentOrder, TrafficShift } from "../../../aws/template/traffic-shift.ts";
import { ResourceFailure } from "./provider.ts";

interface StackResourceLike {
  readonly type: string;
  readonly standing?: { readonly ref: string; readonly properties: JsonObject } | undefined;
}

/**
 * Undefined where no policy says so. Throws ResourceFailure for a group that the stack does not have, and for a configuration that
 * neither it nor AWS has.
 */
export function trafficShiftIn(
  updatePolicy: JsonObject,
  resources: Iterable<StackResourceLike>,
): TrafficShift | undefined {
  const policy = updatePolicy.CodeDeployLambdaAliasUpdate;
  if (!isJsonObject(policy)) return undefined;
  const all = [...resources];
  const named = (type: string, name: Json | undefined) =>
    all.find((each) => each.type === type && each.standing?.ref === name)?.standing?.properties;
  const group = named("AWS::CodeDeploy::DeploymentGroup", policy.DeploymentGroupName);
  if (group === undefined)
    throw new ResourceFailure(
      `No deployment group found for the name ${String(policy.DeploymentGroupName)} in this stack`,
    );
  const configuration = String(group.DeploymentConfigName ?? "CodeDeployDefault.LambdaAllAtOnce");
  const own = named("AWS::CodeDeploy::DeploymentConfig", configuration);
  const course = own === undefined ? courseOfAws(configuration) : courseIn(own);
  if (course === undefined)
    throw new ResourceFailure(`No deployment configuration found for the name ${configuration}`);
  return { ...course, alarms: alarmsIn(group), deployment: orderIn(policy, group) };
}

/** Members of a template's resource have been resolved by now. */
function orderIn(policy: JsonObject, group: JsonObject): DeploymentOrder {
  const { BeforeAllowTrafficHook: before, AfterAllowTrafficHook: after } = policy;
  return {
    applicationName: String(policy.ApplicationName),
    groupName: String(policy.DeploymentGroupName),
    roleArn: String(group.ServiceRoleArn),
    hooks: {
      ...(typeof before === "string" ? { BeforeAllowTraffic: before } : {}),
      ...(typeof after === "string" ? { AfterAllowTraffic: after } : {}),
    },
  };
}

type Course = Pick<TrafficShift, "type" | "percentage" | "intervalMinutes">;

export const atOnce: Course = { type: "ALL_AT_ONCE", percentage: 100, intervalMinutes: 0 };
const awsConfiguration =
  /^CodeDeployDefault\.Lambda(?:AllAtOnce|(Canary10Percent(?:5|10|15|30)Minutes)|(Linear10PercentEvery(?:1Minute|[23]Minutes|10Minutes)))$/;

function courseOfAws(name: string): Course | undefined {
  const [found, canary, linear] = awsConfiguration.exec(name) ?? [];
  if (found === undefined) return undefined;
  const gradual = canary ?? linear;
  if (gradual === undefined) return atOnce;
  const intervalMinutes = Number(/(\d+)Minutes?$/.exec(gradual)?.[1]);
  return { type: canary === undefined ? "LINEAR" : "CANARY", percentage: 10, intervalMinutes };
}

function courseIn({ TrafficRoutingConfig: routing }: JsonObject): Course | undefined {
  if (!isJsonObject(routing)) return atOnce;
  const kinds = [
    ["LINEAR", routing.TimeBasedLinear, "Linear"],
    ["CANARY", routing.TimeBasedCanary, "Canary"],
  ] as const;
  for (const [type, section, prefix] of kinds) {
    if (!isJsonObject(section)) continue;
    const percentage = Number(section[`${prefix}Percentage`]);
    const intervalMinutes = Number(section[`${prefix}Interval`]);
    if (percentage > 0 && intervalMinutes > 0) return { type, percentage, intervalMinutes };
    return undefined;
  }
  return atOnce;
}

function alarmsIn({ AlarmConfiguration: configuration }: JsonObject): readonly string[] {
  if (!isJsonObject(configuration) || configuration.Enabled === false) return [];
  const { Alarms: alarms } = configuration;
  if (!Array.isArray(alarms)) return [];
  return alarms.flatMap((alarm: Json) => (isJsonObject(alarm) ? [String(alarm.Name)] : []));
}

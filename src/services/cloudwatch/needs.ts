// What CloudWatch's operations need of whoever calls them.
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html

import type { RegionIdentity } from "../../aws/arn.ts";
import { arnOfName, firstText, objectsIn } from "../../aws/wire/arn-members.ts";
import type { WireObject } from "../../aws/wire/operation.ts";
import { passing, type ServicePermissions } from "../permissions.ts";

export const cloudwatchPermissions: ServicePermissions<unknown> = {
  needsOf(operation, request, { identity }) {
    const action = `cloudwatch:${operation}`;
    return [
      ...resourcesOf(operation, request, identity).map((resource) => ({ action, resource })),
      ...passing(firstText(request, "RoleArn")),
    ];
  },
  denial: { status: 403 },
};

interface NamedKind {
  readonly operations: RegExp;
  /** The members that name it. */
  readonly members: readonly string[];
  /** What stands before its name in its ARN. */
  readonly kind: string;
}

const named: readonly NamedKind[] = [
  { operations: /MetricStream$/, members: ["Name"], kind: "metric-stream/" },
  { operations: /AlarmMuteRule$/, members: ["Name", "AlarmMuteRuleName"], kind: "alarm-mute-rule:" },
  { operations: /InsightRule(?:s|Report)?$/, members: ["RuleName", "RuleNames"], kind: "insight-rule/" },
  { operations: /Dashboards?$/, members: ["DashboardName", "DashboardNames"], kind: "dashboard/" },
  { operations: /^(?:Delete|Enable|Disable)Alarm/, members: ["AlarmName", "AlarmNames"], kind: "alarm:" },
  { operations: /^(?!List)/, members: ["AlarmName"], kind: "alarm:" },
];

/** What an operation names, what is named by its ARN, or everything. A rule that mutes alarms needs them as well. */
function resourcesOf(operation: string, request: WireObject, identity: RegionIdentity): readonly string[] {
  const found = named.find(({ operations }) => operations.test(operation));
  const arnsOf = (names: readonly string[], kind: string) => {
    // Dashboards are of all regions.
    const place = kind === "dashboard/" ? { ...identity, region: "" } : identity;
    return names.map((name) => arnOfName(name, { identity: place, service: "cloudwatch", kind }));
  };
  const names = (found?.members ?? []).flatMap((member) => textsIn(request[member]));
  const muted = objectsIn([request.MuteTargets]).flatMap(({ AlarmNames }) => textsIn(AlarmNames));
  if (names.length === 0) return [firstText(request, "ResourceARN") ?? "*"];
  return [...arnsOf(names, found?.kind ?? ""), ...arnsOf(muted, "alarm:")];
}

function textsIn(value: unknown): readonly string[] {
  return [value].flat().filter((each): each is string => typeof each === "string" && each !== "");
}

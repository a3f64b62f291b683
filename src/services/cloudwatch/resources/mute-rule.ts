// AWS::CloudWatch::AlarmMuteRule
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudwatch-alarmmuterule.html

import { alreadyExists } from "../../../aws/template/already-exists.ts";
import type { Properties } from "../../../aws/template/properties.ts";
import type { CreatedResource, ResourceKind } from "../../../aws/template/resource-kind.ts";
import { given } from "../../../aws/wire/given.ts";
import type { CloudWatch } from "../cloudwatch.ts";
import { isOneTime, muteStatus } from "../mute-rules/mute-rule.ts";

export const muteRule: ResourceKind<CloudWatch> = {
  type: "AWS::CloudWatch::AlarmMuteRule",
  create(properties, { service, generatedName, mayExist }) {
    const name = properties.optionalText("Name") ?? generatedName;
    const isThere = service.mutes.find(name) !== undefined;
    if (isThere && !mayExist) throw alreadyExists("AWS::CloudWatch::AlarmMuteRule", name);
    return putRule(name, properties, service);
  },
  update(properties, { service, ref }) {
    properties.inert("Name");
    return putRule(nameOf(ref), properties, service);
  },
  delete: (ref, { service }) => service.mutes.delete(nameOf(ref)),
};

function putRule(
  name: string,
  properties: Properties,
  { alarms, clock, mutes }: CloudWatch,
): CreatedResource {
  const schedule = properties.section("Rule").section("Schedule");
  const configuration = {
    name,
    ...given("description", properties.optionalText("Description")),
    expression: schedule.text("Expression"),
    duration: schedule.text("Duration"),
    ...given("timezone", schedule.optionalText("Timezone")),
    alarmNames: properties.has("MuteTargets") ? properties.section("MuteTargets").texts("AlarmNames") : [],
    ...given("startsAt", timeIn(properties, "StartDate")),
    ...given("expiresAt", timeIn(properties, "ExpireDate")),
  };
  const { arn } = mutes.put(configuration);
  alarms.tags.put(arn, properties.tags());
  const now = clock.now();
  return {
    ref: arn,
    attributes: {
      Arn: arn,
      LastUpdatedTimestamp: new Date(now).toISOString(),
      MuteType: isOneTime(configuration) ? "ONE_TIME" : "RECURRING",
      Status: muteStatus(configuration, now),
    },
  };
}

function timeIn(properties: Properties, name: string): number | undefined {
  const text = properties.optionalText(name);
  if (text === undefined) return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) ? properties.fail(name, "is no date and time") : at;
}

function nameOf(arn: string): string {
  return arn.slice(arn.indexOf("alarm-mute-rule:") + "alarm-mute-rule:".length);
}

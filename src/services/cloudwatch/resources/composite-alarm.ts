// AWS::CloudWatch::CompositeAlarm
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudwatch-compositealarm.html

import { alreadyExists } from "../../../aws/template/already-exists.ts";
import type { Properties } from "../../../aws/template/properties.ts";
import type { CreatedResource, ResourceKind } from "../../../aws/template/resource-kind.ts";
import { given } from "../../../aws/wire/given.ts";
import { deleteAlarms } from "../alarms/every-alarm.ts";
import type { CloudWatch } from "../cloudwatch.ts";
import { alarmActions } from "./alarm.ts";

export const compositeAlarm: ResourceKind<CloudWatch> = {
  type: "AWS::CloudWatch::CompositeAlarm",
  create(properties, { service, generatedName, mayExist }) {
    const name = properties.optionalText("AlarmName") ?? generatedName;
    const isThere = service.composites.get(name) !== undefined;
    if (isThere && !mayExist) throw alreadyExists("AWS::CloudWatch::CompositeAlarm", name);
    return putComposite(name, properties, service);
  },
  update(properties, { service, ref }) {
    properties.inert("AlarmName");
    return putComposite(ref, properties, service);
  },
  delete: (ref, { service }) => deleteAlarms(service, [ref]),
};

function putComposite(
  alarmName: string,
  properties: Properties,
  { alarms, composites }: CloudWatch,
): CreatedResource {
  const { alarmArn } = composites.put({
    alarmName,
    alarmRule: properties.text("AlarmRule"),
    ...alarmActions(properties),
    ...given("actionsSuppressor", properties.optionalText("ActionsSuppressor")),
    ...given("suppressorWaitSeconds", properties.optionalNumber("ActionsSuppressorWaitPeriod")),
    ...given("suppressorExtensionSeconds", properties.optionalNumber("ActionsSuppressorExtensionPeriod")),
  });
  alarms.tags.put(alarmArn, properties.tags());
  return { ref: alarmName, attributes: { Arn: alarmArn } };
}

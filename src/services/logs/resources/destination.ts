// AWS::Logs::Destination: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-logs-destination.html

import { alreadyExists } from "../../../aws/template/already-exists.ts";
import type { Properties } from "../../../aws/template/properties.ts";
import type { CreatedResource, ResourceKind } from "../../../aws/template/resource-kind.ts";
import type { CloudWatchLogs } from "../cloudwatch-logs.ts";

export const logsDestination: ResourceKind<CloudWatchLogs> = {
  type: "AWS::Logs::Destination",
  create(properties, { service, mayExist }) {
    const name = properties.text("DestinationName");
    if (!mayExist && isThere(service, name)) throw alreadyExists("AWS::Logs::Destination", name);
    return settle(service, name, properties);
  },
  update(properties, { service, ref }) {
    properties.inert("DestinationName");
    return settle(service, ref, properties);
  },
  delete(ref, { service }) {
    if (isThere(service, ref)) service.destinations.delete(ref);
  },
};

function settle({ destinations }: CloudWatchLogs, name: string, properties: Properties): CreatedResource {
  const { arn } = destinations.put({
    ...{
      destinationName: name,
      targetArn: properties.text("TargetArn"),
      roleArn: properties.text("RoleArn"),
    },
    tags: properties.tags(),
  });
  const policy = properties.jsonText("DestinationPolicy");
  if (policy !== undefined) destinations.putPolicy(name, policy);
  return { ref: name, attributes: { Arn: arn } };
}

function isThere({ destinations }: CloudWatchLogs, name: string): boolean {
  return destinations.list(name).some(({ destinationName }) => destinationName === name);
}

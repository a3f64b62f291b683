// What Firehose's operations need of whoever calls them.
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonkinesisfirehose.html

import { arnOfName, firstText } from "../../aws/wire/arn-members.ts";
import type { WireObject } from "../../aws/wire/operation.ts";
import { type Need, passing, type ServicePermissions } from "../permissions.ts";

const givesRoles = new Set(["CreateDeliveryStream", "UpdateDestination"]);

export const firehosePermissions: ServicePermissions<unknown> = {
  needsOf(operation, request, { identity }) {
    const action = `firehose:${operation}`;
    if (operation === "ListDeliveryStreams") return [{ action, resource: "*" }];
    const name = firstText(request, "DeliveryStreamName");
    const resource = arnOfName(name, { identity, service: "firehose", kind: "deliverystream/" });
    return [{ action, resource }, ...(givesRoles.has(operation) ? passedRoles(request) : [])];
  },
  deliveryAction: ({ caller }) =>
    /:(?:pipes|logs):/.test(caller.arn) ? "firehose:PutRecordBatch" : "firehose:PutRecord",
};

/** Those of the destination, of its backup and of the source. */
function passedRoles(request: WireObject): readonly Need[] {
  const roles = new Set<string>();
  const look = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    const role = firstText(value as WireObject, "RoleARN");
    if (role !== undefined) roles.add(role);
    for (const each of Object.values(value)) look(each);
  };
  look(request);
  return [...roles].flatMap(passing);
}

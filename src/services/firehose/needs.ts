// What Firehose's operations need of whoever calls them.
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonkinesisfirehose.html

import { arnOfName, firstText } from "../../aws/wire/arn-members.ts";
import { passing, type ServicePermissions } from "../permissions.ts";
import { rolesIn } from "./given-roles.ts";

const givesRoles = new Set(["CreateDeliveryStream", "UpdateDestination"]);

export const firehosePermissions: ServicePermissions<unknown> = {
  needsOf(operation, request, { identity }) {
    const action = `firehose:${operation}`;
    if (operation === "ListDeliveryStreams") return [{ action, resource: "*" }];
    const name = firstText(request, "DeliveryStreamName");
    const resource = arnOfName(name, { identity, service: "firehose", kind: "deliverystream/" });
    return [{ action, resource }, ...(givesRoles.has(operation) ? rolesIn(request).flatMap(passing) : [])];
  },
  deliveryAction: ({ caller }) =>
    /:(?:pipes|logs):/.test(caller.arn) ? "firehose:PutRecordBatch" : "firehose:PutRecord",
};

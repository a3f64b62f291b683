// What EventBridge Pipes' operations need of whoever calls them.
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoneventbridgepipes.html

import { arnOfName, firstText } from "../../aws/wire/arn-members.ts";
import { passing, type ServicePermissions } from "../permissions.ts";

export const pipesPermissions: ServicePermissions<unknown> = {
  needsOf(operation, request, { identity }) {
    const named = firstText(request, "name", "Name", "arn");
    return [
      {
        action: `pipes:${operation}`,
        resource: arnOfName(named, { identity, service: "pipes", kind: "pipe/" }),
      },
      ...passing(firstText(request, "RoleArn")),
    ];
  },
  denial: { status: 403 },
};

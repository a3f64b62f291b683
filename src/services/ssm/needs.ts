// What Parameter Store's operations need of whoever calls them.
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssystemsmanager.html

import type { RegionIdentity } from "../../aws/arn.ts";
import { arnOfName, firstText } from "../../aws/wire/arn-members.ts";
import type { ServicePermissions } from "../permissions.ts";
import type { Parameters } from "./parameters.ts";

export const ssmPermissions: ServicePermissions<Parameters> = {
  needsOf(operation, request, { identity }) {
    const action = `ssm:${operation}`;
    const names = Array.isArray(request.Names)
      ? request.Names.filter((name) => typeof name === "string")
      : [];
    if (names.length > 0) return names.map((name) => ({ action, resource: parameterArn(name, identity) }));
    const name = firstText(request, "Name", "Path", "ResourceId");
    return [{ action, resource: name === undefined ? "*" : parameterArn(name, identity) }];
  },
};

/** A name's first slash is the one in the ARN; a version or a label behind a colon is not part of it. */
function parameterArn(name: string, identity: RegionIdentity): string {
  if (name.startsWith("arn:")) return name;
  const bare = name.replace(/^\//, "").split(":", 1)[0];
  return arnOfName(bare, { identity, service: "ssm", kind: "parameter/" });
}

// What CloudFormation's operations need of whoever calls them.
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscloudformation.html

import { arnOfName, firstText } from "../../aws/wire/arn-members.ts";
import { passing, type ServicePermissions } from "../permissions.ts";

export const cloudformationPermissions: ServicePermissions<unknown> = {
  needsOf(operation, request, { identity }) {
    const action = `cloudformation:${operation}`;
    const stack = firstText(request, "StackName");
    const set = firstText(request, "ChangeSetName");
    const named = stack ?? (set?.startsWith("arn:") ? set : undefined);
    const isOfStacks = /^(?:List|Describe)Stacks$/.test(operation);
    // A stack's ARN ends with an id that only CloudFormation knows.
    const resource = arnOfName(named === undefined || named.startsWith("arn:") ? named : `${named}/*`, {
      ...{ identity, service: "cloudformation", kind: "stack/", all: isOfStacks ? "stack/*/*" : undefined },
    });
    return [{ action, resource }, ...passing(firstText(request, "RoleARN"))];
  },
  contextOf: (_, request) => ({
    "cloudformation:ChangeSetName": firstText(request, "ChangeSetName"),
    "cloudformation:RoleARN": firstText(request, "RoleARN"),
    "cloudformation:TemplateURL": firstText(request, "TemplateURL"),
  }),
  denial: { code: "AccessDenied", status: 403 },
};

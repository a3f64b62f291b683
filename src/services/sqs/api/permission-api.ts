// Permissions on the wire: they are statements of the queue's policy.

import { optionalStringList } from "../../../aws/wire/members.ts";
import type { Operation } from "../../../aws/wire/operation.ts";
import { withoutPermission, withPermission } from "../queues/permissions.ts";
import type { Queues } from "../queues/queues.ts";
import { required } from "./required-member.ts";

export function permissionOperations(queues: Queues): Record<string, Operation> {
  const change = async (url: string, changed: (policy: string | undefined, arn: string) => string) => {
    const attributes = queues.getQueueAttributes(url);
    const policy = changed(attributes.get("Policy"), attributes.get("QueueArn") ?? "");
    await queues.setQueueAttributes(url, new Map([["Policy", policy]]));
    return {};
  };
  return {
    AddPermission: (request) =>
      change(required(request, "QueueUrl"), (policy, arn) =>
        withPermission(policy, arn, {
          label: required(request, "Label"),
          accountIds: optionalStringList(request, "AWSAccountIds") ?? [],
          actions: optionalStringList(request, "Actions") ?? [],
        }),
      ),
    RemovePermission: (request) =>
      change(required(request, "QueueUrl"), (policy) =>
        withoutPermission(policy, required(request, "Label")),
      ),
  };
}

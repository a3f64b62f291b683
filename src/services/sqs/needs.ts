// What SQS's operations need of whoever calls them.
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsqs.html

import { arnOfName, firstText } from "../../aws/wire/arn-members.ts";
import type { ServicePermissions } from "../permissions.ts";
import type { Queues } from "./queues/queues.ts";

const singly: Readonly<Record<string, string>> = {
  SendMessageBatch: "SendMessage",
  DeleteMessageBatch: "DeleteMessage",
  ChangeMessageVisibilityBatch: "ChangeMessageVisibility",
};

export const sqsPermissions: ServicePermissions<Queues> = {
  needsOf(operation, request, { identity }) {
    const url = firstText(request, "QueueUrl");
    const name =
      url?.slice(url.lastIndexOf("/") + 1) ?? firstText(request, "QueueName", "SourceArn", "TaskHandle");
    const all = operation === "ListQueues" ? "" : undefined;
    const resource = arnOfName(name, { identity, service: "sqs", kind: "", all });
    return [{ action: `sqs:${singly[operation] ?? operation}`, resource }];
  },
  deliveryAction: () => "sqs:SendMessage",
  policyOf: (queues, arn) => queues.policyOf(arn),
  denial: {
    status: 403,
    namespace: "com.amazon.coral.service",
    spell: ({ action, resource }) => ({ action: action.toLowerCase(), resource }),
  },
};

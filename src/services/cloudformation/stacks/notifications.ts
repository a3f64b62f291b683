// A stack's events as messages to its topics.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cfn-console-create-stack.html

import type { Deliver } from "../../../aws/delivery.ts";
import type { StackEvent } from "./stack.ts";
import type { StackBook } from "./stack-book.ts";

/** A topic that is not there hears nothing, as on AWS. */
export function notifyTopics(book: StackBook, deliver: Deliver): void {
  book.watch((event) => {
    const { input } = book.byId(event.stackId)?.stack ?? {};
    for (const arn of input?.notificationArns ?? []) {
      const payload = { text: messageOf(event) };
      void deliver({
        arn,
        caller: { arn: event.stackId },
        payload,
        subject: "AWS CloudFormation Notification",
      });
    }
  });
}

/** A line a member, its value in single quotes. */
function messageOf(event: StackEvent): string {
  const members = {
    StackId: event.stackId,
    Timestamp: new Date(event.at).toISOString(),
    EventId: event.id,
    LogicalResourceId: event.logicalId,
    Namespace: event.stackId.split(":")[4] ?? "",
    PhysicalResourceId: event.physicalId,
    ResourceProperties: event.properties ?? "null",
    ResourceStatus: event.status,
    ResourceStatusReason: event.reason ?? "",
    ResourceType: event.type,
    StackName: event.stackName,
    ClientRequestToken: event.requestToken ?? "null",
  };
  return Object.entries(members)
    .map(([name, value]) => `${name}='${value}'\n`)
    .join("");
}

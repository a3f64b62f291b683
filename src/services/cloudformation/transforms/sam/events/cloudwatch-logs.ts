// CloudWatchLogs: a subscription filter on a log group.

import { present } from "../draft.ts";
import type { Invokable } from "../function/invokable.ts";
import { sub } from "../intrinsics.ts";
import type { EventSource } from "./event-source.ts";
import { addPermission } from "./permission.ts";

export function logSubscription(event: EventSource, invokable: Invokable): undefined {
  const group = event.required("LogGroupName");
  const { partition } = event.expansion;
  const arn = `arn:${partition}:logs:\${AWS::Region}:\${AWS::AccountId}:log-group:\${__LogGroupName__}:*`;
  const permission = addPermission(event, invokable, {
    principal: "logs.amazonaws.com",
    sourceArn: sub(arn, { __LogGroupName__: group }),
  });
  event.add(
    event.id,
    "AWS::Logs::SubscriptionFilter",
    present({
      LogGroupName: group,
      FilterPattern: event.required("FilterPattern"),
      DestinationArn: invokable.arn,
    }),
    { DependsOn: [permission] },
  );
  return undefined;
}

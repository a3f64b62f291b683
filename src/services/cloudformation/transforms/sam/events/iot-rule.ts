// IoTRule: a topic rule of AWS IoT with the function as its action.

import { present } from "../draft.ts";
import type { Invokable } from "../function/invokable.ts";
import { ref, sub } from "../intrinsics.ts";
import type { EventSource } from "./event-source.ts";
import { addPermission } from "./permission.ts";

export function iotRule(event: EventSource, invokable: Invokable): undefined {
  const { partition } = event.expansion;
  addPermission(event, invokable, {
    principal: "iot.amazonaws.com",
    sourceAccount: sub("${AWS::AccountId}"),
    sourceArn: sub(`arn:${partition}:iot:\${AWS::Region}:\${AWS::AccountId}:rule/\${RuleName}`, {
      RuleName: ref(event.id),
    }),
  });
  event.add(event.id, "AWS::IoT::TopicRule", {
    TopicRulePayload: present({
      Sql: event.required("Sql"),
      AwsIotSqlVersion: event.property("AwsIotSqlVersion"),
      RuleDisabled: false,
      Actions: [{ Lambda: { FunctionArn: invokable.arn } }],
    }),
    ...event.propagatedTags(),
  });
  return undefined;
}

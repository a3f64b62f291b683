// SNS: a subscription to a topic, directly or by way of a queue.

import type { Json, JsonObject } from "../../../../../aws/json.ts";
import { isDraft, own, pick, present } from "../draft.ts";
import type { Invokable, RoleNeed } from "../function/invokable.ts";
import { getAtt, ref } from "../intrinsics.ts";
import type { EventSource } from "./event-source.ts";
import { addPermission } from "./permission.ts";

const passed = ["FilterPolicy", "FilterPolicyScope", "Region", "RedrivePolicy"];

interface Queue {
  readonly arn: Json;
  readonly url: Json;
  readonly policyId: string;
  readonly mapping: JsonObject;
}

export function topicSubscription(event: EventSource, invokable: Invokable): RoleNeed | undefined {
  const topic = event.required("Topic");
  const by = event.property("SqsSubscription");
  if (by === undefined || by === false) {
    subscribe(event, topic, "lambda", invokable.arn);
    addPermission(event, invokable, { principal: "sns.amazonaws.com", sourceArn: topic });
    return undefined;
  }
  const queue = isDraft(by) ? namedQueue(event, by) : newQueue(event);
  event.add(queue.policyId, "AWS::SQS::QueuePolicy", {
    Queues: [queue.url],
    PolicyDocument: {
      Version: "2012-10-17",
      Statement: [
        {
          Action: "sqs:SendMessage",
          Effect: "Allow",
          Principal: "*",
          Resource: queue.arn,
          Condition: { ArnEquals: { "aws:SourceArn": topic } },
        },
      ],
    },
  });
  subscribe(event, topic, "sqs", queue.arn);
  event.add(`${event.id}EventSourceMapping`, "AWS::Lambda::EventSourceMapping", {
    ...queue.mapping,
    EventSourceArn: queue.arn,
    FunctionName: invokable.name,
  });
  return { managedPolicies: ["AWSLambdaSQSQueueExecutionRole"] };
}

function subscribe(event: EventSource, topic: Json, protocol: string, endpoint: Json): void {
  event.add(
    event.id,
    "AWS::SNS::Subscription",
    present({ ...pick(event.properties, passed), Protocol: protocol, Endpoint: endpoint, TopicArn: topic }),
  );
}

const defaults = { BatchSize: 10, Enabled: true };

function newQueue(event: EventSource): Queue {
  const id = `${event.id}Queue`;
  event.add(id, "AWS::SQS::Queue", event.propagatedTags());
  return { arn: getAtt(id, "Arn"), url: ref(id), policyId: `${event.id}QueuePolicy`, mapping: defaults };
}

function namedQueue(event: EventSource, by: JsonObject): Queue {
  const [arn, url] = [own(by, "QueueArn"), own(by, "QueueUrl")];
  if (arn === undefined || url === undefined)
    return event.fail("No QueueARN or QueueURL provided.", "SqsSubscription");
  const policyId = own(by, "QueuePolicyLogicalId");
  return {
    arn,
    url,
    policyId: typeof policyId === "string" ? policyId : `${event.id}QueuePolicy`,
    // AWS's translator takes `Enabled: false` for nothing said.
    mapping: {
      ...defaults,
      ...pick(by, ["BatchSize", ...(own(by, "Enabled") === false ? [] : ["Enabled"])]),
    },
  };
}

// Faults of what hands alerts on.

import { ListEventSourceMappingsCommand, UpdateEventSourceMappingCommand } from "@aws-sdk/client-lambda";
import { PublishCommand, SubscribeCommand } from "@aws-sdk/client-sns";
import { until } from "../support/until.ts";
import type { Clients } from "./alarm-clients.ts";

/** Whether a function is given what its sources have. A mapping that is on its way into another state must be waited for. */
export async function enableMappings(
  { lambda }: Pick<Clients, "lambda">,
  FunctionName: string,
  Enabled: boolean,
): Promise<void> {
  const settled = async () => {
    const { EventSourceMappings = [] } = await lambda.send(
      new ListEventSourceMappingsCommand({ FunctionName }),
    );
    return EventSourceMappings.every(({ State = "" }) => !State.endsWith("ing")) && EventSourceMappings;
  };
  for (const { UUID } of await until(settled))
    await lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled }));
}

export async function areMappingsEnabled(
  { lambda }: Pick<Clients, "lambda">,
  FunctionName: string,
): Promise<boolean> {
  const { EventSourceMappings = [] } = await lambda.send(
    new ListEventSourceMappingsCommand({ FunctionName }),
  );
  return EventSourceMappings.length > 0 && EventSourceMappings.every(({ State }) => State === "Enabled");
}

/** To a queue that subscribes, but lets no topic send. */
export async function publishToNobody({ sns }: Clients, topic: unknown): Promise<unknown> {
  const TopicArn = String(topic);
  const Endpoint = TopicArn.replace(/:sns:(.*:).*$/, ":sqs:$1millrace-dev-readings-dead-letters");
  await sns.send(new SubscribeCommand({ TopicArn, Protocol: "sqs", Endpoint }));
  return sns.send(new PublishCommand({ TopicArn, Message: "-" }));
}

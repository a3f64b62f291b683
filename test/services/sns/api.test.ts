// The real SDK client, over the Query protocol.

import { CreateTopicCommand, ListTopicsCommand, PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { expect, test } from "@jest/globals";
import { localIdentity } from "../../../src/aws/arn.ts";
import { delivered } from "../../../src/aws/delivery.ts";
import { compileSnsPattern } from "../../../src/event-patterns/compile-pattern.ts";
import { snsApi } from "../../../src/services/sns/api/api.ts";
import { Topics } from "../../../src/services/sns/topics/topics.ts";
import { systemClock } from "../../../src/time/clock.ts";
import { serve } from "../../server/sdk-server.ts";

test("a message published by an SDK can be read from the topic", async () => {
  const topics = await Topics.open({
    clock: systemClock,
    identity: localIdentity,
    endpoint: "http://127.0.0.1:4566",
    compileFilter: compileSnsPattern,
    deliver: () => delivered,
  });
  const server = await serve(snsApi(topics));
  const client = new SNSClient(server.clientConfiguration);
  try {
    const { TopicArn } = await client.send(new CreateTopicCommand({ Name: "alerts" }));
    const MessageAttributes = { severity: { DataType: "Number", StringValue: "3" } };
    const { MessageId } = await client.send(
      new PublishCommand({ TopicArn, Message: "storm", MessageAttributes }),
    );
    expect((await client.send(new ListTopicsCommand({}))).Topics).toEqual([{ TopicArn }]);
    expect(topics.published(String(TopicArn))).toMatchObject([
      {
        messageId: MessageId,
        message: "storm",
        messageAttributes: new Map([["severity", { dataType: "Number", stringValue: "3" }]]),
      },
    ]);
    expect(server.faults).toEqual([]);
  } finally {
    client.destroy();
    await server.close();
  }
});

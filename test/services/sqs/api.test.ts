// The real SDK client, which checks the MD5 digests of what it sends and receives.

import {
  CreateQueueCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { expect, test } from "@jest/globals";
import { serveQueues } from "./queue-server.ts";

test("messages with attributes go through an SDK unchanged", async () => {
  const server = await serveQueues();
  const client = new SQSClient({ ...server.clientConfiguration, useQueueUrlAsEndpoint: false });
  try {
    const { QueueUrl } = await client.send(new CreateQueueCommand({ QueueName: "q" }));
    const MessageAttributes = { station: { DataType: "String", StringValue: "KSEA" } };
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: "rain", MessageAttributes }));
    const Entries = [
      { Id: "1", MessageBody: "sun" },
      { Id: "2", MessageBody: "\u0000" },
    ];
    const sent = await client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    expect(sent.Failed).toMatchObject([{ Id: "2", Code: "InvalidMessageContents" }]);
    const receive = new ReceiveMessageCommand({
      QueueUrl,
      MaxNumberOfMessages: 10,
      MessageAttributeNames: ["All"],
    });
    const { Messages } = await client.send(receive);
    expect(Messages).toMatchObject([{ Body: "rain", MessageAttributes }, { Body: "sun" }]);
    expect(server.faults).toEqual([]);
  } finally {
    client.destroy();
    await server.close();
  }
});

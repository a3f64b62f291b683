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
    // Each entry of a batch stands for itself.
    const delayed = await client.send(
      new SendMessageBatchCommand({
        QueueUrl,
        Entries: [
          { Id: "1", MessageBody: "now", DelaySeconds: 0 },
          { Id: "2", MessageBody: "later", DelaySeconds: 901 },
        ],
      }),
    );
    expect(delayed.Successful).toMatchObject([{ Id: "1" }]);
    expect(delayed.Failed).toEqual([
      {
        ...{ Id: "2", Code: "InvalidParameterValue", SenderFault: true },
        Message:
          "Value 901 for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.",
      },
    ]);
    expect(server.faults).toEqual([]);
  } finally {
    client.destroy();
    await server.close();
  }
});

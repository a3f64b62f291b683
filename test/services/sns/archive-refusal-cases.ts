// Archive and replay policies that SNS refuses, about the FIFO topic `f.fifo`, which has no archive.

import { type Case, fifo, queueArn } from "./refusal-cases.ts";

export const ofArchives: readonly Case[] = [
  [
    "a replay without an archive",
    (client) =>
      client.subscribe({
        ...{ TopicArn: fifo, Protocol: "sqs", Endpoint: queueArn },
        Attributes: { ReplayPolicy: '{"PointType":"Timestamp","StartingPoint":"2026-01-01T00:00:00.000Z"}' },
      }),
    "Attributes Reason: ReplayPolicy: The topic has no ArchivePolicy.",
  ],
  ...(
    [
      ['{"PointType":"Offset"}', "PointType: Invalid value [Offset]. Must be Timestamp."],
      [
        '{"PointType":"Timestamp","StartingPoint":"soon"}',
        "StartingPoint: Invalid value [soon]. Must be a timestamp such as 2026-11-28T00:00:00.000Z.",
      ],
      [
        '{"PointType":"Timestamp","StartingPoint":"2026-01-02T00:00:00Z","EndingPoint":"2026-01-01T00:00:00Z"}',
        "EndingPoint must not be before StartingPoint.",
      ],
      ['{"Start":1}', "invalid JSON. Attribute Start is unknown."],
    ] as const
  ).map(
    ([ReplayPolicy, reason]): Case => [
      `a replay policy ${ReplayPolicy}`,
      (client) =>
        client.subscribe({
          ...{ TopicArn: fifo, Protocol: "sqs", Endpoint: queueArn, Attributes: { ReplayPolicy } },
        }),
      `Attributes Reason: ReplayPolicy: ${reason}`,
    ],
  ),
  ...(
    [
      ["", "failed to parse JSON."],
      ["[]", "failed to parse JSON."],
      ['{"Days":1}', "invalid JSON. Attribute Days is unknown."],
      ...["0", "366", "1.5", "soon"].map(
        (days) =>
          [
            `{"MessageRetentionPeriod":"${days}"}`,
            `MessageRetentionPeriod: Invalid value [${days}]. Must be a number of days from 1 to 365.`,
          ] as const,
      ),
    ] as const
  ).map(
    ([AttributeValue, reason]): Case => [
      `an archive policy ${AttributeValue}`,
      (client) =>
        client.setTopicAttributes({ TopicArn: fifo, AttributeName: "ArchivePolicy", AttributeValue }),
      `ArchivePolicy: ${reason}`,
    ],
  ),
];

// What SQS refuses of tags, of pages of queues, and of the names of what is asked for of a message.

import { type Case, invalid, QueueUrl } from "./refusal-cases.ts";

export const tagAndListCases: readonly Case[] = [
  ...[
    ["", "x", "Tag keys must be between 1 and 128 characters in length."],
    ["k".repeat(129), "x", "Tag keys must be between 1 and 128 characters in length."],
    ["aws:k", "x", "Tag keys can't begin with aws:, which is reserved."],
    ["k", "x".repeat(257), "Tag values must be between 0 and 256 characters in length."],
    [
      "k",
      "x;",
      "Tag values may only contain unicode letters, digits, whitespace, or one of these symbols: _ . : / = + - @'",
    ],
  ].flatMap(([key = "", value, message = ""]): Case[] => [
    ["TagQueue", { QueueUrl, Tags: { [key]: value } }, invalid, message],
    ["CreateQueue", { QueueName: "tagged", Tags: { [key]: value } }, invalid, message],
  ]),
  [
    "UntagQueue",
    { QueueUrl, TagKeys: ["k".repeat(129)] },
    invalid,
    "Tag keys must be between 1 and 128 characters in length.",
  ],
  [
    "ListQueues",
    { MaxResults: 1001 },
    invalid,
    "Value for parameter MaxResults is invalid. Reason: MaxResults must be an integer between 1 and 1000.",
  ],
  ["ListQueues", { MaxResults: 1, NextToken: "x" }, invalid, "Invalid or expired next token."],
  [
    "ListQueues",
    { NextToken: "x" },
    invalid,
    "MaxResults is a mandatory parameter when you provide a value for NextToken.",
  ],
  [
    "ListDeadLetterSourceQueues",
    { QueueUrl, MaxResults: 1, NextToken: "x" },
    invalid,
    "Invalid or expired next token.",
  ],
  ["ReceiveMessage", { QueueUrl, AttributeNames: ["X"] }, "InvalidAttributeName", "Unknown Attribute X."],
  [
    "ReceiveMessage",
    { QueueUrl, MessageSystemAttributeNames: ["All", "X"] },
    "InvalidAttributeName",
    "Unknown Attribute X.",
  ],
];

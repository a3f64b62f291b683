// What is held against many filters: the longest patterns over the largest events, messages and log events.

import {
  each,
  events,
  type LargeRequest,
  logs,
  pause,
  query,
  queueArn,
  sqs,
  times,
  told,
} from "./large-request.ts";

const sns = query("2010-03-31");
const topicArn = "arn:aws:sns:us-east-1:000000000000:filtered";
const wildcards = (most: number) => times(most, (n) => ({ wildcard: `*${n}*x*` }));
const values = JSON.stringify({ l: times(25_000, (n) => `v${n}`) });

const begun = (name: string) => `-----BEGIN ${name}-----`;
const logGroup = "protected";
const protection = (operation: object) => ({
  DataIdentifier: [
    ...["EmailAddress", "IpAddress", "CreditCardNumber", "OpenSshPrivateKey", "PkcsPrivateKey"],
    ...["PgpPrivateKey", "PuttyPrivateKey", "PhoneNumber-US", "Ssn-US"],
  ].map((name) => `arn:aws:dataprotection::aws:data-identifier/${name}`),
  Operation: operation,
});
const policyDocument = JSON.stringify({
  ...{ Name: "p", Description: "", Version: "2021-06-01" },
  Statement: [
    protection({ Audit: { FindingsDestination: {} } }),
    protection({ Deidentify: { MaskConfig: {} } }),
  ],
});
const messagesOf: Readonly<Record<string, (at: number) => string>> = {
  "keys that never end": () => begun("PRIVATE KEY").repeat(9_000),
  "keys that end behind their length": () =>
    `${begun("OPENSSH PRIVATE KEY").repeat(6_000)}-----END OPENSSH PRIVATE KEY-----`,
  "what is nearly an address": () => "a.".repeat(120_000),
  "numbers without end": () => "1 ".repeat(120_000),
};

export const filtered: readonly LargeRequest[] = [
  {
    name: "EventBridge PutEvents of 200 KB to 50 rules of the longest patterns",
    prepare: async (target) => {
      await sqs(target, "CreateQueue", { QueueName: "filtered" });
      return each(50, async (at) => {
        await events(target, "PutRule", {
          Name: `filtered${at}`,
          EventPattern: JSON.stringify({ source: ["filtered"], detail: { l: wildcards(100) } }),
        });
        return events(target, "PutTargets", {
          Rule: `filtered${at}`,
          Targets: [{ Id: "t", Arn: queueArn("filtered") }],
        });
      });
    },
    ask: (target) =>
      told(
        events(target, "PutEvents", {
          Entries: [{ Source: "filtered", DetailType: "d", Detail: values }],
        }),
      ),
  },
  {
    name: "SNS Publish of 250 KB over 100 of the longest filter policies",
    prepare: async (target) => {
      await sns(target, "CreateTopic", { Name: "filtered" });
      return each(100, () =>
        sns(target, "Subscribe", {
          TopicArn: topicArn,
          Protocol: "sqs",
          Endpoint: queueArn("filtered"),
          "Attributes.entry.1.key": "FilterPolicyScope",
          "Attributes.entry.1.value": "MessageBody",
          "Attributes.entry.2.key": "FilterPolicy",
          "Attributes.entry.2.value": JSON.stringify({ l: times(140, (n) => ({ prefix: `x${n}` })) }),
        }),
      );
    },
    ask: (target) => told(sns(target, "Publish", { TopicArn: topicArn, Message: values })),
  },
  {
    name: "SNS Publish of 250 KB to 300 subscriptions",
    prepare: async (target) => {
      await sns(target, "CreateTopic", { Name: "unfiltered" });
      return each(300, (at) =>
        sns(target, "Subscribe", {
          TopicArn: `${topicArn.slice(0, -"filtered".length)}unfiltered`,
          Protocol: "sqs",
          Endpoint: queueArn(at === 0 ? "filtered" : `nowhere${at}`),
        }),
      );
    },
    ask: (target) =>
      told(
        sns(target, "Publish", {
          TopicArn: `${topicArn.slice(0, -"filtered".length)}unfiltered`,
          Message: "x".repeat(250_000),
        }),
      ),
  },
  ...Object.entries(messagesOf).map(([what, message], number): LargeRequest => {
    const logGroupName = `${logGroup}${number}`;
    return {
      name: `Logs PutLogEvents of 1 MB into a protected group, of ${what}`,
      prepare: async (target) => {
        await logs(target, "CreateLogGroup", { logGroupName });
        await logs(target, "CreateLogStream", { logGroupName, logStreamName: "s" });
        const put = await logs(target, "PutDataProtectionPolicy", {
          logGroupIdentifier: logGroupName,
          policyDocument,
        });
        if (put.status !== 200) throw new Error(put.body);
        await pause(1100);
      },
      ask: async (target) => {
        const put = await told(
          logs(target, "PutLogEvents", {
            ...{ logGroupName, logStreamName: "s" },
            logEvents: times(4, (at) => ({ timestamp: Date.now(), message: message(at) })),
          }),
        );
        const read = await told(
          logs(target, "GetLogEvents", { logGroupName, logStreamName: "s", startFromHead: true }),
        );
        return `${put}; read ${read}`;
      },
    };
  }),
];

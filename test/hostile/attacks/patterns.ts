// Event patterns, filter policies, filter patterns of logs and schedules, that are deep, wide, or made to be tried for ever.

import { type Attack, type AttackClass, faultIn, shapeFault } from "../attack.ts";
import type { Target } from "../target.ts";

const nested = (depth: number, leaf: string) => `${'{"a":'.repeat(depth)}${leaf}${"}".repeat(depth)}`;
const long = (times: number) => "*a".repeat(times);

const eventPatterns: Readonly<Record<string, string>> = {
  "5,000 levels deep": nested(5000, '["x"]'),
  "500 levels deep": nested(500, '["x"]'),
  "a list of lists": `{"a":${"[".repeat(1000)}1${"]".repeat(1000)}}`,
  "a wildcard of many stars": JSON.stringify({ a: [{ wildcard: `${long(500)}*` }] }),
  "many wildcards": JSON.stringify({
    a: Array.from({ length: 200 }, (_, at) => ({ wildcard: `*${at}*x*y*z*` })),
  }),
  "stars in a row": JSON.stringify({ a: [{ wildcard: "**" }] }),
  "an $or of many branches": JSON.stringify({ $or: Array.from({ length: 2000 }, (_, at) => ({ a: [at] })) }),
  "$or within $or": (() => {
    let pattern: unknown = { a: [1] };
    for (let depth = 0; depth < 10; depth++) pattern = { $or: [pattern, pattern] };
    return JSON.stringify(pattern);
  })(),
  "anything but many": JSON.stringify({
    a: [{ "anything-but": Array.from({ length: 5000 }, (_, at) => `v${at}`) }],
  }),
  "numbers beyond numbers": '{"a":[{"numeric":[">",1e400]}]}',
  "numbers in the wrong order": '{"a":[{"numeric":["<",1,">",5]}]}',
  "a network that is none": '{"a":[{"cidr":"999.0.0.0/99"}]}',
  prototypes: '{"__proto__":["x"],"constructor":[{"exists":true}]}',
  "a key twice": '{"a":["x"],"a":["y"]}',
  nothing: "{}",
  null: "null",
  "a list": "[]",
  "an unknown match": '{"a":[{"sounds-like":"x"}]}',
  "an empty prefix": '{"a":[{"prefix":""}]}',
  "half a surrogate": '{"a":["\\ud800"]}',
  "very large": JSON.stringify({ a: Array.from({ length: 100_000 }, (_, at) => `value-${at}`) }),
};

const event = JSON.stringify({
  id: "1",
  source: "s",
  "detail-type": "d",
  account: "000000000000",
  time: "2026-01-01T00:00:00Z",
  region: "us-east-1",
  resources: [],
  detail: { a: "a".repeat(20_000) },
});

const schedules = [
  "rate(0 minutes)",
  "rate(1 minutes)",
  "rate(99999999999999999999 days)",
  "rate()",
  "cron()",
  "cron(* * * * * *)",
  "cron(0 0 31 2 ? *)",
  "cron(0 0 ? * MON#9 *)",
  `cron(${"0,".repeat(20_000)}0 * * * ? *)`,
  "cron(0-99999999999 * * * ? *)",
  "cron(0/0 * * * ? *)",
  "at(2026-13-45T99:99:99)",
  "__proto__",
];

const logPatterns = [
  `{ ${"(".repeat(3000)}$.a = 1${")".repeat(3000)} }`,
  `{ $.a = "${"*".repeat(5000)}" }`,
  `[${"a,".repeat(5000)}...]`,
  "%(a+)+b%",
  "{ $.a = ",
  '"',
  "-".repeat(10_000),
];

export const patternAttacks: AttackClass = {
  name: "patterns",
  attacks: [
    ...Object.entries(eventPatterns).flatMap(([name, EventPattern]): Attack[] => [
      {
        name: `a pattern, ${name}: tested`,
        run: async (target) =>
          shapeFault(await target.call("AWSEvents", "TestEventPattern", { EventPattern, Event: event })),
      },
      {
        name: `a pattern, ${name}: a rule that meets events`,
        run: (target) => ruleThatMeetsEvents(target, EventPattern),
      },
      {
        name: `a pattern, ${name}: a filter policy`,
        run: (target) => filterPolicy(target, EventPattern),
      },
    ]),
    ...schedules.map(
      (ScheduleExpression): Attack => ({
        name: `the schedule ${ScheduleExpression.slice(0, 40)}`,
        run: async (target) =>
          shapeFault(
            await target.call("AWSEvents", "PutRule", {
              Name: "scheduled",
              ScheduleExpression,
              State: "DISABLED",
            }),
          ),
      }),
    ),
    ...logPatterns.map(
      (filterPattern): Attack => ({
        name: `a filter of logs ${filterPattern.slice(0, 40)}`,
        run: (target) => filterLogs(target, filterPattern),
      }),
    ),
  ],
};

async function ruleThatMeetsEvents(target: Target, EventPattern: string): Promise<string | undefined> {
  const problem = faultIn(await target.call("AWSEvents", "PutRule", { Name: "hostile", EventPattern }));
  if (problem !== undefined) return problem;
  const entry = {
    Source: "s",
    DetailType: "d",
    Detail: JSON.stringify({ a: "a".repeat(20_000), b: [[{ a: 1 }]] }),
  };
  const put = await target.call("AWSEvents", "PutEvents", {
    Entries: Array.from({ length: 10 }, () => entry),
  });
  await target.call("AWSEvents", "DeleteRule", { Name: "hostile" });
  return faultIn(put);
}

async function filterPolicy(target: Target, FilterPolicy: string): Promise<string | undefined> {
  const topic = await target.call("AmazonSimpleNotificationService", "CreateTopic", { Name: "hostile" });
  if (topic.status === 400) return overQuery(target, FilterPolicy);
  return faultIn(topic);
}

/** SNS speaks the Query protocol alone. */
async function overQuery(target: Target, policy: string): Promise<string | undefined> {
  const form = (parameters: Record<string, string>) =>
    target.request("POST", "/", {
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams({ Version: "2010-03-31", ...parameters }).toString(),
    });
  const created = await form({ Action: "CreateTopic", Name: "hostile" });
  const [, topicArn = ""] = /<TopicArn>([^<]+)</.exec(created.body) ?? [];
  const subscribed = await form({
    Action: "Subscribe",
    TopicArn: topicArn,
    Protocol: "sqs",
    Endpoint: "arn:aws:sqs:us-east-1:000000000000:hostile",
    "Attributes.entry.1.key": "FilterPolicy",
    "Attributes.entry.1.value": policy,
  });
  const problem = faultIn(created) ?? shapeFault(subscribed);
  if (problem !== undefined) return problem;
  return faultIn(await form({ Action: "Publish", TopicArn: topicArn, Message: "{}" }));
}

async function filterLogs(target: Target, filterPattern: string): Promise<string | undefined> {
  const logs = (operation: string, body: object) => target.call("Logs_20140328", operation, body);
  await logs("CreateLogGroup", { logGroupName: "hostile" });
  await logs("CreateLogStream", { logGroupName: "hostile", logStreamName: "s" });
  const logEvents = [{ timestamp: Date.now(), message: `{"a":"${"a".repeat(20_000)}"}` }];
  await logs("PutLogEvents", { logGroupName: "hostile", logStreamName: "s", logEvents });
  return shapeFault(await logs("FilterLogEvents", { logGroupName: "hostile", filterPattern }));
}

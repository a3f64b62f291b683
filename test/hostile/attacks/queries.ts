// Queries over log events, and patterns that filter them: without measure, with expressions that never end, over events made for that.

import { setTimeout as pause } from "node:timers/promises";
import { type Attack, type AttackClass, faultIn } from "../attack.ts";
import type { Answer, Target } from "../target.ts";

const group = "/hostile/queries";
const messages: readonly string[] = [
  "a".repeat(100_000),
  `${"a".repeat(40)}!`,
  `{"a":${"[".repeat(20_000)}${"]".repeat(20_000)}}`,
  '{"__proto__":{"x":1},"constructor":{"prototype":1},"a":1e999}',
  `{${Array.from({ length: 5000 }, (_, at) => `"m${at}":${at}`).join()}}`,
  `[${"[x] ".repeat(20_000)}`,
  `"${" ".repeat(100_000)}`,
];

const queries: readonly string[] = [
  "",
  "|",
  "|".repeat(9000),
  "fields @message | filter @message like /(a+)+b/",
  "fields @message | filter @message like /(a|a)*b/",
  "fields @message | filter @message =~ /(a*)*(a*)*(a*)*b/",
  "parse @message /(?<x>(a+)+)b/",
  `parse @message "${"*a".repeat(500)}" as ${Array.from({ length: 500 }, (_, at) => `f${at}`).join()}`,
  `parse @message "${"*".repeat(3000)}" as x`,
  `filter ${"(".repeat(4000)}1=1${")".repeat(4000)}`,
  `filter ${"not ".repeat(2000)}1=1`,
  `filter ${"1=1 and ".repeat(1000)}1=1`,
  `fields ${"1+".repeat(4000)}1 as x`,
  `fields ${"-".repeat(4000)}1 as x`,
  `fields ${"abs(".repeat(2000)}1${")".repeat(2000)} as x`,
  `fields concat(${Array(1000).fill("@message").join()}) as x`,
  `fields ${"concat(@message,".repeat(300)}@message${")".repeat(300)} as x`,
  `fields ${"replace(".repeat(20)}@message${',"a","aaaaaaaaaa")'.repeat(20)} as x`,
  "fields strlen(replace(@message, '', @message)) as x",
  "fields 1/0 as x, 0/0 as y, 1e308*10 as z, 5 % 0 as m",
  "fields a.__proto__.x, constructor, __proto__, toString",
  "stats count(*) by __proto__, constructor",
  "stats count(*) as __proto__ by bin(1ms)",
  "stats count(*) by bin(0s)",
  "stats count(*) by bin(99999999999999d)",
  "stats pct(@timestamp, 1000), stddev(@message), sum(@message)",
  `stats ${Array.from({ length: 1000 }, (_, at) => `count(*) as c${at}`).join()}`,
  `${"stats count(*) | ".repeat(500)}stats count(*)`,
  "limit 99999999999999999999",
  "limit -1",
  "sort @timestamp desc, @message asc, __proto__ | dedup @message",
  "fields datefloor(@timestamp, 0s), dateceil(@timestamp, 1e9d), fromMillis(1e99)",
  `filter @message in [${Array(4000).fill("1").join()}]`,
  "filter @message like '\\",
  "filter @message like /",
  "filter @message like /[/",
  "display @message | unmask @message",
  "pattern @message",
  "# nothing\n".repeat(900),
];

const patterns: readonly string[] = [
  "%(a+)+b%",
  "%a*a*a*a*a*a*a*a*b%",
  "%[%",
  "%",
  "{",
  `{ $.a = ${"[".repeat(500)} }`,
  `{ ${"(".repeat(300)}$.a = 1${")".repeat(300)} }`,
  `{ ${"$.a = 1 && ".repeat(80)}$.a = 1 }`,
  "{ $.__proto__ EXISTS }",
  "{ $.constructor.prototype = * }",
  "{ $.m1 = *a*a*a*a*a*a*a*a*b }",
  `[${"a,".repeat(500)}...]`,
  `[${"..., ".repeat(200)}]`,
  "[..., a, ..., b, ...]",
  `${"?a ".repeat(500)}`,
  `${"-a ".repeat(500)}`,
  `"${"\\".repeat(1000)}`,
];

export const queryAttacks: AttackClass = {
  name: "queries",
  attacks: [
    ...queries.map((text) =>
      attack(`query ${text}`, async (target) => {
        const at = Math.floor(Date.now() / 1000);
        const started = await logs(target, "StartQuery", {
          logGroupName: group,
          startTime: at - 3600,
          endTime: at + 3600,
          queryString: text,
        });
        const fault = faultIn(started);
        return fault !== undefined || started.status !== 200
          ? fault
          : ended(target, JSON.parse(started.body).queryId);
      }),
    ),
    ...patterns.flatMap((filterPattern) => [
      attack(`FilterLogEvents ${filterPattern}`, async (target) =>
        faultIn(await logs(target, "FilterLogEvents", { logGroupName: group, filterPattern })),
      ),
      attack(`TestMetricFilter ${filterPattern}`, async (target) =>
        faultIn(await logs(target, "TestMetricFilter", { filterPattern, logEventMessages: messages })),
      ),
    ]),
  ],
};

function attack(name: string, run: Attack["run"]): Attack {
  const short = name.length <= 100 ? name : `${name.slice(0, 99)}…`;
  return {
    name: short.replaceAll("\n", " "),
    run: async (target) => {
      await prepare(target);
      return run(target);
    },
  };
}

async function ended(target: Target, queryId: string): Promise<string | undefined> {
  for (let tries = 0; tries < 300; tries++) {
    const answer = await logs(target, "GetQueryResults", { queryId });
    const fault = faultIn(answer);
    if (fault !== undefined) return fault;
    if (!/"status":"(?:Running|Scheduled)"/.test(answer.body)) return undefined;
    await pause(100);
  }
  return "the query is not done";
}

async function prepare(target: Target): Promise<void> {
  const made = await logs(target, "CreateLogGroup", { logGroupName: group });
  if (made.status !== 200) return;
  await logs(target, "CreateLogStream", { logGroupName: group, logStreamName: "s" });
  const timestamp = Date.now();
  await logs(target, "PutLogEvents", {
    logGroupName: group,
    logStreamName: "s",
    logEvents: messages.map((message) => ({ timestamp, message })),
  });
}

const logs = (target: Target, operation: string, body: object): Promise<Answer> =>
  target.call("Logs_20140328", operation, body);

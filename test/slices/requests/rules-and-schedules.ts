// EventBridge and Scheduler: very many rules, targets, archived events and schedules that are due.

import {
  crowd,
  each,
  events,
  type LargeRequest,
  member,
  pages,
  pause,
  queueArn,
  rest,
  times,
  told,
} from "./large-request.ts";
import { roleArn } from "./machines.ts";

const scheduler = rest("scheduler");
const bus = "arn:aws:events:us-east-1:000000000000:event-bus/default";
const largeDetail = JSON.stringify({ l: times(20_000, (n) => `v${n}`) });

/** Until it is so, or for half a minute. */
async function until(holds: () => Promise<boolean>): Promise<string> {
  for (let looks = 0; looks < 300; looks++) {
    if (await holds()) return "";
    await pause(100);
  }
  return ", which did not come";
}

export const rulesAndSchedules: readonly LargeRequest[] = [
  {
    name: "EventBridge PutEvents of 200 KB to 300 rules with templates of the event",
    prepare: (target) =>
      each(300, async (at) => {
        await events(target, "PutRule", { Name: `templated${at}`, EventPattern: '{"source":["templated"]}' });
        return events(target, "PutTargets", {
          Rule: `templated${at}`,
          Targets: [
            {
              Id: "t",
              Arn: queueArn("piped"),
              RetryPolicy: { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 },
              InputTransformer: {
                InputTemplate: `{"l":[${"<aws.events.event.json>,".repeat(300)}0]}`,
              },
            },
          ],
        });
      }),
    ask: async (target) => {
      const put = await told(
        events(target, "PutEvents", {
          Entries: [{ Source: "templated", DetailType: "d", Detail: largeDetail }],
        }),
      );
      await pause(3000);
      await each(300, async (at) => {
        await events(target, "RemoveTargets", { Rule: `templated${at}`, Ids: ["t"] });
        return events(target, "DeleteRule", { Name: `templated${at}` });
      });
      return put;
    },
  },
  {
    name: "EventBridge ListRuleNamesByTarget and ListTargetsByRule of 2,000 rules with five targets each",
    prepare: (target) =>
      crowd(2000, async (at) => {
        await events(target, "PutRule", { Name: `aimed${at}`, EventPattern: '{"source":["aimed"]}' });
        return events(target, "PutTargets", {
          Rule: `aimed${at}`,
          Targets: times(5, (n) => ({ Id: `t${n}`, Arn: queueArn("piped") })),
        });
      }),
    ask: async (target) => {
      const listed = await pages(
        (NextToken) =>
          events(target, "ListRuleNamesByTarget", { TargetArn: queueArn("piped"), Limit: 100, NextToken }),
        member("NextToken"),
      );
      return `${listed}; ${await told(events(target, "ListTargetsByRule", { Rule: "aimed7" }))}`;
    },
  },
  {
    name: "EventBridge PutEvents of 10 to 2,000 rules with five targets each",
    ask: async (target) => {
      const Entries = times(10, () => ({ Source: "aimed", DetailType: "d", Detail: "{}" }));
      const put = await told(events(target, "PutEvents", { Entries }));
      await pause(8000);
      return put;
    },
  },
  {
    name: "EventBridge a replay of 100,000 events from an archive",
    prepare: async (target) => {
      await events(target, "CreateArchive", { ArchiveName: "arrivals", EventSourceArn: bus });
      await events(target, "PutRule", { Name: "replayed", EventPattern: '{"source":["replayed"]}' });
      await crowd(10_000, (batch) =>
        events(target, "PutEvents", {
          Entries: times(10, (at) => ({
            ...{ Source: "replayed", DetailType: "d" },
            Detail: JSON.stringify({ batch, at, text: "x".repeat(300) }),
          })),
        }),
      );
    },
    ask: async (target) => {
      await events(target, "StartReplay", {
        ReplayName: "arrivals",
        EventSourceArn: "arn:aws:events:us-east-1:000000000000:archive/arrivals",
        EventStartTime: Date.now() / 1000 - 3600,
        EventEndTime: Date.now() / 1000 + 3600,
        Destination: { Arn: bus },
      });
      const late = await until(async () => {
        const { body } = await events(target, "DescribeReplay", { ReplayName: "arrivals" });
        return body.includes('"COMPLETED"');
      });
      return `replayed${late}; ${await told(events(target, "DeleteArchive", { ArchiveName: "arrivals" }))}`;
    },
  },
  {
    name: "Scheduler 10,000 schedules that are due at once",
    prepare: async (target) => {
      await scheduler(target, "POST /schedule-groups/arrivals", {});
      const at = new Date(Date.now() + 40_000).toISOString().slice(0, 19);
      await crowd(10_000, (n) =>
        scheduler(target, `POST /schedules/due${n}`, {
          GroupName: "arrivals",
          ScheduleExpression: `at(${at})`,
          FlexibleTimeWindow: { Mode: "OFF" },
          Target: { Arn: queueArn("piped"), RoleArn: roleArn, Input: "x".repeat(1000) },
          ActionAfterCompletion: "DELETE",
        }),
      );
    },
    ask: async (target) => {
      const listed = await pages(
        (token) =>
          scheduler(
            target,
            `GET /schedules?ScheduleGroup=arrivals&MaxResults=100${token === undefined ? "" : `&NextToken=${encodeURIComponent(token)}`}`,
            "",
          ),
        member("NextToken"),
      );
      const late = await until(async () => {
        const { body } = await scheduler(target, "GET /schedules?ScheduleGroup=arrivals&MaxResults=1", "");
        return body.includes('"Schedules":[]');
      });
      return `${listed}; all were due${late}`;
    },
  },
  {
    name: "Scheduler expressions that are never due, or hardly ever",
    ask: async (target) => {
      const expressions = [
        ...["cron(0 0 31 2 ? *)", "cron(0 0 29 2 ? 2199)", "cron(0 0 ? 2 MON#5 2100-2199)"],
        ...["cron(59 23 31W 12 ? 2199)", `cron(${times(60, (n) => n).join(",")} * ? * MON#5 2198-2199)`],
      ];
      return each(expressions.length * 6, (n) =>
        scheduler(target, `POST /schedules/rare${n}`, {
          ScheduleExpression: expressions[n % expressions.length],
          ScheduleExpressionTimezone: n % 2 === 0 ? "Europe/Berlin" : "Australia/Lord_Howe",
          FlexibleTimeWindow: { Mode: "OFF" },
          Target: { Arn: queueArn("piped"), RoleArn: roleArn },
        }),
      );
    },
  },
];

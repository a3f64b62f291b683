// A million log events: of a group the newest are kept, some hundred thousand of these.

import type { Target } from "../../hostile/target.ts";
import { each, type LargeRequest, logs, times, told } from "./large-request.ts";

const [minute, hour] = [60_000, 3_600_000];
const logGroupName = "million";
const logStreamName = "s";
/** So long ago that a retention of one day takes them away. */
const cameAt = Date.now() - 25 * hour;

const put = (target: Target, count: number, message: (at: number) => string, from = cameAt) =>
  logs(target, "PutLogEvents", {
    ...{ logGroupName, logStreamName },
    // Every other millisecond has two of them.
    logEvents: times(count, (at) => ({ timestamp: from + Math.floor(at / 2), message: message(at) })),
  });

/** Until it is complete. */
async function insights(target: Target, queryString: string): Promise<string> {
  const { body } = await logs(target, "StartQuery", {
    ...{ logGroupName, queryString },
    startTime: Math.floor((cameAt - hour) / 1000),
    endTime: Math.floor((cameAt + hour) / 1000),
  });
  const { queryId } = JSON.parse(body);
  for (;;) {
    const answer = await logs(target, "GetQueryResults", { queryId });
    if (!/"(?:Running|Scheduled)"/.test(answer.body.slice(-2000)))
      return `${JSON.parse(answer.body).status}, ${await told(answer)}`;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const pages =
  (operation: string, more: object, most = 20) =>
  async (target: Target) => {
    let token: string | undefined;
    for (let count = 1; ; count++) {
      const { status, body } = await logs(target, operation, { logGroupName, ...more, nextToken: token });
      const { nextToken, nextForwardToken } = JSON.parse(body);
      const next = nextToken ?? nextForwardToken;
      if (status !== 200 || next === undefined || next === token || count === most)
        return `${count} pages, ${status}`;
      token = next;
    }
  };

export const millionLogEvents: readonly LargeRequest[] = [
  {
    name: "Logs PutLogEvents of 1,000,000 events",
    prepare: async (target) => {
      await logs(target, "CreateLogGroup", { logGroupName });
      await logs(target, "CreateLogStream", { logGroupName, logStreamName });
    },
    ask: (target) =>
      each(100, (batch) =>
        put(target, 10_000, (at) => `{"b":${batch},"at":${at},"k":{"n":[1,2]}}`, cameAt + batch * minute),
      ),
  },
  {
    name: "Logs FilterLogEvents by JSON over all that is kept of a million",
    ask: pages("FilterLogEvents", { filterPattern: "{ $.at = 9999999 || $.k.n[1] = 7 }" }),
  },
  {
    name: "Logs FilterLogEvents by terms over all that is kept of a million",
    ask: pages("FilterLogEvents", { filterPattern: '?"x y" ?at' }),
  },
  {
    name: "Logs GetLogEvents of all that is kept of a million",
    ask: pages("GetLogEvents", { logStreamName, startFromHead: true }),
  },
  {
    name: "Logs GetLogGroupFields of all that is kept of a million",
    ask: (target) =>
      told(
        logs(target, "GetLogGroupFields", { logGroupName, time: Math.floor(cameAt / 1000) + 95 * 60 + 30 }),
      ),
  },
  {
    name: "Logs a query over all that is kept of a million",
    ask: (target) => insights(target, "stats count(*), avg(at) by b | sort b"),
  },
  {
    name: "Logs a query that sorts all that is kept of a million",
    ask: (target) => insights(target, "fields @timestamp, at, @message | sort at desc, b asc | limit 10000"),
  },
  {
    name: "Logs PutLogEvents of an event that ends the retention of all others",
    prepare: (target) => logs(target, "PutRetentionPolicy", { logGroupName, retentionInDays: 1 }),
    ask: (target) => told(put(target, 1, () => "x", Date.now())),
  },
  {
    name: "Logs PutLogEvents of 10,000 events in no order, read again",
    ask: async (target) => {
      for (let batch = 0; batch < 12; batch++)
        await put(target, 10_000, (at) => `${at}`, Date.now() - (batch % 2 === 0 ? 1 : 2) * hour);
      return pages("GetLogEvents", { logStreamName, startFromHead: true })(target);
    },
  },
];

import { beforeAll, expect, test } from "@jest/globals";
import { localIdentity } from "../../../../src/aws/arn.ts";
import { CloudWatchLogs } from "../../../../src/services/logs/cloudwatch-logs.ts";
import { systemClock } from "../../../../src/time/clock.ts";
import { until } from "../../../support/until.ts";
import { cases, events, refused } from "./query-cases.ts";

const hour = Math.floor(Date.now() / 3_600_000) * 3_600_000;
const shown = (at: number) => new Date(at).toISOString().replace("T", " ").replace("Z", "");
const logs = new CloudWatchLogs({ clock: systemClock, identity: localIdentity });

beforeAll(() => {
  logs.createLogGroup("g");
  logs.createLogStream("g", "s");
  logs.append(
    "g",
    "s",
    events.map((message, second) => ({ timestamp: hour + second * 1000, message })),
  );
});

function start(queryString: string) {
  const range = { startTime: hour / 1000, endTime: hour / 1000 + 59 };
  return logs.queries.start({ logGroupNames: ["g"], queryString, ...range });
}

test.each(cases)("%s", async (query, expected) => {
  const { queryId } = start(query);
  const { results, shownFields } = await until(() => {
    const found = logs.queries.get(queryId);
    return found.status === "Running" ? undefined : { results: found.results, shownFields: found };
  });
  expect(shownFields.status).toBe("Complete");
  const rows = results.map((row) =>
    row
      .filter(({ field }) => field !== "@ptr")
      .map(({ value }) => value)
      .join(" | "),
  );
  const wanted = expected.map((row) =>
    row
      .replace(/<hour(?:\+(\d)s)?>/, (_, seconds = "0") => shown(hour + Number(seconds) * 1000))
      .split(" | ")
      .filter((value) => value !== "-")
      .join(" | "),
  );
  expect(rows).toEqual(wanted);
});

test.each(refused)("%s is refused", (query, message) => {
  expect(() => start(query)).toThrow(message);
});

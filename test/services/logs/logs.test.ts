import { beforeEach, describe, expect, test } from "@jest/globals";
import { localIdentity } from "../../../src/aws/arn.ts";
import { Logs } from "../../../src/services/logs/logs.ts";
import { compileFilterPattern } from "../../../src/services/logs/patterns/filter-pattern.ts";
import { VirtualClock } from "../../../src/time/virtual-clock.ts";

const now = Date.UTC(2026, 0, 1);
const group = "/aws/lambda/validate";
let logs: Logs;

beforeEach(() => {
  logs = new Logs({ clock: new VirtualClock(now), identity: localIdentity });
});

function messages(events: readonly { readonly message: string }[]): string[] {
  return events.map((event) => event.message);
}

describe("filter patterns", () => {
  test.each([
    ["", "anything", true],
    ["ERROR", "an ERROR here", true],
    ["ERROR", "an error here", false],
    ["ERROR timeout", "ERROR: timeout", true],
    ["ERROR timeout", "ERROR", false],
    ["ERROR -timeout", "ERROR: timeout", false],
    ["ERROR -timeout", "ERROR: other", true],
    ["?ERROR ?WARN", "a WARN", true],
    ["?ERROR ?WARN", "INFO", false],
    ['"two words"', "these two words", true],
    ['"two words"', "words two", false],
    ['{ $.level = "ERROR" }', '{"level":"ERROR"}', true],
    ['{ $.level = "ERROR" }', '{"level":"INFO"}', false],
    ['{ $.level = "ERR*" }', '{"level":"ERROR"}', true],
    ["{ $.level = ERROR }", '{"level":"ERROR"}', true],
    ['{ $.level = "ERROR" }', "ERROR in plain text", false],
    ['{ $.level != "INFO" }', '{"level":"ERROR"}', true],
    ['{ $.level != "INFO" }', '{"other":1}', false],
    ["{ $.duration > 100 }", '{"duration":101}', true],
    ["{ $.duration > 100 }", '{"duration":100}', false],
    ["{ $.duration >= 1e2 }", '{"duration":100}', true],
    ["{ $.a.b[1].c = 7 }", '{"a":{"b":[0,{"c":7}]}}', true],
    ['{ $.a = 1 && $.b = "x" }', '{"a":1,"b":"x"}', true],
    ['{ $.a = 1 && $.b = "x" }', '{"a":1,"b":"y"}', false],
    ["{ ($.a = 1 || $.a = 2) && $.b = 3 }", '{"a":2,"b":3}', true],
    ["{ $.a IS NULL }", '{"a":null}', true],
    ["{ $.a IS NULL }", "{}", false],
    ["{ $.a IS TRUE }", '{"a":true}', true],
    ["{ $.a NOT EXISTS }", "{}", true],
    ["{ $.a NOT EXISTS }", '{"a":1}', false],
    ["{ $.toString = 1 }", "{}", false],
  ])("%s on %s", (pattern, message, expected) => {
    expect(compileFilterPattern(pattern).matches(message)).toBe(expected);
  });

  test.each(["{ $.a }", "{ $.a = }", "{ a = 1 }", "{ $.a = 1", "{ $.a = 1 } x"])("refuses %s", (pattern) => {
    expect(() => compileFilterPattern(pattern)).toThrow(
      expect.objectContaining({ code: "InvalidParameterException" }),
    );
  });
});

describe("FilterLogEvents", () => {
  beforeEach(() => {
    logs.append(group, "a", [
      { timestamp: now + 1, message: "one" },
      { timestamp: now + 4, message: "four" },
    ]);
    logs.append(group, "b", [
      { timestamp: now + 2, message: "two" },
      { timestamp: now + 3, message: "three" },
    ]);
  });

  test.each([
    ["every stream in order of time", {}, ["one", "two", "three", "four"]],
    ["one stream", { logStreamNames: ["b"] }, ["two", "three"]],
    ["a range, its end included", { startTime: now + 2, endTime: now + 3 }, ["two", "three"]],
    ["a pattern", { filterPattern: "?two ?four" }, ["two", "four"]],
  ])("gives %s", (_what, query, expected) => {
    expect(messages(logs.filterLogEvents({ logGroupName: group, ...query }).events)).toEqual(expected);
  });

  test("puts what came in no order into that of time", () => {
    const times = Array.from({ length: 5000 }, (_each, at) => (at * 7919) % 5000);
    logs.append(
      group,
      "b",
      times.map((each) => ({ timestamp: now + 10 + each, message: String(each) })),
    );
    const { events } = logs.filterLogEvents({ logGroupName: group, startTime: now + 10, limit: 10_000 });
    expect(messages(events)).toEqual(times.map((_each, at) => String(at)));
  });

  test("goes on where the last page ended", () => {
    const first = logs.filterLogEvents({ logGroupName: group, limit: 3 });
    const nextToken = first.nextToken ?? "";
    const second = logs.filterLogEvents({ logGroupName: group, limit: 3, nextToken });
    expect([...messages(first.events), ...messages(second.events)]).toEqual(["one", "two", "three", "four"]);
    expect(second.nextToken).toBeUndefined();
  });
});

describe("GetLogEvents", () => {
  beforeEach(() => {
    logs.append(
      group,
      "a",
      [1, 2, 3, 4, 5].map((each) => ({ timestamp: now + each, message: String(each) })),
    );
  });

  test("reads forward from the head until the token stays the same", () => {
    const seen: string[] = [];
    let token: string | undefined;
    for (;;) {
      const page = logs.getLogEvents({
        logGroupName: group,
        logStreamName: "a",
        limit: 2,
        startFromHead: true,
        ...(token === undefined ? {} : { nextToken: token }),
      });
      seen.push(...messages(page.events));
      if (page.nextForwardToken === token) break;
      token = page.nextForwardToken;
    }
    expect(seen).toEqual(["1", "2", "3", "4", "5"]);
  });

  test("reads the tail by default, and backward from there", () => {
    const tail = logs.getLogEvents({ logGroupName: group, logStreamName: "a", limit: 2 });
    const nextToken = tail.nextBackwardToken;
    const before = logs.getLogEvents({ logGroupName: group, logStreamName: "a", limit: 2, nextToken });
    expect([messages(tail.events), messages(before.events)]).toEqual([
      ["4", "5"],
      ["2", "3"],
    ]);
  });
});

describe("a log group", () => {
  test("never grows beyond its bound, and forgets the oldest first", () => {
    const small = new Logs({
      clock: new VirtualClock(now),
      identity: localIdentity,
      mostBytesPerGroup: 10_000,
    });
    for (let at = 0; at < 5000; at++)
      small.append(group, "a", [{ timestamp: now + at, message: `event ${at}` }]);
    const [described] = small.describeLogGroups();
    expect(described?.storedBytes).toBeLessThanOrEqual(10_000);
    const kept = messages(small.filterLogEvents({ logGroupName: group }).events);
    expect(kept.at(-1)).toBe("event 4999");
    expect(kept.length).toBeGreaterThan(30);
    expect(small.describeLogStreams(group)[0]?.storedBytes).toBe(described?.storedBytes);
  });

  test("that is the largest gives way when all together have grown too large", () => {
    const options = { clock: new VirtualClock(now), identity: localIdentity, mostBytesInAll: 100_000 };
    const small = new Logs(options);
    small.append("quiet", "a", [{ timestamp: now, message: "once" }]);
    for (let at = 0; at < 2000; at++)
      for (const loud of ["one", "two"])
        small.append(loud, "a", [{ timestamp: now + at, message: `event ${at}` }]);
    const held = ["quiet", "one", "two"].map((name) => small.group(name).heldBytes);
    expect(held.reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(100_000);
    const kept = ["quiet", "one", "two"].map(
      (logGroupName) => small.filterLogEvents({ logGroupName }).events,
    );
    expect(kept.map((events) => events.at(-1)?.message)).toEqual(["once", "event 1999", "event 1999"]);
    expect(Math.min(...kept.map(({ length }) => length).slice(1))).toBeGreaterThan(50);
  });

  test("describes its streams by name or by their last event", () => {
    logs.append(group, "a", [{ timestamp: now + 9, message: "late" }]);
    logs.append(group, "b", [{ timestamp: now + 1, message: "early" }]);
    const names = (options: object) =>
      logs.describeLogStreams(group, options).map((stream) => stream.logStreamName);
    expect(names({})).toEqual(["a", "b"]);
    expect(names({ orderBy: "LastEventTime" })).toEqual(["b", "a"]);
    expect(names({ orderBy: "LastEventTime", descending: true })).toEqual(["a", "b"]);
    expect(names({ prefix: "b" })).toEqual(["b"]);
  });

  test("shows every event to whoever listens", () => {
    const heard: string[] = [];
    const clock = new VirtualClock(now);
    const heardLogs = new Logs({ clock, identity: localIdentity });
    heardLogs.watch((message) => heard.push(message));
    heardLogs.createLogGroup("g");
    heardLogs.createLogStream("g", "s");
    heardLogs.putLogEvents("g", "s", [{ timestamp: now, message: "x" }]);
    expect(heard).toEqual(["x"]);
  });

  test.each([
    ["a missing group", () => logs.filterLogEvents({ logGroupName: "absent" }), "ResourceNotFoundException"],
    ["a missing stream", () => logs.putLogEvents(group, "absent", []), "ResourceNotFoundException"],
    ["a second group of the name", () => logs.createLogGroup(group), "ResourceAlreadyExistsException"],
    ["a second stream of the name", () => logs.createLogStream(group, "a"), "ResourceAlreadyExistsException"],
    ["a group with a space", () => logs.createLogGroup("a b"), "InvalidParameterException"],
    ["a stream with a colon", () => logs.createLogStream(group, "a:b"), "InvalidParameterException"],
    [
      "events out of order",
      () =>
        logs.putLogEvents(group, "a", [
          { timestamp: now + 2, message: "x" },
          { timestamp: now + 1, message: "x" },
        ]),
      "InvalidParameterException",
    ],
  ])("refuses %s", (_what, call, code) => {
    logs.append(group, "a", [{ timestamp: now, message: "x" }]);
    expect(call).toThrow(expect.objectContaining({ code }));
  });
});

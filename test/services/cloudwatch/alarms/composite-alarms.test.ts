import { beforeEach, describe, expect, test } from "@jest/globals";
import { localIdentity } from "../../../../src/aws/arn.ts";
import type { AlarmConfiguration } from "../../../../src/services/cloudwatch/alarms/alarm-configuration.ts";
import { Alarms } from "../../../../src/services/cloudwatch/alarms/alarms.ts";
import type { CompositeConfiguration } from "../../../../src/services/cloudwatch/alarms/check-composite.ts";
import {
  CompositeAlarms,
  type CompositeStateChange,
} from "../../../../src/services/cloudwatch/alarms/composite-alarms.ts";
import {
  compositeEvent,
  compositeMessage,
} from "../../../../src/services/cloudwatch/alarms/composite-notification.ts";
import { deleteAlarms, setAlarmState } from "../../../../src/services/cloudwatch/alarms/every-alarm.ts";
import { Metrics } from "../../../../src/services/cloudwatch/metrics/metrics.ts";
import { VirtualClock } from "../../../../src/time/virtual-clock.ts";

const topic = "arn:aws:sns:us-east-1:000000000000:alerts";
const arn = (name: string) => `arn:aws:cloudwatch:us-east-1:000000000000:alarm:${name}`;

let clock: VirtualClock;
let alarms: Alarms;
let composites: CompositeAlarms;
let changes: CompositeStateChange[];

const metricAlarm = (alarmName: string): AlarmConfiguration => ({
  alarmName,
  comparisonOperator: "GreaterThanThreshold",
  threshold: 1,
  evaluationPeriods: 1,
  treatMissingData: "ignore",
  metricStat: {
    metric: { namespace: "N", metricName: alarmName, dimensions: {} },
    periodSeconds: 60,
    stat: "Sum",
  },
});

beforeEach(() => {
  clock = new VirtualClock(Date.UTC(2026, 10, 26, 12));
  changes = [];
  alarms = new Alarms({
    clock,
    identity: localIdentity,
    metrics: new Metrics({ clock }),
    isTaken: (name) => composites.get(name) !== undefined,
    onStateChange: ({ alarm }) => composites.changed(alarm),
  });
  composites = new CompositeAlarms({
    clock,
    identity: localIdentity,
    book: alarms.book,
    history: alarms.history,
    metricAlarm: (name) => alarms.get(name),
    onStateChange: (change) => changes.push(change),
  });
  for (const name of ["cpu", "disk", "maintenance"]) alarms.putMetricAlarm(metricAlarm(name));
});

function put(alarmRule: string, more: Partial<CompositeConfiguration> = {}): void {
  composites.put({ alarmName: "service", alarmRule, alarmActions: [topic], okActions: [topic], ...more });
}

function sound(alarmName: string, state: string): void {
  setAlarmState({ alarms, composites }, alarmName, { state, reason: "testing" });
}

const stateOf = (name: string) => composites.get(name)?.state;

test("is evaluated when it is put, and whenever an alarm of its rule changes", () => {
  put("ALARM(cpu) AND NOT ALARM(maintenance)");
  expect(composites.get("service")).toMatchObject({
    state: "OK",
    stateReason: `${arn("service")} was created and its alarm rule evaluates to OK`,
  });
  sound("cpu", "ALARM");
  expect(composites.get("service")).toMatchObject({
    state: "ALARM",
    stateReason: `${arn("cpu")} transitioned to ALARM at Thursday 26 November, 2026 12:00:00 UTC`,
  });
  sound("maintenance", "ALARM");
  expect(stateOf("service")).toBe("OK");
  expect(changes.map(({ alarm, actions }) => [alarm.state, actions])).toEqual([
    ["OK", [topic]],
    ["ALARM", [topic]],
    ["OK", [topic]],
  ]);
  const kept = alarms.history.find({ alarmTypes: ["CompositeAlarm"], isAscending: true });
  expect(kept.map(({ summary }) => summary)).toEqual([
    'Alarm "service" created',
    "Alarm updated from INSUFFICIENT_DATA to OK",
    "Alarm updated from OK to ALARM",
    "Alarm updated from ALARM to OK",
  ]);
});

test("its message and its event tell the children and the rule", () => {
  put("ALARM(cpu)", { alarmDescription: "all of it" });
  sound("cpu", "ALARM");
  const change = changes.at(-1) as CompositeStateChange;
  const told = { value: "ALARM", timestamp: "2026-11-26T12:00:00.000+0000" };
  expect(JSON.parse(compositeMessage(change, localIdentity).message)).toMatchObject({
    AlarmName: "service",
    AlarmDescription: "all of it",
    NewStateValue: "ALARM",
    OldStateValue: "OK",
    AlarmRule: "ALARM(cpu)",
    TriggeringChildren: [{ Arn: arn("cpu"), State: { Value: "ALARM", Timestamp: told.timestamp } }],
  });
  expect(compositeEvent(change).detail).toEqual({
    alarmName: "service",
    configuration: { alarmRule: "ALARM(cpu)", description: "all of it" },
    state: {
      value: "ALARM",
      reason: expect.stringContaining("transitioned to ALARM"),
      reasonData: JSON.stringify({ triggeringAlarms: [{ arn: arn("cpu"), state: told }] }),
      timestamp: told.timestamp,
    },
    previousState: {
      value: "OK",
      reason: expect.stringContaining("was created"),
      reasonData: expect.stringContaining("INSUFFICIENT_DATA"),
      timestamp: told.timestamp,
    },
  });
});

test("alarms on composite alarms follow, by name and by ARN", () => {
  put("ALARM(cpu)");
  composites.put({ alarmName: "above", alarmRule: `ALARM("${arn("service")}") AND OK(disk)` });
  sound("cpu", "ALARM");
  sound("disk", "OK");
  expect(stateOf("above")).toBe("ALARM");
  expect([...composites.childrenOf("above")]).toEqual([arn("service"), arn("disk")]);
  expect(composites.parentsOf("service").map(({ alarmArn }) => alarmArn)).toEqual([arn("above")]);
});

test("a circle of alarms is taken, and looking at it ends", () => {
  put("ALARM(cpu)");
  composites.put({ alarmName: "above", alarmRule: "ALARM(service)" });
  put("ALARM(cpu) OR NOT ALARM(above)");
  sound("cpu", "ALARM");
  sound("cpu", "OK");
  expect(() => deleteAlarms({ alarms, composites }, ["service"])).toThrow(
    "Cannot delete service as there are composite alarm(s) depending on it.",
  );
  put("FALSE");
  deleteAlarms({ alarms, composites }, ["above"]);
  expect(composites.all().map(({ alarmArn }) => alarmArn)).toEqual([arn("service")]);
});

test.each<[string, Partial<CompositeConfiguration>, string]>([
  [
    "ALARM(cpu) OR ALARM(nope) OR OK(gone)",
    {},
    "Could not save the composite alarm as alarms [arn:aws:cloudwatch:us-east-1:000000000000:alarm:nope, arn:aws:cloudwatch:us-east-1:000000000000:alarm:gone] in the alarm rule do not exist",
  ],
  ["ALARM(service)", {}, "A composite alarm cannot have a child relation with itself via its AlarmRule"],
  ["TRUE", { alarmName: "cpu" }, "is there already, and is a metric alarm"],
  ["TRUE", { actionsSuppressor: "cpu" }, "ActionsSuppressorWaitPeriod must not be null"],
  ["TRUE", { suppressorWaitSeconds: 1 }, "ActionsSuppressorWaitPeriod requires an ActionSuppressor"],
  [
    "TRUE",
    { actionsSuppressor: "nope", suppressorWaitSeconds: 1, suppressorExtensionSeconds: 1 },
    "the actions suppressor nope does not exist",
  ],
  [
    "TRUE",
    {
      ...{ actionsSuppressor: "arn:aws:sns:us-east-1:000000000000:cpu" },
      ...{ suppressorWaitSeconds: 1, suppressorExtensionSeconds: 1 },
    },
    "ActionsSuppressor must be a valid CloudWatch Alarm ARN or an Alarm name",
  ],
  ["TRUE", { alarmActions: ["nonsense"] }, "Invalid arn syntax: nonsense"],
])("%s with %j is refused", (rule, more, message) => {
  expect(() => put(rule, more)).toThrow(message);
});

test("what other alarms depend on cannot be deleted, nor two composite alarms at once", () => {
  put("ALARM(cpu) OR ALARM(disk)");
  composites.put({ alarmName: "other", alarmRule: "TRUE" });
  const both = { alarms, composites };
  expect(() => deleteAlarms(both, ["cpu", "disk"])).toThrow(
    "Cannot delete cpu,disk as there are composite alarm(s) depending on them.",
  );
  expect(() => deleteAlarms(both, ["service", "other"])).toThrow("Cannot delete service,other");
  deleteAlarms(both, ["service", "cpu"]);
  expect(alarms.get("cpu")).toBeUndefined();
  expect(() => alarms.putMetricAlarm(metricAlarm("other"))).toThrow(
    "is there already, and is a composite alarm",
  );
});

describe("a suppressor", () => {
  const acted = () => changes.filter(({ actions }) => actions.length > 0).map(({ alarm }) => alarm.state);
  beforeEach(() => {
    put("ALARM(cpu)", {
      actionsSuppressor: "maintenance",
      suppressorWaitSeconds: 120,
      suppressorExtensionSeconds: 180,
    });
    clock.advanceBy(120_000);
    changes.length = 0;
  });

  test("that does not sound keeps the alarm waiting, then it acts", () => {
    sound("cpu", "ALARM");
    expect(composites.get("service")?.suppression?.by).toBe("WaitPeriod");
    clock.advanceBy(119_999);
    expect(acted()).toEqual([]);
    clock.advanceBy(1);
    expect(acted()).toEqual(["ALARM"]);
    expect(composites.get("service")?.suppression).toBeUndefined();
    expect(compositeEvent(changes.at(-1) as CompositeStateChange).detail).toMatchObject({
      previousState: { actionsSuppressedBy: "WaitPeriod", value: "ALARM" },
      configuration: { actionsSuppressor: "maintenance", actionsSuppressorWaitPeriod: 120 },
    });
  });

  test("that sounds in time keeps it from acting, and for a while after", () => {
    sound("cpu", "ALARM");
    clock.advanceBy(60_000);
    sound("maintenance", "ALARM");
    clock.advanceBy(3_600_000);
    expect(composites.get("service")?.suppression?.by).toBe("Alarm");
    sound("maintenance", "OK");
    expect(composites.get("service")?.suppression?.by).toBe("ExtensionPeriod");
    clock.advanceBy(180_000);
    expect(acted()).toEqual(["ALARM"]);
  });

  test("that still waits after a restart is waited for", () => {
    sound("cpu", "ALARM");
    composites.close();
    clock.advanceBy(100_000);
    const opened = new CompositeAlarms({
      clock,
      identity: localIdentity,
      book: alarms.book,
      history: alarms.history,
      metricAlarm: (name) => alarms.get(name),
      onStateChange: (change) => changes.push(change),
    });
    clock.advanceBy(20_000);
    expect(acted()).toEqual(["ALARM"]);
    opened.close();
  });
});

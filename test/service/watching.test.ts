// What watches the service in the packaged template: alarms, the symptoms that they show, and the dashboard.

import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { watching } from "../../src/cost/monitoring.ts";
import { type Price, prices } from "../../src/cost/prices.ts";
import { type PackagedService, packageService } from "./packaged-service.ts";
import { watchedResources } from "./template-cases.ts";
import { TemplateResources } from "./template-resources.ts";

let service: PackagedService;
let template: TemplateResources;

beforeAll(async () => {
  service = await packageService();
  template = new TemplateResources(service.template);
}, 180_000);

afterAll(() => service?.remove());

describe("alarms", () => {
  const comparisons = [
    "GreaterThanThreshold",
    "GreaterThanOrEqualToThreshold",
    "LessThanThreshold",
    "LessThanOrEqualToThreshold",
  ];

  // The schema knows no required properties for an alarm.
  test("each says what it watches and when it fires", () => {
    for (const [, alarm] of template.ofType("AWS::CloudWatch::Alarm")) {
      expect(alarm).toMatchObject({
        AlarmName: expect.stringMatching(/^millrace-dev-/),
        AlarmDescription: expect.stringMatching(/\.$/),
        Namespace: expect.any(String),
        MetricName: expect.any(String),
        Period: expect.any(Number),
        EvaluationPeriods: expect.any(Number),
        Threshold: expect.any(Number),
        TreatMissingData: expect.stringMatching(/^(breaching|notBreaching)$/),
      });
      expect(alarm).not.toHaveProperty("AlarmActions");
      expect(comparisons).toContain(alarm.ComparisonOperator);
      expect("Statistic" in alarm !== "ExtendedStatistic" in alarm).toBe(true);
    }
  });

  test("each shows one symptom, and only a symptom tells somebody", () => {
    const symptoms = template.ofType("AWS::CloudWatch::CompositeAlarm");
    const shown = symptoms.flatMap(([, { AlarmRule, AlarmActions }]) => {
      expect(AlarmActions).toEqual([{ Ref: "OperationsTopic" }]);
      const rule = (AlarmRule as { readonly "Fn::Sub": string })["Fn::Sub"];
      expect(rule).toMatch(/^ALARM\("\$\{\w+\}"\)(?: OR ALARM\("\$\{\w+\}"\))*$/);
      return Array.from(rule.matchAll(/\{(\w+)\}/g), ([, logicalId]) => logicalId);
    });
    const alarms = template.ofType("AWS::CloudWatch::Alarm").map(([logicalId]) => logicalId);
    expect(shown.toSorted()).toEqual(alarms.toSorted());
  });

  test("each has its section in the runbook", () => {
    const headings = readFileSync("docs/runbook.md", "utf8")
      .split("\n")
      .filter((line) => line.startsWith("## "))
      .flatMap((line) => line.slice(3).split(", "));
    const alarms = ["AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm"].flatMap((type) =>
      template.ofType(type),
    );
    const names = alarms.map(([, { AlarmName }]) => String(AlarmName).slice("millrace-dev-".length));
    expect(headings.toSorted()).toEqual(names.toSorted());
  });

  test("only silence on the stream is itself an alarm", () => {
    const breaching = template
      .ofType("AWS::CloudWatch::Alarm")
      .filter(([, { TreatMissingData }]) => TreatMissingData === "breaching");
    expect(breaching.map(([logicalId]) => logicalId)).toEqual(["NoReadingsAlarm"]);
  });

  test("every function, state machine, queue, pipe and rule has one", () => {
    const watched = template
      .ofType("AWS::CloudWatch::Alarm")
      .map(
        ([, { Namespace, MetricName, Dimensions }]) =>
          `${Namespace} ${MetricName} ${JSON.stringify(Dimensions)}`,
      );
    for (const [metric, resource] of watchedResources) {
      expect(watched.some((alarm) => alarm.startsWith(metric) && alarm.includes(resource))).toBe(true);
    }
  });
});

test("the bill counts as many alarms, and as many functions that tell how often they start", () => {
  expect(template.ofType("AWS::CloudWatch::Alarm")).toHaveLength(watching.alarms);
  expect(template.ofType("AWS::CloudWatch::CompositeAlarm")).toHaveLength(watching.compositeAlarms);
  expect(template.ofType("AWS::Lambda::Function")).toHaveLength(watching.customMetrics - 11);
});

describe("the dashboard", () => {
  test("is JSON whose widgets lie side by side without overlap", () => {
    const body = template.propertiesOf("WeatherDashboard").DashboardBody as { readonly "Fn::Sub": string };
    const { widgets } = JSON.parse(body["Fn::Sub"]) as {
      readonly widgets: readonly { x: number; y: number; width: number; height: number }[];
    };
    const cells = widgets.flatMap(({ x, y, width, height }) =>
      Array.from(
        { length: width * height },
        (_, cell) => `${x + (cell % width)},${y + Math.floor(cell / width)}`,
      ),
    );
    expect(widgets).toHaveLength(15);
    expect(new Set(cells).size).toBe(cells.length);
    expect(widgets.every(({ x, width }) => x + width <= 24)).toBe(true);
  });

  test("asks first for every symptom, and reckons what it costs by the prices that millrace cost has", () => {
    const body = template.propertiesOf("WeatherDashboard").DashboardBody as { readonly "Fn::Sub": string };
    const { widgets } = JSON.parse(body["Fn::Sub"]) as {
      readonly widgets: readonly {
        readonly properties: { readonly alarms?: readonly string[]; readonly metrics?: readonly unknown[][] };
      }[];
    };
    const symptoms = template.ofType("AWS::CloudWatch::CompositeAlarm").map(([id]) => `\${${id}.Arn}`);
    expect(widgets[0]?.properties.alarms?.toSorted()).toEqual(symptoms.toSorted());
    const expressions = JSON.stringify(widgets.at(-1)?.properties.metrics);
    const firstTier = ({ tiers, per }: Price) => [tiers[0]?.usd, per] as const;
    for (const [price, expected] of [
      [prices.putPayloadUnit, "puts * USD / PER"],
      [prices.expressRequest, "batches * USD / PER"],
      [prices.expressDuration, "billed / 3600000 * 64 / 1024 * USD"],
      [prices.lambdaRequest, "(validated + assessed) * USD / PER"],
      [prices.lambdaArmDuration, "/ 1024 / 1000 * USD"],
    ] as const) {
      const [usd, per] = firstTier(price);
      const decimal = Number(usd).toLocaleString("en-US", { maximumFractionDigits: 12 });
      expect(expressions).toContain(expected.replace("USD", decimal).replace("PER", String(per)));
    }
    for (const [name, weight] of [
      ["ValidateLambdaFunction", "validating * 1024"],
      ["AssessLambdaFunction", "assessing * 512"],
    ] as const) {
      expect(expressions).toContain(weight);
      expect(weight).toContain(String(template.propertiesOf(name).MemorySize));
    }
  });
});

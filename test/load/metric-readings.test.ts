import { expect, test } from "@jest/globals";
import type { DeployedService } from "../../src/load/aws/deployed-service.ts";
import { type Readings, withoutEarlier } from "../../src/load/aws/metric-readings.ts";

const service: DeployedService = {
  ...{ stackName: "s", streamName: "s", shards: 1, onDemand: false, pipeName: "p", ingestArn: "m" },
  ...{ deadLettersUrl: "u", functions: { validate: "v", assess: "a" }, namespace: "n", alarmNames: [] },
};

/** The same of every figure. */
const readingsOf = (...minutes: readonly (readonly [minute: number, value: number])[]) =>
  new Proxy({}, { get: () => new Map(minutes) }) as Readings;

test("what a minute had counted before a load test is not the test's; percentiles and maxima are told as they are", () => {
  const readings = withoutEarlier(service, readingsOf([1, 1000], [2, 50]), readingsOf([1, 400]));
  const values = ({ received, started, batchAgeP99, iteratorAge }: Readings) =>
    [received, started, batchAgeP99, iteratorAge].map((minutes) => [...minutes.values()]);
  expect(values(readings)).toEqual([
    [600, 50],
    [600, 50],
    [1000, 50],
    [1000, 50],
  ]);
});

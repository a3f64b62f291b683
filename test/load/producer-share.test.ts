import { describe, expect, test } from "@jest/globals";
import { addShare, mostStretches, nothingSent, producerTasks } from "../../src/load/aws/producer-share.ts";
import { producersTemplate } from "../../src/load/aws/producers-stack.ts";

describe("the tasks of producers", () => {
  test.each([
    [200, 5, 1, 1],
    [2501, 60, 2, 1],
    [100_000, 3600, 40, 60],
    [1_000_000, 61, 100, 2],
  ])("%d records a second for %d s are sent by %d, in stretches of %d s", (rate, seconds, of, stretch) => {
    const tasks = producerTasks(rate, seconds, 0);
    expect(tasks.map(({ index }) => index)).toEqual(Array.from({ length: of }, (_, index) => index));
    expect(tasks.reduce((sum, { ratePerSecond }) => sum + ratePerSecond, 0)).toBeCloseTo(rate);
    expect(new Set(tasks.map(({ stretchSeconds }) => stretchSeconds))).toEqual(new Set([stretch]));
    expect(seconds / stretch).toBeLessThanOrEqual(mostStretches);
  });

  test("of the most producers fit into an execution's output, however long they send", () => {
    const [task] = producerTasks(1_000_000, 360_000, 0);
    const seconds = Array.from({ length: mostStretches }, (_, at) => ({
      ...{ atSeconds: at * 6000 + 3000, acknowledged: 60_000_000, refused: 60_000_000 },
    }));
    const share = {
      ...{ ...nothingSent, sent: 1e11, acknowledged: 1e11, endedAt: 1_800_000_000_000 },
      refusals: { ProvisionedThroughputExceededException: 1e11, KMSThrottlingException: 1e11 },
      latency: { p50: 1234.567, p90: 1234.567, p99: 1234.567, p999: 1234.567, most: 1234.567 },
    };
    const done = addShare(nothingSent, share, seconds, 6000);
    expect(done.stretches.length).toBe(mostStretches);
    expect(100 * JSON.stringify({ ...task, done }).length).toBeLessThan(262_144);
  });
});

test("shares add up, and what the worst producer took is told", () => {
  const latency = (most: number) => ({ p50: 1, p90: 2, p99: 3, p999: 4, most });
  const share = (sent: number, most: number, code: string) =>
    addShare(
      nothingSent,
      {
        ...{ ...nothingSent, sent, acknowledged: sent - 1, givenUp: 1, endedAt: most },
        ...{ refusals: { [code]: 2 }, latency: latency(most) },
      },
      [
        { atSeconds: 1, acknowledged: sent - 2, refused: 2 },
        { atSeconds: 2.01, acknowledged: 1, refused: 0 },
      ],
    );
  const both = addShare(share(10, 5, "A"), share(20, 9, "B"));
  expect(both).toEqual({
    ...{ sent: 30, acknowledged: 28, givenUp: 2, endedAt: 9, latency: latency(9) },
    refusals: { A: 2, B: 2 },
    stretches: [
      [26, 4],
      [2, 0],
    ],
  });
});

test("the producers' stack is one request, and its roles may do what is needed and nothing else", async () => {
  const template = await producersTemplate();
  expect(JSON.stringify(template).length).toBeLessThan(51_200);
  const resources = template.Resources as Readonly<Record<string, { readonly Type: string }>>;
  const actions = JSON.stringify(Object.values(resources).filter(({ Type }) => Type.startsWith("AWS::IAM")))
    .match(/(?:kinesis|lambda|logs|states):\w+/g)
    ?.sort();
  expect(actions).toEqual([
    ...["kinesis:PutRecords", "lambda:InvokeFunction", "logs:CreateLogStream", "logs:PutLogEvents"],
    ...["states:DescribeExecution", "states:StartExecution", "states:StopExecution"],
  ]);
});

// The metrics of mappings over real sources, by the cases.

import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { settled } from "../../../support/until.ts";
import { type MetricCase, metricCases } from "./metric-cases.ts";
import { Mappings } from "./support/open-mappings.ts";
import { makeStream, put } from "./support/sources.ts";

let opened: Mappings;
beforeEach(async () => {
  opened = await Mappings.open();
});
afterEach(() => opened.close());

async function fill(source: MetricCase["sources"][number], texts: readonly string[]): Promise<string> {
  if (source !== "sqs") {
    const arn = await makeStream(opened, source);
    await put(
      opened,
      source,
      texts.map((text) => `k:${text}`),
    );
    return arn;
  }
  const attributes = new Map([["VisibilityTimeout", "3"]]);
  const { queueUrl } = await opened.queues.createQueue({ queueName: "orders", attributes });
  for (const messageBody of texts) await opened.queues.sendMessage({ queueUrl, messageBody });
  return opened.queues.queueArn("orders");
}

test.each(metricCases.flatMap((each) => each.sources.map((source) => [source, each.name, each] as const)))(
  "%s: %s",
  async (source, _, each) => {
    const { texts = ["1", "2", "3", "4"], answers = [], poison = [], waits = 0, settings } = each;
    const sourceArn = await fill(source, texts);
    await opened.queues.createQueue({ queueName: "failures" });
    const named = each.hasDestination === "gone" ? "nope" : "failures";
    const destination = { OnFailure: { Destination: opened.queues.queueArn(named) } };
    opened.answer = (given, call) =>
      given.some((text) => poison.includes(text)) ? "fail" : (answers[call] ?? "ok");
    await opened.run(waits);
    opened.mappings.create({
      ...{ sourceArn, functionName: "consume" },
      settings: {
        ...(source === "sqs" ? {} : { StartingPosition: "TRIM_HORIZON" as const }),
        MetricsConfig: { Metrics: ["EventCount"] },
        ...(each.hasDestination ? { DestinationConfig: destination } : {}),
        ...settings,
      },
    });
    await settled();
    await opened.run(5);
    const sums: Record<string, number> = {};
    for (const { name, dimensions, value } of opened.metrics)
      if ("EventSourceMappingUUID" in dimensions) sums[name] = (sums[name] ?? 0) + value;
    expect(sums).toEqual(each.sums);
  },
);

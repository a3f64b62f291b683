// FilterCriteria over real sources, by the cases: what does not pass is passed over in a stream and deleted from a queue.

import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { settled } from "../../../support/until.ts";
import { type FilterCase, filterCases, refusedFilters } from "./filter-cases.ts";
import { Mappings, recordsOf, textOf } from "./support/open-mappings.ts";
import { makeStream, put } from "./support/sources.ts";

let opened: Mappings;
beforeEach(async () => {
  opened = await Mappings.open();
});
afterEach(() => opened.close());

const queueUrl = "http://127.0.0.1:4566/000000000000/orders";

async function makeSource(source: FilterCase["source"]): Promise<string> {
  if (source !== "sqs") return makeStream(opened, source);
  await opened.queues.createQueue({ queueName: "orders" });
  return opened.queues.queueArn("orders");
}

async function map(source: FilterCase["source"], patterns: readonly string[]) {
  return opened.mappings.create({
    sourceArn: await makeSource(source),
    functionName: "consume",
    settings: {
      StartingPosition: source === "sqs" ? undefined : "TRIM_HORIZON",
      FilterCriteria: { Filters: patterns.map((Pattern) => ({ Pattern })) },
    },
  });
}

test.each(filterCases.map((each) => [each.source, each.name, each] as const))(
  "%s: %s",
  async (source, _, each) => {
    await map(source, each.patterns);
    if (source === "sqs") {
      for (const messageBody of each.put) await opened.queues.sendMessage({ queueUrl, messageBody });
      await settled();
      expect(opened.queues.messageCount("orders")).toBe(0);
    } else
      await put(
        opened,
        source,
        each.put.map((text) => `k:${text}`),
      );
    expect(opened.calls.flatMap(({ event }) => recordsOf(event).map(textOf))).toEqual(each.passes);
  },
);

test.each(refusedFilters)("%s is refused of %s", async (_, source, pattern) => {
  await expect(map(source, [pattern])).rejects.toMatchObject({
    code: "InvalidParameterValueException",
    message: "Invalid filter pattern definition.",
  });
});

describe("a stream's checkpoint", () => {
  test("passes over what was filtered out", async () => {
    const { record } = await map("kinesis", ['{"data":{"t":[31]}}']);
    await put(opened, "kinesis", ['k:{"t":1}', 'k:{"t":2}']);
    opened.mappings.update(record.uuid, { settings: { FilterCriteria: { Filters: [] } } });
    await settled();
    expect(opened.mappings.get(record.uuid).record.settings.FilterCriteria).toBeUndefined();
    await put(opened, "kinesis", ['k:{"t":3}']);
    expect(opened.calls.flatMap(({ event }) => recordsOf(event).map(textOf))).toContain('{"t":3}');
  });
});

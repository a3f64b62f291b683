import { expect, test } from "@jest/globals";
import { delivered } from "../../../../src/aws/delivery.ts";
import { ExecutionLog, type StepData } from "../../../../src/services/pipes/stages/execution-log.ts";
import { VirtualClock } from "../../../../src/time/virtual-clock.ts";

const largest = 256 * 1024 - 26;
const KB = 1024;

function recordOf(data: StepData): { readonly text: string; readonly record: Record<string, unknown> } {
  let text = "";
  const logs = {
    append(_group: string, _stream: string, [event]: readonly { readonly message: string }[]) {
      text = event?.message ?? "";
    },
  };
  const pipe = {
    name: "p",
    arn: "arn:aws:pipes:us-east-1:000000000000:pipe/p",
    definition: { RoleArn: "arn:aws:iam::000000000000:role/any" },
  };
  const configuration = {
    ...({ Level: "TRACE", IncludeExecutionData: ["ALL"] } as const),
    CloudwatchLogsLogDestination: { LogGroupArn: "arn:aws:logs:us-east-1:000000000000:log-group:g" },
  };
  const bucketLogs = { append: () => undefined };
  const places = { logs, bucketLogs, clock: new VirtualClock(), router: { deliver: () => delivered } };
  const log = ExecutionLog.of(pipe, configuration, places);
  log?.step("e", "TARGET_INVOCATION_SUCCEEDED", data);
  return { text, record: JSON.parse(text) };
}

test("a record that is short enough is whole", () => {
  const data = { payload: "p".repeat(200 * KB), awsRequest: "r".repeat(40 * KB) };
  expect(recordOf(data).record).toMatchObject({ ...data, truncatedFields: null });
});

test.each([
  ["only the payload, as far as it must be", { payload: "p", awsRequest: "r" }, [200, 100], ["payload"]],
  ["texts that are longer as JSON", { payload: '"', awsRequest: "é" }, [100, 100], ["payload"]],
  [
    "the next one once the first is gone",
    { payload: "p", awsRequest: "r" },
    [10, 300],
    ["payload", "awsRequest"],
  ],
  ["all of them", { payload: "p", awsResponse: "s" }, [7000, 7000], ["payload", "awsResponse"]],
] as const)("of one that is too long is cut %s", (_, characters, [first, second], cut) => {
  const lengths = [first * KB, second * KB];
  const data = Object.fromEntries(
    Object.entries(characters).map(([name, each], index) => [name, each.repeat(lengths[index] ?? 0)]),
  );
  const { text, record } = recordOf(data);
  expect(record.truncatedFields).toEqual(cut);
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(largest);
  // No more is cut than must be.
  expect(Buffer.byteLength(text)).toBeGreaterThan(largest - 64);
  for (const [name, value] of Object.entries(data)) expect(value.startsWith(String(record[name]))).toBe(true);
});

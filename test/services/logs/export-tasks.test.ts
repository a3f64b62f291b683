// Export tasks by the SDK: what is put into the bucket, what is told of a task, and what is refused.

import { gunzipSync } from "node:zlib";
import {
  CancelExportTaskCommand,
  CloudWatchLogsClient,
  CreateExportTaskCommand,
  DescribeExportTasksCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { localIdentity } from "../../../src/aws/arn.ts";
import { ServiceError } from "../../../src/aws/service-error.ts";
import { logsApi } from "../../../src/services/logs/api/api.ts";
import { CloudWatchLogs } from "../../../src/services/logs/cloudwatch-logs.ts";
import { VirtualClock } from "../../../src/time/virtual-clock.ts";
import { type SdkServer, serve } from "../../server/sdk-server.ts";
import { until } from "../../support/until.ts";

const start = Date.UTC(2026, 0, 1);
let logs: CloudWatchLogs;
let objects: Map<string, Uint8Array>;
let put: () => Promise<void>;
let server: SdkServer;
let client: CloudWatchLogsClient;

beforeEach(async () => {
  logs = new CloudWatchLogs({ clock: new VirtualClock(start), identity: localIdentity });
  objects = new Map();
  put = async () => {};
  logs.exportInto({
    headBucket(bucket) {
      if (bucket !== "bucket") throw new ServiceError("NoSuchBucket", "no");
    },
    async putObject({ key, bytes }) {
      await put();
      objects.set(key, bytes);
    },
  });
  for (const [stream, second, message] of [
    ["2026/01/01/[1]a", 1, "first"],
    ["other", 2, "second"],
    ["2026/01/01/[1]a", 3, "third"],
    ["2026/01/01/[1]a", 9, "late"],
  ] as const)
    logs.append("g", stream, [{ timestamp: start + second * 1000, message }]);
  server = await serve(logsApi(logs));
  client = new CloudWatchLogsClient(server.clientConfiguration);
});
afterEach(async () => {
  client.destroy();
  await server.close();
  expect(server.faults).toEqual([]);
});

const request = { logGroupName: "g", from: start, to: start + 3000, destination: "bucket" };
const create = (more: object = {}) => client.send(new CreateExportTaskCommand({ ...request, ...more }));
const described = async (taskId?: string) =>
  (await client.send(new DescribeExportTasksCommand({ taskId }))).exportTasks ?? [];

function ended(taskId: string | undefined) {
  return until(async () => {
    const [task] = await described(taskId);
    return ["PENDING", "RUNNING"].includes(task?.status?.code ?? "") ? undefined : task;
  });
}

test("the events of a time are put into the bucket, an object for each stream", async () => {
  const { taskId } = await create({ taskName: "mine" });
  expect(await ended(taskId)).toEqual({
    ...{ taskId, taskName: "mine", ...request, destinationPrefix: "exportedlogs" },
    status: { code: "COMPLETED", message: "Completed successfully" },
    executionInfo: { creationTime: start, completionTime: start },
  });
  const text = (key: string) => gunzipSync(objects.get(key) ?? "").toString();
  expect([...objects.keys()]).toEqual([
    "aws-logs-write-test",
    `exportedlogs/${taskId}/2026-01-01-[1]a/000000.gz`,
    `exportedlogs/${taskId}/other/000000.gz`,
  ]);
  expect(text(`exportedlogs/${taskId}/2026-01-01-[1]a/000000.gz`)).toBe(
    "2026-01-01T00:00:01.000Z first\n2026-01-01T00:00:03.000Z third\n",
  );
  const other = await create({ destinationPrefix: "p", logStreamNamePrefix: "oth" });
  await ended(other.taskId);
  expect(text(`p/${other.taskId}/other/000000.gz`)).toBe("2026-01-01T00:00:02.000Z second\n");
  expect([...objects.keys()].slice(3)).toEqual([
    "p/aws-logs-write-test",
    `p/${other.taskId}/other/000000.gz`,
  ]);
  expect((await described()).map((task) => task.taskId)).toEqual([other.taskId, taskId]);
  expect(await described("none")).toEqual([]);
});

test("there is one task at a time, and it can be cancelled", async () => {
  let goOn = () => {};
  put = () =>
    new Promise((resolve) => {
      goOn = resolve;
    });
  const { taskId = "" } = await create();
  await until(async () => ((await described(taskId))[0]?.status?.code === "RUNNING" ? true : undefined));
  await expect(create()).rejects.toMatchObject({ name: "LimitExceededException" });
  await client.send(new CancelExportTaskCommand({ taskId }));
  goOn();
  expect((await ended(taskId))?.status?.code).toBe("CANCELLED");
  await expect(client.send(new CancelExportTaskCommand({ taskId }))).rejects.toMatchObject({
    name: "InvalidOperationException",
    message: expect.stringContaining("already finished"),
  });
  expect([...objects.keys()]).toEqual(["aws-logs-write-test"]);
});

test("a task whose bucket takes nothing has failed", async () => {
  put = async () => {
    throw new ServiceError("AccessDenied", "Access Denied");
  };
  const { taskId } = await create();
  expect((await ended(taskId))?.status).toEqual({ code: "FAILED", message: "Access Denied" });
});

test("a task that a stop cut off is done after the next start", async () => {
  let goOn = () => {};
  put = () =>
    new Promise((resolve) => {
      goOn = resolve;
    });
  const { taskId } = await create();
  await until(async () => ((await described(taskId))[0]?.status?.code === "RUNNING" ? true : undefined));
  logs.exportTasks.stop();
  goOn();
  const later = new CloudWatchLogs({ clock: logs.clock, identity: localIdentity, book: logs.book });
  const keys: string[] = [];
  later.exportInto({ headBucket() {}, putObject: async ({ key }) => keys.push(key) });
  later.exportTasks.start();
  await until(() => (later.exportTasks.all()[0]?.code === "COMPLETED" ? true : undefined));
  expect(keys).toEqual(["aws-logs-write-test"]);
});

test.each<[more: object, name: string, message: string]>([
  [
    { destination: "none" },
    "InvalidParameterException",
    "The given bucket does not exist. Please make sure the bucket is valid.",
  ],
  [{ logGroupName: "none" }, "ResourceNotFoundException", "The specified log group does not exist."],
  [{ to: start - 1 }, "InvalidParameterException", "must not be after its end."],
])("%j is refused", async (more, name, message) => {
  await expect(create(more)).rejects.toMatchObject({ name, message: expect.stringContaining(message) });
  expect(await described()).toEqual([]);
});

test("a task that is not there cannot be cancelled", async () => {
  await expect(client.send(new CancelExportTaskCommand({ taskId: "none" }))).rejects.toMatchObject({
    name: "ResourceNotFoundException",
    message: "The specified export task does not exist.",
  });
});

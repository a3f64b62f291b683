// The workflows of hours and days, each from end to end in the region: real handlers, tables, topics, links, archives and jobs.

import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { GetScheduleCommand, SchedulerClient, UpdateScheduleCommand } from "@aws-sdk/client-scheduler";
import { SendTaskFailureCommand, SFNClient } from "@aws-sdk/client-sfn";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { watchIngest } from "../../src/load/ingest-watch.ts";
import { tellingMs } from "../../src/weather/approvals.ts";
import { until } from "../support/until.ts";
import { answerBy, decidedAgo, killTellingOnce, tokenOf, warning } from "./asked-questions.ts";
import { type DeployedService, deployService } from "./deployed-service.ts";
import { unmissed } from "./permission-uses.ts";
import { giveUpRecord, loseBuoyMessage, redriveReplay, wordWithoutRoom } from "./rare-calls.ts";

let service: DeployedService;
let workflows: SFNClient;
let objects: S3Client;

const signer = { region: "us-east-1", credentials: { accessKeyId: "local", secretAccessKey: "local" } };

beforeAll(async () => {
  service = await deployService();
  workflows = new SFNClient({ ...signer, endpoint: service.url });
  objects = new S3Client({ ...signer, endpoint: service.url, forcePathStyle: true });
}, 180_000);

afterAll(() => service?.close());

async function outputOf(executionArn: string): Promise<unknown> {
  const { end } = await service.ended(executionArn);
  return end?.status === "SUCCEEDED" ? end.output : end;
}

describe("approve-warning", () => {
  test("a severe finding ends in a question, and an approval in a warning for the public; no log has the token", async () => {
    const { findingId, stationId } = warning("2010-01-09");
    const measured = { condition: "gale", value: 34.2, unit: "m/s", observedAt: "2010-01-09T18:00:00Z" };
    const Detail = JSON.stringify({ findingId, stationId, severity: "severe", ...measured });
    const entry = {
      EventBusName: String(service.outputs.WeatherBusName),
      Source: "weather.readings",
      DetailType: "ConditionDetected",
      Detail,
    };
    const events = new EventBridgeClient({ ...signer, endpoint: service.url });
    await events.send(new PutEventsCommand({ Entries: [entry] }));

    const link = await service.linkAbout("ApprovalsTopicArn", findingId);
    const token = await tokenOf(service, findingId);
    expect(token.length).toBeGreaterThan(20);
    const shown = await (await fetch(link)).text();
    expect(shown).toContain("Gale at Cape Disappointment");
    expect(await (await answerBy(link, "approve")).text()).toContain("You approved the warning");
    const machine = String(service.outputs.ApproveWarningArn).replace(":stateMachine:", ":execution:");
    const execution = `${machine}:${createHash("sha256").update(findingId).digest("hex")}`;
    expect(await outputOf(execution)).toMatchObject({ outcome: "issued", findingId });

    expect(link + shown).not.toContain(token);
    expect(allLogs()).toContain(findingId);
    expect(allLogs()).not.toContain(token);
  });

  test.each([
    ["before the workflow is told", false],
    ["when the workflow has been told", true],
  ])("the page's function is killed %s: whoever answers again tells it, once", async (_, isTold) => {
    const asked = warning(isTold ? "2010-02-01" : "2010-02-02");
    const execution = await service.start("ApproveWarningArn", { warning: asked });
    const link = await service.linkAbout("ApprovalsTopicArn", asked.findingId);
    killTellingOnce(service, isTold);
    expect((await answerBy(link, "approve")).status).toBe(502);
    const cutOff = await fetch(link);
    expect([cutOff.status, await cutOff.text()]).toEqual([202, expect.stringContaining("Tell it again")]);
    expect((await answerBy(link, "approve")).status).toBe(202);
    await decidedAgo(service, asked.findingId, tellingMs);
    const again = await answerBy(link, "approve");
    expect([again.status, await again.text()]).toEqual(
      isTold
        ? [409, expect.stringContaining("it had heard it before")]
        : [200, expect.stringContaining("You approved the warning")],
    );
    expect(await outputOf(execution)).toMatchObject({ outcome: "issued" });
    expect((await answerBy(link, "reject")).status).toBe(409);
  });

  test("when the forecaster is silent the chief is asked; the forecaster's link is worth nothing any more", async () => {
    const asked = warning("2010-03-04");
    const execution = await service.start("ApproveWarningArn", { warning: asked });
    const first = await service.linkAbout("ApprovalsTopicArn", asked.findingId);
    expect(await (await answerBy(first, "later")).text()).toContain("You have more time");
    const silence = { taskToken: await tokenOf(service, asked.findingId), error: "States.Timeout" };
    await workflows.send(new SendTaskFailureCommand(silence));
    const second = await service.linkAbout("EscalationsTopicArn", asked.findingId);
    const late = await answerBy(first, "approve");
    expect([late.status, await late.text()]).toEqual([
      410,
      expect.stringContaining("This question is closed"),
    ]);
    const rejected = await answerBy(second, "reject");
    expect([rejected.status, await rejected.text()]).toEqual([200, expect.stringContaining("You rejected")]);
    expect(await outputOf(execution)).toMatchObject({ outcome: "rejected" });
  });

  test("when both are silent the warning is dropped, and the link has expired", async () => {
    const asked = warning("2010-11-01");
    const limits = { answerSeconds: 2, silenceSeconds: 1 };
    const execution = await service.start("ApproveWarningArn", { warning: asked, limits });
    expect(await outputOf(execution)).toMatchObject({ outcome: "dropped" });
    const link = await service.linkAbout("EscalationsTopicArn", asked.findingId);
    const expiresAt = Number(new URL(link).searchParams.get("expires")) * 1000;
    while (Date.now() < expiresAt) await sleep(50);
    expect((await fetch(link)).status).toBe(410);
  });
});

const reading = (sequence: number) => ({
  stationId: "archived",
  sequence,
  observedAt: "2010-06-01T12:00:00Z",
  temperatureCelsius: 18,
  pressureHpa: 1016,
  pressureTendencyHpa: 0,
  windMetresPerSecond: 3,
});

async function archive(key: string, lines: readonly unknown[]): Promise<void> {
  const Body = lines.map((line) => `${JSON.stringify(line)}\n`).join("");
  await objects.send(
    new PutObjectCommand({ Bucket: String(service.outputs.ArchiveBucketName), Key: key, Body }),
  );
}

test("a reading is followed by its batch, from the stream to its alert, in every function's log and in traces", async () => {
  const { kinesis, xray } = service.region.services;
  const idsIn = (name: string) => loggedBy(name).map((line) => String(line.correlation_id));
  let followed: string | undefined;
  for (let day = 10; day < 31 && followed === undefined; day++) {
    // Each shows something new. Of all that is done in a second the first is traced.
    const gale = { ...reading(day), stationId: "cape-disappointment", windMetresPerSecond: 27 };
    const data = Buffer.from(JSON.stringify({ ...gale, observedAt: `2010-07-${day}T12:00:00Z` }));
    await kinesis.append(service.names.streamName, [{ partitionKey: gale.stationId, data }]);
    const findingId = `cape-disappointment/gale/warning/2010-07-${day}`;
    await until(() => loggedBy("notify").some((line) => line.findingId === findingId));
    const [validated, assessed] = [idsIn("validate"), idsIn("assess")];
    const traced = JSON.stringify(xray.traces.between(0, Number.MAX_SAFE_INTEGER));
    followed = idsIn("notify").find(
      (batch) => validated.includes(batch) && assessed.includes(batch) && traced.includes(batch),
    );
  }
  expect(followed).toMatch(/^shardId-\d{12}:\d+$/);
});

test("a finding whose alert went out is not announced again, though a crash kept it from being marked as announced", async () => {
  const { kinesis, dynamodb, states } = service.region.services;
  const gale = { ...reading(1), stationId: "cape-disappointment", windMetresPerSecond: 27 };
  const Key = { findingId: { S: "cape-disappointment/gale/warning/2010-09-09" } };
  const published = { ...Key, publishedAt: { S: "2010-09-09T12:01:00Z" } };
  const findings = { TableName: "millrace-dev-findings" };
  await dynamodb.request("PutItem", { ...findings, Item: published });
  const receipts: unknown[] = [];
  states.onExecutionEnded(({ stateMachine, end }) => {
    if (stateMachine.arn.endsWith(":millrace-dev-ingest-readings") && end.status === "SUCCEEDED")
      receipts.push(end.output);
  });
  const data = Buffer.from(JSON.stringify({ ...gale, observedAt: "2010-09-09T12:00:00Z" }));
  await kinesis.append(service.names.streamName, [{ partitionKey: gale.stationId, data }]);
  await until(() => receipts.length > 0);
  expect(receipts).toEqual([expect.objectContaining({ received: 1, findings: 1, duplicates: 1 })]);
  expect(await dynamodb.request("GetItem", { ...findings, Key })).toMatchObject({ Item: published });
});

/** What a function has logged, line by line. */
function loggedBy(name: string): readonly Readonly<Record<string, unknown>>[] {
  const logGroupName = `/aws/lambda/millrace-dev-${name}`;
  const { events } = service.region.services.logs.filterLogEvents({ logGroupName });
  return events.flatMap(({ message }) => (message.startsWith("{") ? [JSON.parse(message)] : []));
}

describe("replay-archive", () => {
  test("every line of an archive goes through ingest-readings again, and its results are in the bucket", async () => {
    const lines = Array.from({ length: 1100 }, (_, sequence) => reading(sequence));
    await archive("readings/june.jsonl", [...lines, { stationId: "archived", sequence: "corrupt" }]);
    const received = new Set<string>();
    const isRejected = new Set<string>();
    const watch = watchIngest(service.region, service.names, ({ eventIds, rejected }) => {
      for (const id of eventIds) received.add(id);
      if (rejected > 0) isRejected.add(String(eventIds));
    });
    const execution = await service.start("ReplayArchiveArn", { key: "readings/june.jsonl" });
    const output = (await outputOf(execution)) as { readonly archive: string; readonly results: string };
    expect(output.archive).toBe("readings/june.jsonl");
    await until(() => received.size === 1101);
    watch.stop();
    expect(isRejected.size).toBe(1);
    const manifest = await objects.send(
      new GetObjectCommand({ Bucket: String(service.outputs.ArchiveBucketName), Key: output.results }),
    );
    const { ResultFiles } = JSON.parse(String(await manifest.Body?.transformToString()));
    expect([ResultFiles.SUCCEEDED.length, ResultFiles.FAILED.length]).toEqual([1, 0]);
  });

  test("an archive that is not there is named", async () => {
    const execution = await service.start("ReplayArchiveArn", { key: "readings/never.jsonl" });
    expect(await outputOf(execution)).toMatchObject({ status: "FAILED", error: "NoArchive" });
  });
});

describe("summarise-day", () => {
  const messages = () => service.region.services.sns.published(String(service.outputs.SummariesTopicArn));

  test("a correction is replayed by a workflow of its own, then the job, the counts and the message follow", async () => {
    const item = {
      stationId: "archived",
      condition: "gale",
      severity: "warning",
      observedAt: "2010-06-01T12:00:00Z",
    };
    const Item = Object.fromEntries(
      Object.entries({ ...item, findingId: "f" }).map(([name, S]) => [name, { S }]),
    );
    await service.region.services.dynamodb.request("PutItem", { TableName: "millrace-dev-findings", Item });
    await archive("readings/correction.jsonl", [reading(1)]);
    const execution = await service.start("SummariseDayArn", {
      day: "2010-06-01",
      correction: "readings/correction.jsonl",
      settleSeconds: 0,
    });
    const output = await outputOf(execution);
    expect(output).toMatchObject({
      day: "2010-06-01",
      subject: "Weather of 2010-06-01: 1 finding",
      tables: [
        { table: "millrace-dev-findings", items: expect.any(Number) },
        { table: "millrace-dev-alert-log", items: expect.any(Number) },
        { table: "millrace-dev-approvals", items: expect.any(Number) },
      ],
    });
    expect(messages().at(-1)?.message).toContain("Conditions: gale 1.\nStations: archived 1.");
  });

  test("a correction that is not there is told, and fails the execution", async () => {
    const execution = await service.start("SummariseDayArn", {
      day: "2010-06-02",
      correction: "readings/never.jsonl",
    });
    expect(await outputOf(execution)).toMatchObject({ status: "FAILED", error: "States.TaskFailed" });
    expect(messages().at(-1)).toMatchObject({ subject: "No summary of 2010-06-02" });
  });
});

describe("permissions", () => {
  test("of a buoy, of an alert that comes twice, of one that can't be worded, and of the schedule are used as well", async () => {
    const { iot, sqs } = service.region.services;
    const topic = service.names.buoyTopic.replace("+", "buoy");
    const payload = Buffer.from(
      JSON.stringify({ n: 1, at: "2010-08-01T00:00:00Z", t: 12, p: 1012, dp: 0, w: 3 }),
    );
    await iot.publish({
      ...{ topic, payload, qos: 1, retain: false, clientId: "n/a", protocol: "HTTP", principal: undefined },
      hops: 0,
    });
    const finding = {
      ...{
        findingId: "s/frost/advisory/2010-01-01",
        stationId: "s",
        condition: "frost",
        severity: "advisory",
      },
      ...{ observedAt: "2010-01-01T00:00:00Z", value: -6, unit: "°C" },
    };
    const events = new EventBridgeClient({ ...signer, endpoint: service.url });
    const announce = (detail: object) =>
      events.send(
        new PutEventsCommand({
          Entries: [
            {
              ...{ EventBusName: String(service.outputs.WeatherBusName), Source: "weather.readings" },
              ...{ DetailType: "ConditionDetected", Detail: JSON.stringify(detail) },
            },
          ],
        }),
      );
    await announce(finding);
    await until(() => allLogs().includes("alert worded") && used("HandleAlertRole").has("sns:Publish"));
    await announce(finding);
    await announce({ ...finding, findingId: "s/none", severity: "none" });
    await until(() => sqs.messages("millrace-dev-alerts-dead-letters").length > 0);
    const schedules = new SchedulerClient({ ...signer, endpoint: service.url });
    const which = { Name: "millrace-dev-summarise-day", GroupName: "millrace-dev" };
    const { Target, FlexibleTimeWindow } = await schedules.send(new GetScheduleCommand(which));
    const ScheduleExpression = `at(${new Date(Date.now() + 1000).toISOString().slice(0, 19)})`;
    await schedules.send(
      new UpdateScheduleCommand({ ...which, Target, FlexibleTimeWindow, ScheduleExpression }),
    );
    await until(() => used("SummariseDayScheduleRole").size > 0);
    await until(() => used("BuoyReadingsRole").size > 0);
  });

  test("of what seldom happens are used when it does", async () => {
    await wordWithoutRoom(service);
    await giveUpRecord(service);
    await loseBuoyMessage(service);
    // A shard takes no record without a key.
    await archive("readings/keyless.jsonl", [{ ...reading(1), stationId: "" }]);
    await redriveReplay(service, "readings/keyless.jsonl");
  });

  test("are each used, and missed if it is taken away", () => {
    const { permissions, services } = service.region;
    const found = services.iam.roles.all().flatMap(({ arn, name, inline }) => {
      const documents = Object.values(inline);
      const uses = permissions?.usesOf(arn) ?? [];
      return unmissed({ roleArn: arn, documents, uses }).map(
        (permission) => `${roleOf(name)}: ${permission}`,
      );
    });
    expect(found).toEqual([]);
  });
});

/** `AskRole` of `millrace-dev-ask`, as well as of a name that CloudFormation made. */
function roleOf(name: string): string {
  const [, own = ""] = /^millrace-dev-(\w+)/.exec(name) ?? [];
  return own.endsWith("Role") ? own : `${own.charAt(0).toUpperCase()}${own.slice(1)}Role`;
}

/** The actions that a role's holders asked for. */
function used(role: string): ReadonlySet<string> {
  const { permissions, services } = service.region;
  const arns = services.iam.roles
    .all()
    .filter(({ name }) => roleOf(name) === role)
    .map(({ arn }) => arn);
  return new Set(arns.flatMap((arn) => permissions?.usesOf(arn) ?? []).map(({ action }) => action));
}

/** What all log groups hold. */
function allLogs(): string {
  const { logs } = service.region.services;
  const groups = logs.describeLogGroups().map(({ logGroupName }) => logs.filterLogEvents({ logGroupName }));
  return JSON.stringify(groups);
}

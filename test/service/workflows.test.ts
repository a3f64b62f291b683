// The workflows of hours and days, each from end to end in the region: real handlers, tables, topics, links, archives and jobs.

import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { SendTaskFailureCommand, SFNClient } from "@aws-sdk/client-sfn";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { type DeployedService, deployService } from "./deployed-service.ts";

let service: DeployedService;
let workflows: SFNClient;

const signer = { region: "us-east-1", credentials: { accessKeyId: "local", secretAccessKey: "local" } };

beforeAll(async () => {
  service = await deployService();
  workflows = new SFNClient({ ...signer, endpoint: service.url });
}, 180_000);

afterAll(() => service?.close());

async function outputOf(executionArn: string): Promise<unknown> {
  const { end } = await service.ended(executionArn);
  return end?.status === "SUCCEEDED" ? end.output : end;
}

describe("approve-warning", () => {
  const warning = (day: string) => {
    const findingId = `cape-disappointment/gale/severe/${day}`;
    return {
      findingId,
      stationId: "cape-disappointment",
      subject: "Gale",
      message: `Finding: ${findingId}.`,
    };
  };

  const answerBy = (link: string, answer: string) =>
    fetch(link, { method: "POST", body: new URLSearchParams({ answer }) });

  async function tokenOf({ findingId }: { readonly findingId: string }): Promise<string> {
    const { Items } = await service.region.services.dynamodb.request("Scan", { TableName: "approvals" });
    const questions = Items as unknown as readonly Readonly<Record<string, { readonly S: string }>>[];
    return String(questions.find((each) => each.findingId?.S === findingId)?.taskToken?.S);
  }

  test("a severe finding ends in a question, and an approval in a warning for the public; no log has the token", async () => {
    const { findingId, stationId } = warning("2010-01-09");
    const measured = { condition: "gale", value: 34.2, unit: "m/s", observedAt: "2010-01-09T18:00:00Z" };
    const Detail = JSON.stringify({ findingId, stationId, severity: "severe", ...measured });
    const entry = {
      EventBusName: "weather",
      Source: "weather.readings",
      DetailType: "ConditionDetected",
      Detail,
    };
    const events = new EventBridgeClient({ ...signer, endpoint: service.url });
    await events.send(new PutEventsCommand({ Entries: [entry] }));

    const link = await service.linkAbout("ApprovalsTopicArn", findingId);
    const shown = await (await fetch(link)).text();
    expect(shown).toContain("Gale at Cape Disappointment");
    expect(await (await answerBy(link, "approve")).text()).toContain("You approved the warning");
    const machine = String(service.outputs.ApproveWarningArn).replace(":stateMachine:", ":execution:");
    const execution = `${machine}:${createHash("sha256").update(findingId).digest("hex")}`;
    expect(await outputOf(execution)).toMatchObject({ outcome: "issued", findingId });

    const token = await tokenOf({ findingId });
    expect(token.length).toBeGreaterThan(20);
    expect(link + shown).not.toContain(token);
    expect(allLogs()).toContain(findingId);
    expect(allLogs()).not.toContain(token);
  });

  test("when the forecaster is silent the chief is asked; the forecaster's link is worth nothing any more", async () => {
    const asked = warning("2010-03-04");
    const execution = await service.start("ApproveWarningArn", { warning: asked });
    const first = await service.linkAbout("ApprovalsTopicArn", asked.findingId);
    const silence = { taskToken: await tokenOf(asked), error: "States.Timeout" };
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

/** What all log groups hold. */
function allLogs(): string {
  const { logs } = service.region.services;
  const groups = logs.describeLogGroups().map(({ logGroupName }) => logs.filterLogEvents({ logGroupName }));
  return JSON.stringify(groups);
}

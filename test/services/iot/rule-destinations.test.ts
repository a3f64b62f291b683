// Endpoints of topic rules by the SDK: confirmed by the token that they are sent, switched, listed and taken away.

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import * as sdk from "@aws-sdk/client-iot";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { until } from "../../support/until.ts";
import { type IotRegion, openIot } from "./support/iot-region.ts";

let open: IotRegion;
const asked: { readonly type: unknown; readonly body: Record<string, string> }[] = [];
const endpoint = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const body = JSON.parse(Buffer.concat(chunks).toString());
    asked.push({ type: request.headers["x-amz-rules-engine-message-type"], body });
    response.end();
  });
});
let confirmationUrl: string;
beforeAll(async () => {
  open = await openIot();
  await new Promise<void>((listening) => endpoint.listen(0, "127.0.0.1", listening));
  confirmationUrl = `http://127.0.0.1:${(endpoint.address() as AddressInfo).port}/in`;
});
afterAll(async () => {
  await open.close();
  await new Promise((closed) => endpoint.close(closed));
});

const create = async (url: string) => {
  const destinationConfiguration = { httpUrlConfiguration: { confirmationUrl: url } };
  return (await open.iot.send(new sdk.CreateTopicRuleDestinationCommand({ destinationConfiguration })))
    .topicRuleDestination;
};
const described = async (arn: string) =>
  (await open.iot.send(new sdk.GetTopicRuleDestinationCommand({ arn }))).topicRuleDestination;
const set = (arn: string, status: sdk.TopicRuleDestinationStatus) =>
  open.iot.send(new sdk.UpdateTopicRuleDestinationCommand({ arn, status }));

test("a destination is confirmed by the token that its endpoint is sent", async () => {
  const made = await create(confirmationUrl);
  const arn = made?.arn ?? "";
  expect(arn).toMatch(/^arn:aws:iot:us-east-1:000000000000:ruledestination\/http\/[0-9a-f-]{36}$/);
  expect(made).toMatchObject({ status: "IN_PROGRESS", httpUrlProperties: { confirmationUrl } });
  await expect(set(arn, "ENABLED")).rejects.toThrow(/not confirmed/);
  const first = await until(() => asked[0]);
  expect(first).toMatchObject({ type: "DestinationConfirmation", body: { arn } });
  const { confirmationToken = "", enableUrl = "" } = first.body;
  const path = new URL(enableUrl).pathname;
  expect((await fetch(new URL(path, open.server.url))).status).toBe(200);
  expect(await described(arn)).toMatchObject({ status: "ENABLED", createdAt: expect.any(Date) });
  await set(arn, "DISABLED");
  await set(arn, "ENABLED");
  await set(arn, "IN_PROGRESS");
  await expect(
    open.iot.send(new sdk.ConfirmTopicRuleDestinationCommand({ confirmationToken })),
  ).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  const second = await until(() => asked[1]);
  const again = { confirmationToken: second.body.confirmationToken };
  await open.iot.send(new sdk.ConfirmTopicRuleDestinationCommand(again));
  const { destinationSummaries } = await open.iot.send(new sdk.ListTopicRuleDestinationsCommand({}));
  expect(destinationSummaries).toMatchObject([
    { arn, status: "ENABLED", httpUrlSummary: { confirmationUrl } },
  ]);
  await open.iot.send(new sdk.DeleteTopicRuleDestinationCommand({ arn }));
  await expect(described(arn)).rejects.toMatchObject({ name: "ResourceNotFoundException" });
});

test("one that nobody answers at tells why, and one of another machine is refused", async () => {
  const closed = createServer();
  await new Promise<void>((listening) => closed.listen(0, "127.0.0.1", listening));
  const { port } = closed.address() as AddressInfo;
  await new Promise((done) => closed.close(done));
  const { arn = "" } = (await create(`http://127.0.0.1:${port}/`)) ?? {};
  const failed = await until(async () => {
    const destination = await described(arn);
    return destination?.status === "ERROR" && destination;
  });
  expect(failed.statusReason).toMatch(/./);
  await expect(set(arn, "ERROR")).rejects.toMatchObject({ name: "InvalidRequestException" });
  await expect(create("https://example.com/")).rejects.toThrow(/posts to this machine only/);
});

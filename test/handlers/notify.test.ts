// The notify handler with its idempotency, on a real table.

import type { Server } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { CreateTableCommand, DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, beforeEach, expect, jest, test } from "@jest/globals";
import type { AlertRequest } from "../../src/weather/alerts.ts";
import { lambdaContext, readEvent } from "./lambda-context.ts";

const dynalite = createRequire(import.meta.url)("dynalite") as (options: object) => Server;

let server: Server;
let client: DynamoDBClient;
let notify: typeof import("../../handlers/notify.ts").handler;

beforeAll(async () => {
  server = dynalite({ createTableMs: 0 });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
    IDEMPOTENCY_TABLE: "idempotency",
    POWERTOOLS_DEV: "true", // Powertools then writes to the console, where a test can silence it.
    POWERTOOLS_SERVICE_NAME: "handle-alert",
    POWERTOOLS_METRICS_NAMESPACE: "WeatherStations",
  });
  client = new DynamoDBClient({});
  await client.send(
    new CreateTableCommand({
      TableName: "idempotency",
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
    }),
  );
  ({ handler: notify } = await import("../../handlers/notify.ts"));
});

beforeEach(() => {
  for (const method of ["info", "log", "warn"] as const) {
    jest.spyOn(console, method).mockImplementation(() => undefined);
  }
});

afterAll(async () => {
  jest.restoreAllMocks();
  client.destroy();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const request: AlertRequest = {
  finding: readEvent<{ detail: AlertRequest["finding"] }>("condition-detected").detail,
  station: { name: "Cape Disappointment", place: "Ilwaco, Washington" },
};

test("words an alert, and marks each repeat of it", async () => {
  const first = await notify(request, lambdaContext("notify"));
  expect(first).toEqual({
    subject: "[warning] Gale at Cape Disappointment",
    message: [
      "Gale at Cape Disappointment, Ilwaco, Washington.",
      "Measured 26.3 m/s at 2010-11-01T06:00:00Z.",
      "Severity: warning. Finding: cape-disappointment/gale/warning/2010-11-01.",
    ].join("\n"),
    severity: "warning",
    repeated: false,
  });
  expect(await notify(request, lambdaContext("notify"))).toEqual({ ...first, repeated: true });
  const { Items } = await client.send(new ScanCommand({ TableName: "idempotency" }));
  expect(Items).toMatchObject([{ status: { S: "COMPLETED" }, expiration: { N: expect.any(String) } }]);
});

test("words different findings of one station each for itself", async () => {
  const other = { ...request.finding, findingId: "cape-disappointment/gale/severe/2010-11-01" };
  const notice = await notify({ ...request, finding: other }, lambdaContext("notify"));
  expect(notice.repeated).toBe(false);
});

test("answers a repeat that measured something else, and refuses one that is of something else", async () => {
  const again = { ...request.finding, batch: "another", value: 27.1 };
  const notice = await notify({ ...request, finding: again }, lambdaContext("notify"));
  expect(notice.repeated).toBe(true);
  const other = { ...request.finding, stationId: "elsewhere" };
  await expect(notify({ ...request, finding: other }, lambdaContext("notify"))).rejects.toMatchObject({
    name: "IdempotencyValidationError",
  });
});

test("refuses a request without a finding", async () => {
  await expect(
    notify({ station: request.station } as AlertRequest, lambdaContext("notify")),
  ).rejects.toMatchObject({ name: "ParseError" });
});

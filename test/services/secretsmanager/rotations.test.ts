// The rotation of secrets by a function, now and at the times of a schedule.

import { afterEach, expect, test } from "@jest/globals";
import type { DeliveryRequest } from "../../../src/aws/delivery.ts";
import { delivered } from "../../../src/aws/delivery.ts";
import { secretsManagerApi } from "../../../src/services/secretsmanager/api.ts";
import type { SecretsManager } from "../../../src/services/secretsmanager/secrets-manager.ts";
import { VirtualClock } from "../../../src/time/virtual-clock.ts";
import { until } from "../../support/until.ts";
import { openSecrets, rotatorArn } from "./open-secrets.ts";

const dayMs = 86_400_000;
const call = { requestId: "", host: "" };

interface Event {
  readonly Step: string;
  readonly SecretId: string;
  readonly ClientRequestToken: string;
}

let service: SecretsManager | undefined;
afterEach(() => service?.close());

/** What a rotator does, as AWS's templates do it. */
function rotator(steps: string[]) {
  return async ({ payload }: DeliveryRequest) => {
    const { Step, SecretId, ClientRequestToken } = JSON.parse(payload.text) as Event;
    steps.push(Step);
    const { operations } = secretsManagerApi(service as SecretsManager);
    if (Step === "createSecret") {
      const made = {
        SecretId,
        ClientRequestToken,
        SecretString: `made ${steps.length}`,
        VersionStages: ["AWSPENDING"],
      };
      await operations.PutSecretValue?.(made, call);
    }
    if (Step === "finishSecret") {
      const secret = service?.secrets.find(SecretId);
      const from = secret?.versions.find(({ stages }) => stages.includes("AWSCURRENT"))?.id;
      const moved = {
        VersionStage: "AWSCURRENT",
        MoveToVersionId: ClientRequestToken,
        RemoveFromVersionId: from,
      };
      await operations.UpdateSecretVersionStage?.({ SecretId, ...moved }, call);
    }
    return delivered;
  };
}

test("a secret is rotated in four steps, at once and each day, until that is cancelled", async () => {
  const clock = new VirtualClock();
  const steps: string[] = [];
  const manager = await openSecrets({ clock, rotate: (request) => rotator(steps)(request) });
  service = manager;
  manager.secrets.create({ name: "db", text: "first" });
  const { RotateSecret, DescribeSecret, CancelRotateSecret } = secretsManagerApi(manager).operations;
  const rules = { RotationRules: { AutomaticallyAfterDays: 1 } };
  await RotateSecret?.({ SecretId: "db", RotationLambdaARN: rotatorArn, ...rules }, call);
  await until(() => manager.secrets.find("db").rotation?.rotatedAt !== undefined);
  expect(steps).toEqual(["createSecret", "setSecret", "testSecret", "finishSecret"]);
  expect(manager.secrets.value("db", {}).version).toMatchObject({
    ...{ text: "made 1", stages: ["AWSCURRENT", "AWSPENDING"] },
  });
  expect(await DescribeSecret?.({ SecretId: "db" }, call)).toMatchObject({
    ...{ RotationEnabled: true, RotationLambdaARN: rotatorArn, ...rules },
    LastRotatedDate: new Date(clock.now()),
    NextRotationDate: new Date(clock.now() + dayMs),
  });
  clock.advanceBy(dayMs);
  await until(() => steps.length === 8);
  await until(() => manager.secrets.value("db", {}).version.text === "made 5");
  await CancelRotateSecret?.({ SecretId: "db" }, call);
  clock.advanceBy(2 * dayMs);
  expect(steps).toHaveLength(8);
  expect(await DescribeSecret?.({ SecretId: "db" }, call)).toMatchObject({ RotationEnabled: false });
});

test("a step that fails leaves the version pending and unread, and the next rotation is refused", async () => {
  const warnings: string[] = [];
  const error = { code: "Boom", message: "no", isPassing: false };
  const manager = await openSecrets({
    clock: new VirtualClock(),
    rotate: () => ({ status: "FAILED", error }),
    onWarning: (warning) => warnings.push(warning),
  });
  service = manager;
  const { secret } = manager.secrets.create({ name: "db", text: "first" });
  const { versionId } = manager.rotations.rotate("db", { functionArn: rotatorArn });
  await until(() => warnings.length > 0);
  expect(warnings).toEqual([`The rotation of ${secret.arn} failed in createSecret: Boom: no`]);
  expect(() => manager.secrets.value("db", { versionId })).toThrow(/can't find the specified secret value/);
  expect(() => manager.rotations.rotate("db", {})).toThrow("A previous rotation isn't complete.");
});

test.each([
  [
    "no function",
    {},
    "InvalidRequestException",
    "No Lambda rotation function ARN is associated with this secret.",
  ],
  [
    "a function that is not there",
    { functionArn: `${rotatorArn}s` },
    "AccessDeniedException",
    "Secrets Manager cannot invoke the specified Lambda function. Ensure that the function policy grants access to the principal secretsmanager.amazonaws.com.",
  ],
  [
    "too many days",
    { functionArn: rotatorArn, rules: { days: 1001 } },
    "InvalidParameterException",
    "RotationRules.AutomaticallyAfterDays must be within 1-1000.",
  ],
])("%s is refused, and the secret is as before", async (_, request, code, message) => {
  const manager = await openSecrets({ clock: new VirtualClock() });
  service = manager;
  const { secret } = manager.secrets.create({ name: "db", text: "first" });
  expect(() => manager.rotations.rotate("db", request)).toThrow(expect.objectContaining({ code, message }));
  expect(manager.secrets.find("db")).toEqual(secret);
});

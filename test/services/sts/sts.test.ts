// STS by the real SDK client: credentials for a while, and who uses them.

import {
  AssumeRoleCommand,
  type AssumeRoleCommandInput,
  AssumeRoleWithWebIdentityCommand,
  GetCallerIdentityCommand,
  GetSessionTokenCommand,
  STSClient,
} from "@aws-sdk/client-sts";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { localIdentity } from "../../../src/aws/arn.ts";
import { stsApi } from "../../../src/services/sts/api.ts";
import { Sessions } from "../../../src/services/sts/sessions.ts";
import { systemClock } from "../../../src/time/clock.ts";
import { VirtualClock } from "../../../src/time/virtual-clock.ts";
import { type SdkServer, serve } from "../../server/sdk-server.ts";

const RoleArn = "arn:aws:iam::000000000000:role/service/deploy";
const root = "arn:aws:iam::000000000000:root";
let server: SdkServer;
let client: STSClient;

beforeAll(async () => {
  const role = { id: "AROAEXAMPLE", name: "deploy", arn: RoleArn };
  server = await serve(
    stsApi(
      new Sessions({
        clock: systemClock,
        identity: localIdentity,
        findRole: (name) => (name === "deploy" ? role : undefined),
        documentOf: () => undefined,
      }),
    ),
  );
  client = new STSClient(server.clientConfiguration);
});
afterAll(async () => {
  client.destroy();
  await server.close();
  expect(server.faults).toEqual([]);
});

test("keys do not end, and nobody knows them after their region", () => {
  const clock = new VirtualClock();
  const role = { id: "AROAEXAMPLE", name: "deploy", arn: RoleArn };
  const open = () =>
    new Sessions({ clock, identity: localIdentity, findRole: () => role, documentOf: () => undefined });
  const sessions = open();
  const { accessKeyId = "", expiresAt = 0 } = sessions.keysFor(RoleArn, "tests") ?? {};
  clock.advanceBy(expiresAt - clock.now() + 1);
  expect(sessions.holderOf(accessKeyId)).toMatchObject({ roleArn: RoleArn, sessionName: "tests" });
  expect(open().holderOf(accessKeyId)).toBeUndefined();
});

const whoIs = async (of: STSClient) => (await of.send(new GetCallerIdentityCommand({}))).Arn;

test("whoever uses a role's credentials is told as that role", async () => {
  const RoleSessionName = "tests";
  const answer = await client.send(new AssumeRoleCommand({ RoleArn, RoleSessionName, DurationSeconds: 900 }));
  const assumed = "arn:aws:sts::000000000000:assumed-role/deploy/tests";
  expect(answer.AssumedRoleUser).toEqual({ AssumedRoleId: "AROAEXAMPLE:tests", Arn: assumed });
  const { AccessKeyId = "", SecretAccessKey = "", SessionToken = "", Expiration } = answer.Credentials ?? {};
  expect(Number(Expiration) - Date.now()).toBeGreaterThan(600_000);
  const credentials = {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
  };
  const asRole = new STSClient({ ...server.clientConfiguration, credentials });
  expect(await whoIs(asRole)).toBe(assumed);
  asRole.destroy();
  expect(await whoIs(client)).toBe(root);
});

test("a session of the root's is the root's", async () => {
  const { Credentials } = await client.send(new GetSessionTokenCommand({}));
  expect(Credentials?.AccessKeyId).toMatch(/^ASIA[A-Z2-7]{16}$/);
});

test("a web identity is who its token says", async () => {
  const claims = { sub: "repo:weather", aud: "sts.amazonaws.com", iss: "https://tokens.example" };
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const WebIdentityToken = `${part({ alg: "RS256" })}.${part(claims)}.c2lnbmF0dXJl`;
  const request = { RoleArn, RoleSessionName: "ci" };
  expect(
    await client.send(new AssumeRoleWithWebIdentityCommand({ ...request, WebIdentityToken })),
  ).toMatchObject({
    SubjectFromWebIdentityToken: claims.sub,
    Audience: claims.aud,
    Provider: claims.iss,
    AssumedRoleUser: { Arn: "arn:aws:sts::000000000000:assumed-role/deploy/ci" },
  });
  await expect(
    client.send(new AssumeRoleWithWebIdentityCommand({ ...request, WebIdentityToken: "none" })),
  ).rejects.toMatchObject({ name: "InvalidIdentityTokenException" });
});

test("a role that is not there cannot be assumed", async () => {
  const none = "arn:aws:iam::000000000000:role/none";
  await expect(
    client.send(new AssumeRoleCommand({ RoleArn: none, RoleSessionName: "tests" })),
  ).rejects.toMatchObject({
    name: "AccessDenied",
    message: `User: ${root} is not authorized to perform: sts:AssumeRole on resource: ${none}`,
  });
});

/** As somebody who has assumed the role so. */
async function within(request: Partial<AssumeRoleCommandInput>): Promise<STSClient> {
  const asked = { RoleArn, RoleSessionName: "outer", ...request };
  const { Credentials: keys } = await client.send(new AssumeRoleCommand(asked));
  const credentials = {
    ...{ accessKeyId: keys?.AccessKeyId ?? "", secretAccessKey: keys?.SecretAccessKey ?? "" },
    sessionToken: keys?.SessionToken ?? "",
  };
  return new STSClient({ ...server.clientConfiguration, credentials });
}

const team = { Key: "team", Value: "rain" };
const refusals: readonly (readonly [string, Partial<AssumeRoleCommandInput>, string])[] = [
  [
    "keys that differ in case alone",
    { Tags: [team, { Key: "Team", Value: "snow" }] },
    "Duplicate tag keys found. Please note that Tag keys are case insensitive.",
  ],
  [
    "a transitive key without a tag",
    { Tags: [team], TransitiveTagKeys: ["other"] },
    "The specified transitive tag key must be included in the requested tags.",
  ],
  [
    "a tag that the calling session hands on",
    { Tags: [{ Key: "TEAM", Value: "snow" }] },
    "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session.",
  ],
];
test.each(refusals)("a session is refused for %s", async (_, request, message) => {
  const outer = await within({ Tags: [team], TransitiveTagKeys: ["team"] });
  const inner = new AssumeRoleCommand({ RoleArn, RoleSessionName: "inner", ...request });
  await expect(outer.send(inner)).rejects.toMatchObject({ name: "InvalidParameterValue", message });
  outer.destroy();
});

test("a source identity goes on from session to session", async () => {
  const outer = await within({ SourceIdentity: "ada" });
  const inner = await outer.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: "inner" }));
  expect(inner.SourceIdentity).toBe("ada");
  // There is nothing that would have been packed.
  expect(inner).not.toHaveProperty("PackedPolicySize");
  outer.destroy();
});

// Things, types, groups, policies and certificates by the SDK.

import { X509Certificate } from "node:crypto";
import * as sdk from "@aws-sdk/client-iot";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type IotRegion, openIot } from "./support/iot-region.ts";
import { signingRequests } from "./support/signing-requests.ts";

const arn = (resource: string) => `arn:aws:iot:us-east-1:000000000000:${resource}`;
const document = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "iot:*", Resource: "*" }],
});

let open: IotRegion;
beforeAll(async () => {
  open = await openIot();
});
afterAll(() => open.close());

test("a thing is made, told, changed, listed and taken away", async () => {
  const { iot } = open;
  await iot.send(new sdk.CreateThingTypeCommand({ thingTypeName: "lamp" }));
  const create = (thingName: string, attributes: Record<string, string>, thingTypeName?: string) =>
    iot.send(new sdk.CreateThingCommand({ thingName, thingTypeName, attributePayload: { attributes } }));
  const made = await create("hall", { room: "1" }, "lamp");
  expect(made).toMatchObject({ thingName: "hall", thingArn: arn("thing/hall"), thingId: expect.any(String) });
  expect((await create("hall", { room: "1" }, "lamp")).thingId).toBe(made.thingId);
  await expect(create("hall", { room: "2" }, "lamp")).rejects.toMatchObject({
    ...{ name: "ResourceAlreadyExistsException", resourceId: "hall" },
    message: "Thing hall already exists in account 000000000000 with different attributes",
  });
  await expect(create("many", { a: "1", b: "2", c: "3", d: "4" })).rejects.toMatchObject({
    name: "InvalidRequestException",
  });
  await expect(create("bad name", {})).rejects.toMatchObject({
    message: expect.stringMatching(/'thingName' failed to satisfy/),
  });
  await expect(create("other", {}, "none")).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  await create("attic", { room: "12" });
  await iot.send(
    new sdk.UpdateThingCommand({
      thingName: "hall",
      expectedVersion: 1,
      attributePayload: { attributes: { floor: "0" }, merge: true },
    }),
  );
  await expect(
    iot.send(new sdk.UpdateThingCommand({ thingName: "hall", expectedVersion: 1 })),
  ).rejects.toMatchObject({
    name: "VersionConflictException",
  });
  expect(await iot.send(new sdk.DescribeThingCommand({ thingName: "hall" }))).toMatchObject({
    ...{ thingTypeName: "lamp", attributes: { room: "1", floor: "0" }, version: 2, defaultClientId: "hall" },
  });
  const list = async (request: sdk.ListThingsCommandInput) =>
    (await iot.send(new sdk.ListThingsCommand(request))).things?.map(({ thingName }) => thingName);
  expect(await list({})).toEqual(["attic", "hall"]);
  expect(await list({ thingTypeName: "lamp" })).toEqual(["hall"]);
  expect(await list({ attributeName: "room", attributeValue: "1" })).toEqual(["hall"]);
  expect(await list({ attributeName: "room", attributeValue: "1", usePrefixAttributeValue: true })).toEqual([
    "attic",
    "hall",
  ]);
  const first = await iot.send(new sdk.ListThingsCommand({ maxResults: 1 }));
  expect(await list({ maxResults: 1, nextToken: first.nextToken })).toEqual(["hall"]);
  await expect(list({ nextToken: "none" })).rejects.toMatchObject({ name: "InvalidRequestException" });
  for (const thingName of ["attic", "hall", "none"])
    await iot.send(new sdk.DeleteThingCommand({ thingName }));
  await expect(iot.send(new sdk.DescribeThingCommand({ thingName: "hall" }))).rejects.toMatchObject({
    ...{ name: "ResourceNotFoundException", $metadata: { httpStatusCode: 404 } },
  });
  const { thingTypes } = await iot.send(new sdk.ListThingTypesCommand({}));
  expect(thingTypes).toMatchObject([{ thingTypeName: "lamp", thingTypeMetadata: { deprecated: false } }]);
  await expect(iot.send(new sdk.DeleteThingTypeCommand({ thingTypeName: "lamp" }))).rejects.toThrow(
    /deprecate/,
  );
  await iot.send(new sdk.DeprecateThingTypeCommand({ thingTypeName: "lamp" }));
  const told = await iot.send(new sdk.DescribeThingTypeCommand({ thingTypeName: "lamp" }));
  expect(told.thingTypeMetadata).toMatchObject({ deprecated: true, deprecationDate: expect.any(Date) });
  await expect(create("late", {}, "lamp")).rejects.toThrow(/deprecated/);
});

test("a policy has versions, one of which is the default", async () => {
  const { iot } = open;
  const policyName = "all";
  expect(
    await iot.send(
      new sdk.CreatePolicyCommand({ policyName, policyDocument: document, tags: [{ Key: "k" }] }),
    ),
  ).toMatchObject({
    ...{ policyArn: arn("policy/all"), policyDocument: document, policyVersionId: "1" },
  });
  await expect(
    iot.send(new sdk.CreatePolicyCommand({ policyName, policyDocument: document })),
  ).rejects.toMatchObject({
    name: "ResourceAlreadyExistsException",
  });
  await expect(
    iot.send(new sdk.CreatePolicyCommand({ policyName: "bad", policyDocument: "{" })),
  ).rejects.toMatchObject({
    name: "MalformedPolicyException",
  });
  const version = () =>
    iot.send(
      new sdk.CreatePolicyVersionCommand({ policyName, policyDocument: document, setAsDefault: true }),
    );
  expect(await version()).toMatchObject({ policyVersionId: "2", isDefaultVersion: true });
  await Promise.all([version(), version(), version()]);
  await expect(version()).rejects.toMatchObject({ name: "VersionsLimitExceededException" });
  await expect(iot.send(new sdk.DeletePolicyCommand({ policyName }))).rejects.toMatchObject({
    name: "DeleteConflictException",
  });
  await iot.send(new sdk.SetDefaultPolicyVersionCommand({ policyName, policyVersionId: "1" }));
  await expect(
    iot.send(new sdk.DeletePolicyVersionCommand({ policyName, policyVersionId: "1" })),
  ).rejects.toMatchObject({
    name: "DeleteConflictException",
  });
  for (const policyVersionId of ["2", "3", "4", "5"])
    await iot.send(new sdk.DeletePolicyVersionCommand({ policyName, policyVersionId }));
  const { policyVersions } = await iot.send(new sdk.ListPolicyVersionsCommand({ policyName }));
  expect(policyVersions).toMatchObject([{ versionId: "1", isDefaultVersion: true }]);
  expect(await iot.send(new sdk.GetPolicyVersionCommand({ policyName, policyVersionId: "1" }))).toMatchObject(
    { policyDocument: document },
  );
  expect(await iot.send(new sdk.GetPolicyCommand({ policyName }))).toMatchObject({
    defaultVersionId: "1",
    policyDocument: document,
  });
  expect((await iot.send(new sdk.ListPoliciesCommand({}))).policies).toEqual([
    { policyName, policyArn: arn("policy/all") },
  ]);
  await iot.send(new sdk.DeletePolicyCommand({ policyName }));
  await expect(iot.send(new sdk.GetPolicyCommand({ policyName }))).rejects.toMatchObject({
    name: "ResourceNotFoundException",
  });
});

test.each(signingRequests)(
  "a certificate is made for the key of a request of %s",
  async (_, request, subject) => {
    const { iot } = open;
    const certificateSigningRequest = request;
    const made = await iot.send(
      new sdk.CreateCertificateFromCsrCommand({ certificateSigningRequest, setAsActive: true }),
    );
    const certificate = new X509Certificate(made.certificatePem ?? "");
    expect(certificate.subject).toBe(subject);
    expect(certificate.issuer).toContain("Amazon Web Services O=Amazon.com Inc.");
    expect(certificate.fingerprint256.replaceAll(":", "").toLowerCase()).toBe(made.certificateId);
    const { certificateDescription } = await iot.send(
      new sdk.DescribeCertificateCommand({ certificateId: made.certificateId }),
    );
    expect(certificateDescription).toMatchObject({ status: "ACTIVE", certificatePem: made.certificatePem });
    // Another signature.
    const other = request.replace(
      /\n.([^\n]+\n-----END)/,
      (end, rest: string) => `\n${end.startsWith("\nA") ? "B" : "A"}${rest}`,
    );
    for (const wrong of [other, "none", request.slice(0, 200)])
      await expect(
        iot.send(new sdk.CreateCertificateFromCsrCommand({ certificateSigningRequest: wrong })),
      ).rejects.toMatchObject({ name: "InvalidRequestException" });
    const certificateId = made.certificateId ?? "";
    await iot.send(new sdk.UpdateCertificateCommand({ certificateId, newStatus: "INACTIVE" }));
    await iot.send(new sdk.DeleteCertificateCommand({ certificateId }));
  },
);

test("a certificate is one, and is attached to things and policies as a device is set up", async () => {
  const { iot } = open;
  const made = await iot.send(new sdk.CreateKeysAndCertificateCommand({ setAsActive: true }));
  const { certificateArn = "", certificateId = "" } = made;
  const certificate = new X509Certificate(made.certificatePem ?? "");
  expect(certificate.verify(certificate.publicKey)).toBe(true);
  expect(certificate.fingerprint256.replaceAll(":", "").toLowerCase()).toBe(certificateId);
  expect(certificate.publicKey.export({ type: "spki", format: "pem" })).toBe(made.keyPair?.PublicKey);
  expect(made.keyPair?.PrivateKey).toContain("RSA PRIVATE KEY");
  await iot.send(new sdk.CreatePolicyCommand({ policyName: "device", policyDocument: document }));
  await iot.send(new sdk.CreateThingCommand({ thingName: "device" }));
  await iot.send(new sdk.AttachPolicyCommand({ policyName: "device", target: certificateArn }));
  await iot.send(new sdk.AttachThingPrincipalCommand({ thingName: "device", principal: certificateArn }));
  const policies = [{ policyName: "device", policyArn: arn("policy/device") }];
  expect((await iot.send(new sdk.ListAttachedPoliciesCommand({ target: certificateArn }))).policies).toEqual(
    policies,
  );
  expect(
    (await iot.send(new sdk.ListPrincipalPoliciesCommand({ principal: certificateArn }))).policies,
  ).toEqual(policies);
  expect((await iot.send(new sdk.ListTargetsForPolicyCommand({ policyName: "device" }))).targets).toEqual([
    certificateArn,
  ]);
  expect((await iot.send(new sdk.ListPolicyPrincipalsCommand({ policyName: "device" }))).principals).toEqual([
    certificateArn,
  ]);
  expect((await iot.send(new sdk.ListThingPrincipalsCommand({ thingName: "device" }))).principals).toEqual([
    certificateArn,
  ]);
  expect((await iot.send(new sdk.ListPrincipalThingsCommand({ principal: certificateArn }))).things).toEqual([
    "device",
  ]);
  expect((await iot.send(new sdk.ListCertificatesCommand({}))).certificates).toMatchObject([
    { certificateId, status: "ACTIVE" },
  ]);
  await expect(iot.send(new sdk.DeleteCertificateCommand({ certificateId }))).rejects.toMatchObject({
    name: "CertificateStateException",
  });
  await iot.send(new sdk.UpdateCertificateCommand({ certificateId, newStatus: "INACTIVE" }));
  const { certificateDescription } = await iot.send(new sdk.DescribeCertificateCommand({ certificateId }));
  expect(certificateDescription).toMatchObject({
    status: "INACTIVE",
    certificatePem: made.certificatePem,
    certificateArn,
  });
  await expect(iot.send(new sdk.DeleteCertificateCommand({ certificateId }))).rejects.toMatchObject({
    name: "DeleteConflictException",
  });
  await expect(iot.send(new sdk.DeleteThingCommand({ thingName: "device" }))).rejects.toMatchObject({
    name: "InvalidRequestException",
  });
  await iot.send(new sdk.DetachThingPrincipalCommand({ thingName: "device", principal: certificateArn }));
  await iot.send(new sdk.DetachPolicyCommand({ policyName: "device", target: certificateArn }));
  await iot.send(new sdk.DeleteCertificateCommand({ certificateId }));
  await iot.send(
    new sdk.RegisterCertificateWithoutCACommand({ certificatePem: made.certificatePem, status: "ACTIVE" }),
  );
  await iot.send(new sdk.AttachPrincipalPolicyCommand({ policyName: "device", principal: certificateArn }));
  await iot.send(new sdk.DetachPrincipalPolicyCommand({ policyName: "device", principal: certificateArn }));
  await expect(
    iot.send(new sdk.RegisterCertificateWithoutCACommand({ certificatePem: "none" })),
  ).rejects.toMatchObject({
    name: "CertificateValidationException",
  });
});

test("tags are put on what bears some, at most fifty, and none that is AWS's", async () => {
  const { iot } = open;
  const resourceArn = arn("thinggroup/tagged");
  await iot.send(new sdk.CreateThingGroupCommand({ thingGroupName: "tagged" }));
  await iot.send(
    new sdk.TagResourceCommand({
      resourceArn,
      tags: [
        { Key: "a", Value: "1" },
        { Key: "b", Value: "2" },
      ],
    }),
  );
  await iot.send(new sdk.UntagResourceCommand({ resourceArn, tagKeys: ["a"] }));
  expect((await iot.send(new sdk.ListTagsForResourceCommand({ resourceArn }))).tags).toEqual([
    { Key: "b", Value: "2" },
  ]);
  const many = Array.from({ length: 50 }, (_, n) => ({ Key: `k${n}`, Value: "" }));
  const refused = [
    [arn("thinggroup/none"), [{ Key: "a", Value: "1" }], "ResourceNotFoundException"],
    [arn("thing/hall"), [{ Key: "a", Value: "1" }], "ResourceNotFoundException"],
    [resourceArn, [{ Key: "aws:a", Value: "1" }], "InvalidRequestException"],
    [resourceArn, many, "LimitExceededException"],
  ] as const;
  for (const [of, tags, name] of refused)
    await expect(
      iot.send(new sdk.TagResourceCommand({ resourceArn: of, tags: [...tags] })),
    ).rejects.toMatchObject({ name });
  await expect(
    iot.send(
      new sdk.CreateThingTypeCommand({ thingTypeName: "many", tags: [...many, { Key: "k", Value: "" }] }),
    ),
  ).rejects.toMatchObject({ name: "LimitExceededException" });
  await expect(iot.send(new sdk.DescribeThingTypeCommand({ thingTypeName: "many" }))).rejects.toMatchObject({
    name: "ResourceNotFoundException",
  });
});

test("what is signed for S3 is not taken for IoT's, whatever its path", async () => {
  const authorization =
    "AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=00";
  const answer = await fetch(`${open.server.url}/things/hall`, { headers: { authorization } });
  expect(await answer.text()).toContain("<Code>NoSuchBucket</Code>");
});

test("a Task calls it by its members in Pascal case", async () => {
  const state = (resource: string, Arguments: object, more: object) => ({
    ...{
      Type: "Task",
      QueryLanguage: "JSONata",
      Resource: `arn:aws:states:::aws-sdk:${resource}`,
      Arguments,
      ...more,
    },
  });
  const definition = JSON.stringify({
    StartAt: "Create",
    States: {
      Create: state(
        "iot:createThing",
        { ThingName: "of-task", AttributePayload: { Attributes: { Room: "1" } } },
        { Next: "Publish" },
      ),
      Publish: state(
        "iotdataplane:publish",
        { Topic: "of/task", Payload: { Degrees: 7 }, Retain: true },
        { Next: "Describe" },
      ),
      Describe: state("iot:describeThing", { ThingName: "of-task" }, { End: true }),
    },
  });
  const { states } = open.region.services;
  states.machines.create({
    name: "calls",
    definition,
    roleArn: "arn:aws:iam::000000000000:role/any",
    type: "EXPRESS",
  });
  const stateMachineArn = "arn:aws:states:us-east-1:000000000000:stateMachine:calls";
  const ended = await open.ask("sfn", "StartSyncExecution", { stateMachineArn, input: "{}" });
  expect(ended).toMatchObject({ status: "SUCCEEDED" });
  expect(JSON.parse(String(ended.output))).toMatchObject({ ThingName: "of-task", Attributes: { Room: "1" } });
  expect(Buffer.from(open.region.services.iot.retained.get("of/task").payload, "base64").toString()).toBe(
    '{"Degrees":7}',
  );
});

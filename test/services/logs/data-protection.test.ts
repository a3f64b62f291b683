// Data protection by the SDK: what is masked, for whom, and where it is told.

import * as sdk from "@aws-sdk/client-cloudwatch-logs";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { localIdentity } from "../../../src/aws/arn.ts";
import { logsPermissions } from "../../../src/services/logs/needs.ts";
import { managedIdentifier } from "../../../src/services/logs/protection/data-identifiers.ts";
import { type OpenedLogs, openLogs } from "./open-logs.ts";

let opened: OpenedLogs;
beforeEach(async () => {
  opened = await openLogs();
  await opened.createGroup("g");
});
afterEach(() => opened.close());

const managed = (name: string) => `arn:aws:dataprotection::aws:data-identifier/${name}`;
const policy = (change: object = {}, DataIdentifier = [managed("EmailAddress"), "Station"]) =>
  JSON.stringify({
    ...{ Name: "p", Description: "", Version: "2021-06-01" },
    Statement: [
      {
        ...{ Sid: "audit", DataIdentifier },
        Operation: { Audit: { FindingsDestination: { CloudWatchLogs: { LogGroup: "audited" } } } },
      },
      { Sid: "mask", DataIdentifier, Operation: { Deidentify: { MaskConfig: {} } } },
    ],
    Configuration: { CustomDataIdentifier: [{ Name: "Station", Regex: "ST-[0-9]{3}" }] },
    ...change,
  });
const protect = (policyDocument = policy()) =>
  opened.client.send(new sdk.PutDataProtectionPolicyCommand({ logGroupIdentifier: "g", policyDocument }));
const stream = { logGroupName: "g", logStreamName: "s" };
const events = async (more: object = {}) =>
  (await opened.client.send(new sdk.GetLogEventsCommand({ ...stream, ...more }))).events?.map(
    ({ message }) => message,
  );
const clear = "from a@example.com at ST-123";
const masked = "from ************* at ******";

test("what came in since is masked for whoever does not ask for all of it", async () => {
  await opened.put("g", clear);
  opened.clock.advanceBy(1000);
  await protect();
  await opened.put("g", clear);
  expect(await events()).toEqual([clear, masked]);
  expect(await events({ unmask: true })).toEqual([clear, clear]);
  const filter = async (more: object) =>
    (await opened.client.send(new sdk.FilterLogEventsCommand({ logGroupName: "g", ...more }))).events?.map(
      ({ message }) => message,
    );
  expect(await filter({ filterPattern: '"example.com"' })).toEqual([clear]);
  expect(await filter({ filterPattern: '"example.com"', unmask: true })).toEqual([clear, clear]);
  expect(await opened.query("g", "fields @message | sort @timestamp desc | limit 1")).toEqual([
    { "@message": masked },
  ]);
  expect(await opened.query("g", "unmask @message as m | sort @timestamp desc | limit 1")).toEqual([
    { m: clear },
  ]);
  const asDocumented = "fields @message, unmask(@message) | sort @timestamp desc | limit 1";
  expect(await opened.query("g", asDocumented)).toEqual([{ "@message": masked, "unmask(@message)": clear }]);
});

test("what was found is told and counted", async () => {
  const counted: string[] = [];
  opened.logs.countInto({
    seriesOf: ({ metricName, dimensions }) => ({
      recordAt: (_, value) =>
        void counted.push(`${metricName} ${dimensions.DataProtectionOperation} ${value}`),
    }),
  });
  await protect();
  await opened.put("g", clear, "nothing");
  expect(counted).toEqual(["LogEventsWithFindings Audit 1", "LogEventsWithFindings Deidentify 1"]);
  const told = opened.logs.getLogEvents({ logGroupName: "audited", logStreamName: "s" }).events;
  expect(told.map(({ message }) => JSON.parse(message))).toEqual([
    {
      auditTimestamp: "2026-01-01T00:00:00.000Z",
      resourceArn: "arn:aws:logs:us-east-1:000000000000:log-group:g:*",
      dataIdentifiers: [
        { name: "EmailAddress", count: 1, detections: [{ start: 5, end: 17 }] },
        { name: "Station", count: 1, detections: [{ start: 22, end: 27 }] },
      ],
    },
  ]);
});

test("a policy is kept and told, and holds after a restart; without it all is shown", async () => {
  await protect();
  await opened.put("g", clear);
  const told = await opened.client.send(new sdk.GetDataProtectionPolicyCommand({ logGroupIdentifier: "g" }));
  expect(told).toMatchObject({ logGroupIdentifier: "g", policyDocument: policy() });
  const later = opened.reopened();
  later.append("g", "s", [{ timestamp: opened.clock.now(), message: clear }]);
  expect(later.getLogEvents(stream).events.map(({ message }) => message)).toEqual([masked]);
  await opened.client.send(new sdk.DeleteDataProtectionPolicyCommand({ logGroupIdentifier: "g" }));
  expect(await events()).toEqual([clear]);
  const gone = await opened.client.send(new sdk.GetDataProtectionPolicyCommand({ logGroupIdentifier: "g" }));
  expect(gone.policyDocument).toBeUndefined();
});

test.each<readonly [operation: string, request: object, actions: readonly string[]]>([
  ["GetLogEvents", { ...stream, unmask: true }, ["logs:GetLogEvents", "logs:Unmask"]],
  ["GetLogEvents", stream, ["logs:GetLogEvents"]],
  ...["fields a | unmask b", "fields a, unmask(b)"].map(
    (queryString) =>
      ["StartQuery", { logGroupName: "g", queryString }, ["logs:StartQuery", "logs:Unmask"]] as const,
  ),
])("%s of %j needs permissions", (operation, request, actions) => {
  const needs = logsPermissions.needsOf(operation, { ...request }, { identity: localIdentity, service: {} });
  expect(needs.map(({ action }) => action)).toEqual(actions);
});

test.each<[name: string, message: string, found: readonly string[]]>([
  ["EmailAddress", "a.b+c@mail.example.com, no@no", ["a.b+c@mail.example.com"]],
  ["IpAddress", "10.0.0.1 999.1.1.1 fe80:0:0:0:1:2:3:4", ["10.0.0.1", "fe80:0:0:0:1:2:3:4"]],
  ["CreditCardNumber", "4111 1111 1111 1111 and 4111 1111 1111 1112", ["4111 1111 1111 1111"]],
  [
    "AwsSecretKey",
    "aws_secret_access_key=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    ["wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"],
  ],
  ["AwsSecretKey", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", []],
  ["Ssn-US", "ssn 123-45-6789", ["123-45-6789"]],
  ["Ssn-US", "order 123-45-6789", []],
  ["PhoneNumber-US", "phone (206) 555-0100", ["(206) 555-0100"]],
  [
    "PkcsPrivateKey",
    "-----BEGIN PRIVATE KEY-----a-----END PRIVATE KEY-----, -----BEGIN RSA PRIVATE KEY-----\nb\n-----END RSA PRIVATE KEY-----",
    [
      "-----BEGIN PRIVATE KEY-----a-----END PRIVATE KEY-----",
      "-----BEGIN RSA PRIVATE KEY-----\nb\n-----END RSA PRIVATE KEY-----",
    ],
  ],
  [
    "PuttyPrivateKey",
    "PuTTY-User-Key-File-2: x\nPrivate-MAC: 0af9, more",
    ["PuTTY-User-Key-File-2: x\nPrivate-MAC: 0af9"],
  ],
])("%s is found in %j", (name, message, found) => {
  const findings = managedIdentifier(name)?.find(message) ?? [];
  expect(findings.map(({ start, end }) => message.slice(start, end))).toEqual(found);
});

test("a key is what begins and ends as one, with no more between than a key has", () => {
  const [begin, end] = ["-----BEGIN OPENSSH PRIVATE KEY-----", "-----END OPENSSH PRIVATE KEY-----"];
  const whole = new RegExp(`${begin}[\\s\\S]{1,16384}?${end}`, "g");
  const piece = fc.constantFrom(begin, end, "x", "x".repeat(8_000), "x".repeat(16_384));
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const message = pieces.join("");
      const findings = managedIdentifier("OpenSshPrivateKey")?.find(message) ?? [];
      expect(findings.map(({ start, end: until }) => message.slice(start, until))).toEqual(
        Array.from(message.matchAll(whole), ([text]) => text),
      );
    }),
    { numRuns: 500 },
  );
});

test("an address is what a search from the left finds", () => {
  const whole = /[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}/g;
  const piece = fc.constantFrom("a", "a.b", "@", "@b.example", ".com", " ", "x".repeat(70), "é", "@@");
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const message = pieces.join("");
      const findings = managedIdentifier("EmailAddress")?.find(message) ?? [];
      expect(findings.map(({ start, end }) => message.slice(start, end))).toEqual(
        Array.from(message.matchAll(whole), ([text]) => text),
      );
    }),
    { numRuns: 1000 },
  );
});

test("what several identifiers find is masked once, and all of it", async () => {
  const document = policy({}, [managed("EmailAddress"), managed("IpAddress"), "Station"]);
  await protect(document);
  opened.clock.advanceBy(1000);
  const many = Array.from({ length: 2_000 }, (_, n) => `10.0.0.${n % 250}`);
  await opened.put("g", `${many.join(" ")} ST-123@10.0.0.example.com ST-4567`);
  const hidden = many.map(({ length }) => "*".repeat(length)).join(" ");
  expect(await events()).toEqual([`${hidden} ${"*".repeat("ST-123@10.0.0.example.com".length)} ******7`]);
});

describe("is refused:", () => {
  test.each<[what: string, document: string, problem: string]>([
    ["what is no JSON", "x", "it must be a JSON object"],
    ["another version", policy({ Version: "1" }), "Version must be 2021-06-01"],
    ["one statement", policy({ Statement: [] }), "Statement must have two blocks"],
    [
      "an identifier that is not looked for",
      policy({}, [managed("Name")]),
      "the data identifier Name is not looked for here",
    ],
    ["an identifier of its own that is not there", policy({}, ["x"]), "there is no custom data identifier x"],
    [
      "no regular expression",
      policy({ Configuration: { CustomDataIdentifier: [{ Name: "Station", Regex: "(" }] } }),
      "Invalid regular expression (",
    ],
  ])("%s", async (_, document, problem) => {
    await expect(protect(document)).rejects.toMatchObject({
      ...{ name: "InvalidParameterException", message: expect.stringContaining(problem) },
    });
  });

  test("a group that is not there", async () => {
    const command = { logGroupIdentifier: "no", policyDocument: policy() };
    await expect(opened.client.send(new sdk.PutDataProtectionPolicyCommand(command))).rejects.toMatchObject({
      name: "ResourceNotFoundException",
    });
  });
});

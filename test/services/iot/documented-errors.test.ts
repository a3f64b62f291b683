// Every error that AWS documents for an operation of IoT's control plane, through the SDK's client.

import * as sdk from "@aws-sdk/client-iot";
import { afterAll, beforeAll } from "@jest/globals";
import { arnOf } from "../../support/local-arn.ts";
import {
  documentedErrorsOf,
  errorsOfServed,
  holdToDocumentation,
  senderOf,
} from "../support/documented-errors.ts";
import { impossible } from "./support/impossible-errors.ts";
import { type IotRegion, openIot } from "./support/iot-region.ts";
import { listErrors } from "./support/list-error-cases.ts";

const open: IotRegion = await openIot();
const iot = new sdk.IoTClient({ ...(await configurationOf(open.iot)), maxAttempts: 1 });
const send = senderOf(sdk, iot);
const policyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [] });
const roleArn = "arn:aws:iam::000000000000:role/any";
const payload = { sql: "SELECT * FROM 'a'", actions: [] };
let principal = "";
let certificateId = "";
let certificatePem = "";

async function configurationOf({ config }: sdk.IoTClient) {
  const [region, credentials] = [await config.region(), await config.credentials()];
  return { endpoint: open.server.url, region, credentials };
}

beforeAll(async () => {
  const made = await iot.send(new sdk.CreateKeysAndCertificateCommand({ setAsActive: true }));
  principal = made.certificateArn ?? "";
  certificateId = made.certificateId ?? "";
  certificatePem = made.certificatePem ?? "";
  await send("CreateThing", { thingName: "there" });
  await send("CreateThingGroup", { thingGroupName: "there" });
  await send("CreateThingType", { thingTypeName: "there" });
  await send("CreateBillingGroup", { billingGroupName: "there" });
  await send("CreatePolicy", { policyName: "there", policyDocument });
  for (let version = 2; version <= 5; version++)
    await send("CreatePolicyVersion", { policyName: "there", policyDocument });
  await send("CreatePolicy", { policyName: "attached", policyDocument });
  await send("AttachPolicy", { policyName: "attached", target: principal });
  await send("CreateTopicRule", { ruleName: "there", topicRulePayload: payload });
});
afterAll(async () => {
  iot.destroy();
  await open.close();
});

/** A request, or what makes one. */
type Means = object | (() => object | Promise<object>);

const none = "none";
const bad = "not a name";
const noCertificate = "0".repeat(64);
const noPrincipal = arnOf("iot", `cert/${noCertificate}`);
const tags = (count: number) => ({
  tags: Array.from({ length: count }, (_, at) => ({ Key: `k${at}`, Value: "v" })),
});
const tooMany = { maxResults: 10_000 };
const tooLarge = { pageSize: 10_000 };
const noThing = { ResourceNotFoundException: { thingName: none } };
const badThing = { InvalidRequestException: { thingName: bad } };
const noDestination = arnOf("iot", "ruledestination/http/00000000-0000-4000-8000-000000000000");
const auth = { authInfos: [{ actionType: "CONNECT", resources: ["*"] }] };

/** By what is malformed, what is not there, and what else is documented. */
const provoked: Readonly<Record<string, Readonly<Record<string, Means>>>> = {
  AddThingToBillingGroup: {
    InvalidRequestException: {},
    ResourceNotFoundException: { billingGroupName: none, thingName: "there" },
  },
  AddThingToThingGroup: {
    InvalidRequestException: {},
    ResourceNotFoundException: { thingGroupName: none, thingName: "there" },
  },
  AttachPolicy: {
    InvalidRequestException: { policyName: bad, target: noPrincipal },
    ResourceNotFoundException: { policyName: "attached", target: arnOf("iot", "thinggroup/none") },
  },
  AttachPrincipalPolicy: {
    InvalidRequestException: { policyName: bad, principal: noPrincipal },
    ResourceNotFoundException: () => ({ policyName: none, principal }),
  },
  AttachThingPrincipal: {
    InvalidRequestException: { thingName: bad, principal: noPrincipal },
    ResourceNotFoundException: { thingName: "there", principal: noPrincipal },
  },
  CreateBillingGroup: {
    InvalidRequestException: { billingGroupName: bad },
    ResourceAlreadyExistsException: {
      billingGroupName: "there",
      billingGroupProperties: { billingGroupDescription: "another" },
    },
  },
  CreateCertificateFromCsr: { InvalidRequestException: { certificateSigningRequest: "x" } },
  CreatePolicy: {
    InvalidRequestException: { policyName: bad, policyDocument },
    MalformedPolicyException: { policyName: "new", policyDocument: "x" },
    ResourceAlreadyExistsException: { policyName: "there", policyDocument },
  },
  CreatePolicyVersion: {
    InvalidRequestException: { policyName: bad, policyDocument },
    MalformedPolicyException: { policyName: "there", policyDocument: "x" },
    ResourceNotFoundException: { policyName: none, policyDocument },
    VersionsLimitExceededException: { policyName: "there", policyDocument },
  },
  CreateThing: {
    InvalidRequestException: { thingName: bad },
    ResourceAlreadyExistsException: { thingName: "there", attributePayload: { attributes: { a: "1" } } },
    ResourceNotFoundException: { thingName: "new", thingTypeName: none },
  },
  CreateThingGroup: {
    InvalidRequestException: { thingGroupName: bad },
    ResourceAlreadyExistsException: {
      thingGroupName: "there",
      thingGroupProperties: { thingGroupDescription: "another" },
    },
  },
  CreateThingType: {
    InvalidRequestException: { thingTypeName: bad },
    ResourceAlreadyExistsException: {
      thingTypeName: "there",
      thingTypeProperties: { thingTypeDescription: "another" },
    },
  },
  CreateTopicRule: {
    InvalidRequestException: { ruleName: bad, topicRulePayload: payload },
    ResourceAlreadyExistsException: { ruleName: "there", topicRulePayload: payload },
    SqlParseException: { ruleName: "new", topicRulePayload: { ...payload, sql: "SELECT" } },
  },
  CreateTopicRuleDestination: {
    InvalidRequestException: {
      destinationConfiguration: { httpUrlConfiguration: { confirmationUrl: "http://example.com/" } },
    },
  },
  DeleteBillingGroup: {
    InvalidRequestException: { billingGroupName: bad },
    VersionConflictException: { billingGroupName: "there", expectedVersion: 9 },
  },
  DeleteCertificate: {
    CertificateStateException: () => ({ certificateId }),
    DeleteConflictException: async () => {
      const made = await iot.send(new sdk.CreateKeysAndCertificateCommand({}));
      const attached = { thingName: "there", principal: made.certificateArn };
      await iot.send(new sdk.AttachThingPrincipalCommand(attached));
      return { certificateId: made.certificateId };
    },
    InvalidRequestException: { certificateId: bad },
    ResourceNotFoundException: { certificateId: noCertificate },
  },
  DeletePolicy: {
    DeleteConflictException: { policyName: "attached" },
    InvalidRequestException: { policyName: bad },
    ResourceNotFoundException: { policyName: none },
  },
  DeletePolicyVersion: {
    DeleteConflictException: { policyName: "there", policyVersionId: "1" },
    InvalidRequestException: { policyName: "there", policyVersionId: "x" },
    ResourceNotFoundException: { policyName: "there", policyVersionId: "99" },
  },
  DeleteThing: {
    ...badThing,
    VersionConflictException: { thingName: "there", expectedVersion: 9 },
  },
  DeleteThingGroup: {
    InvalidRequestException: { thingGroupName: bad },
    VersionConflictException: { thingGroupName: "there", expectedVersion: 9 },
  },
  DeleteThingType: {
    InvalidRequestException: { thingTypeName: "there" },
    ResourceNotFoundException: { thingTypeName: none },
  },
  DeleteTopicRule: { InvalidRequestException: { ruleName: bad } },
  DeleteV2LoggingLevel: { InvalidRequestException: { targetType: "SOME", targetName: "a" } },
  DeprecateThingType: {
    InvalidRequestException: { thingTypeName: bad },
    ResourceNotFoundException: { thingTypeName: none },
  },
  DescribeBillingGroup: {
    InvalidRequestException: { billingGroupName: bad },
    ResourceNotFoundException: { billingGroupName: none },
  },
  DescribeCertificate: {
    InvalidRequestException: { certificateId: bad },
    ResourceNotFoundException: { certificateId: noCertificate },
  },
  DescribeEndpoint: { InvalidRequestException: { endpointType: "some" } },
  DescribeThing: { ...badThing, ...noThing },
  DescribeThingGroup: {
    InvalidRequestException: { thingGroupName: bad },
    ResourceNotFoundException: { thingGroupName: none },
  },
  DescribeThingType: {
    InvalidRequestException: { thingTypeName: bad },
    ResourceNotFoundException: { thingTypeName: none },
  },
  DetachPolicy: { InvalidRequestException: { policyName: bad, target: noPrincipal } },
  DetachPrincipalPolicy: {
    InvalidRequestException: { policyName: bad, principal: noPrincipal },
    ResourceNotFoundException: { policyName: none, principal: noPrincipal },
  },
  DetachThingPrincipal: {
    InvalidRequestException: { thingName: bad, principal: noPrincipal },
    ResourceNotFoundException: { thingName: "there", principal: noPrincipal },
  },
  DisableTopicRule: { InvalidRequestException: { ruleName: bad } },
  EnableTopicRule: { InvalidRequestException: { ruleName: bad } },
  GetEffectivePolicies: { ResourceNotFoundException: { thingName: none } },
  GetPolicy: {
    InvalidRequestException: { policyName: bad },
    ResourceNotFoundException: { policyName: none },
  },
  GetPolicyVersion: {
    InvalidRequestException: { policyName: "there", policyVersionId: "x" },
    ResourceNotFoundException: { policyName: "there", policyVersionId: "99" },
  },
  GetTopicRule: { InvalidRequestException: { ruleName: bad } },
  ListAttachedPolicies: {
    InvalidRequestException: { target: noPrincipal, ...tooLarge },
    ResourceNotFoundException: { target: arnOf("iot", "thinggroup/none") },
  },
  ListPrincipalPolicies: { InvalidRequestException: () => ({ principal, ...tooLarge }) },
  ListPrincipalThings: { InvalidRequestException: () => ({ principal, ...tooMany }) },
  ListPrincipalThingsV2: { InvalidRequestException: () => ({ principal, ...tooMany }) },
  ...listErrors,
  GetV2LoggingOptions: { NotConfiguredException: {} },
  RegisterCertificateWithoutCA: {
    CertificateValidationException: { certificatePem: "x" },
    InvalidRequestException: () => ({ certificatePem, status: "SOME" }),
    ResourceAlreadyExistsException: () => ({ certificatePem }),
  },
  RemoveThingFromBillingGroup: {
    InvalidRequestException: {},
    ResourceNotFoundException: { billingGroupName: none, thingName: "there" },
  },
  RemoveThingFromThingGroup: {
    InvalidRequestException: {},
    ResourceNotFoundException: { thingGroupName: none, thingName: "there" },
  },
  ReplaceTopicRule: {
    InvalidRequestException: { ruleName: bad, topicRulePayload: payload },
    SqlParseException: { ruleName: "there", topicRulePayload: { ...payload, sql: "SELECT" } },
  },
  SetDefaultPolicyVersion: {
    InvalidRequestException: { policyName: "there", policyVersionId: "x" },
    ResourceNotFoundException: { policyName: "there", policyVersionId: "99" },
  },
  SetLoggingOptions: { InvalidRequestException: { loggingOptionsPayload: { roleArn, logLevel: "SOME" } } },
  SetV2LoggingLevel: {
    InvalidRequestException: { logTarget: { targetType: "SOME", targetName: "a" }, logLevel: "INFO" },
    NotConfiguredException: {
      ...{ logTarget: { targetType: "THING_GROUP", targetName: "there" }, logLevel: "INFO" },
    },
  },
  SetV2LoggingOptions: { InvalidRequestException: { roleArn, defaultLogLevel: "SOME" } },
  TagResource: {
    InvalidRequestException: {
      ...{ resourceArn: arnOf("iot", "thinggroup/there"), tags: [{ Key: "aws:k", Value: "v" }] },
    },
    LimitExceededException: { resourceArn: arnOf("iot", "thinggroup/there"), ...tags(51) },
    ResourceNotFoundException: { resourceArn: arnOf("iot", "thinggroup/none"), ...tags(1) },
  },
  TestAuthorization: {
    InvalidRequestException: { principal: noPrincipal, authInfos: [] },
    ResourceNotFoundException: () => ({ principal, ...auth, policyNamesToAdd: [none] }),
  },
  UntagResource: {
    ResourceNotFoundException: { resourceArn: arnOf("iot", "thinggroup/none"), tagKeys: ["a"] },
  },
  UpdateBillingGroup: {
    InvalidRequestException: { billingGroupName: bad, billingGroupProperties: {} },
    ResourceNotFoundException: { billingGroupName: none, billingGroupProperties: {} },
    VersionConflictException: {
      ...{ billingGroupName: "there", billingGroupProperties: {}, expectedVersion: 9 },
    },
  },
  UpdateCertificate: {
    InvalidRequestException: () => ({ certificateId, newStatus: "SOME" }),
    ResourceNotFoundException: { certificateId: noCertificate, newStatus: "ACTIVE" },
  },
  UpdateEventConfigurations: {
    InvalidRequestException: { eventConfigurations: { SOME: { Enabled: true } } },
  },
  UpdateThing: {
    ...badThing,
    ...noThing,
    VersionConflictException: { thingName: "there", expectedVersion: 9 },
  },
  UpdateThingGroup: {
    InvalidRequestException: { thingGroupName: bad, thingGroupProperties: {} },
    ResourceNotFoundException: { thingGroupName: none, thingGroupProperties: {} },
    VersionConflictException: {
      ...{ thingGroupName: "there", thingGroupProperties: {}, expectedVersion: 9 },
    },
  },
  UpdateThingGroupsForThing: { ...badThing, ...noThing },
  UpdateThingType: {
    InvalidRequestException: { thingTypeName: bad },
    ResourceNotFoundException: { thingTypeName: none },
  },
  UpdateTopicRuleDestination: { InvalidRequestException: { arn: noDestination, status: "SOME" } },
};

holdToDocumentation(
  {
    documented: errorsOfServed(documentedErrorsOf("@aws-sdk/client-iot"), {
      operations: open.region.apis.get("iot")?.operations ?? {},
    }),
    provoked,
    impossible,
    statuses: {
      ...{ CertificateStateException: 406, DeleteConflictException: 409, LimitExceededException: 410 },
      ...{ NotConfiguredException: 404, ResourceAlreadyExistsException: 409, ResourceNotFoundException: 404 },
      ...{ VersionConflictException: 409, VersionsLimitExceededException: 409 },
    },
  },
  async (operation, means) => send(operation, typeof means === "function" ? await means() : means),
);

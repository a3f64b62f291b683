// One resource of every kind of IoT that a template can ask for.

import { signingRequests } from "../../services/iot/support/signing-requests.ts";
import { anything, arnOf, type KindCase, nothing, of } from "./kind-case.ts";

export const casesOfIot: Readonly<Record<string, KindCase>> = {
  "AWS::IoT::BillingGroup": {
    changed: { BillingGroupProperties: { BillingGroupDescription: "d" } },
    ref: /^stack_AWSIoTBillingGroup_/,
  },
  "AWS::IoT::Certificate": {
    changed: { Status: "INACTIVE" },
    properties: { Status: "ACTIVE", CertificateSigningRequest: signingRequests[0]?.[1] ?? "" },
    ref: /^[0-9a-f]{64}$/,
  },
  "AWS::IoT::Policy": {
    changed: { PolicyDocument: nothing },
    properties: { PolicyDocument: anything },
    ref: /^stack_AWSIoTPolicy_/,
  },
  "AWS::IoT::PolicyPrincipalAttachment": {
    properties: { PolicyName: of("AWSIoTPolicy"), Principal: arnOf("AWSIoTCertificate") },
    ref: /^stack_AWSIoTPolicy_.*\|arn:aws:iot:.*:cert\/[0-9a-f]{64}$/,
  },
  "AWS::IoT::Thing": {
    changed: { AttributePayload: { Attributes: { room: "2" } } },
    properties: { AttributePayload: { Attributes: { room: "1" } } },
    ref: /^stack_AWSIoTThing_/,
  },
  "AWS::IoT::ThingGroup": {
    changed: { ThingGroupProperties: { AttributePayload: { Attributes: { floor: "1" } } } },
    properties: { ThingGroupProperties: { ThingGroupDescription: "d" } },
    ref: /^stack_AWSIoTThingGroup_/,
  },
  "AWS::IoT::ThingPrincipalAttachment": {
    properties: { ThingName: of("AWSIoTThing"), Principal: arnOf("AWSIoTCertificate") },
    ref: /^stack_AWSIoTThing_.*\|arn:aws:iot:.*:cert\/[0-9a-f]{64}$/,
  },
  "AWS::IoT::ThingType": {
    changed: { DeprecateThingType: "true" },
    properties: { ThingTypeProperties: { SearchableAttributes: ["room"] } },
    ref: /^stack_AWSIoTThingType_/,
  },
  "AWS::IoT::TopicRule": {
    changed: { TopicRulePayload: { Sql: "SELECT a FROM 'b'", Actions: [], RuleDisabled: "true" } },
    properties: { TopicRulePayload: { Sql: "SELECT * FROM 'b'", Actions: [] } },
    ref: /^stack_AWSIoTTopicRule_/,
  },
};

// What provokes the errors of lists that are asked for by names.

import { arnOf } from "../../../support/local-arn.ts";

const none = "none";
const bad = "not a name";
const tooMany = { maxResults: 10_000 };
const tooLarge = { pageSize: 10_000 };
const noThing = { ResourceNotFoundException: { thingName: none } };
const badThing = { InvalidRequestException: { thingName: bad } };

export const listErrors: Readonly<Record<string, Readonly<Record<string, object>>>> = {
  ListBillingGroups: { InvalidRequestException: tooMany },
  ListCertificates: { InvalidRequestException: tooLarge },
  ListPolicies: { InvalidRequestException: tooLarge },
  ListPolicyPrincipals: {
    InvalidRequestException: { policyName: "there", ...tooLarge },
    ResourceNotFoundException: { policyName: none },
  },
  ListPolicyVersions: {
    InvalidRequestException: { policyName: bad },
    ResourceNotFoundException: { policyName: none },
  },
  ListTagsForResource: { ResourceNotFoundException: { resourceArn: arnOf("iot", "thinggroup/none") } },
  ListTargetsForPolicy: {
    InvalidRequestException: { policyName: "there", ...tooLarge },
    ResourceNotFoundException: { policyName: none },
  },
  ListThingGroups: {
    InvalidRequestException: tooMany,
    ResourceNotFoundException: { parentGroup: none },
  },
  ListThingGroupsForThing: { ...badThing, ...noThing },
  ListThingPrincipals: { ...badThing, ...noThing },
  ListThingPrincipalsV2: { ...badThing, ...noThing },
  ListThingTypes: { InvalidRequestException: tooMany },
  ListThings: { InvalidRequestException: tooMany },
  ListThingsInBillingGroup: {
    InvalidRequestException: { billingGroupName: "there", ...tooMany },
    ResourceNotFoundException: { billingGroupName: none },
  },
  ListThingsInThingGroup: {
    InvalidRequestException: { thingGroupName: "there", ...tooMany },
    ResourceNotFoundException: { thingGroupName: none },
  },
  ListTopicRuleDestinations: { InvalidRequestException: { maxResults: 100_000 } },
  ListTopicRules: { InvalidRequestException: { maxResults: 100_000 } },
  ListV2LoggingLevels: {
    InvalidRequestException: { targetType: "SOME" },
    NotConfiguredException: {},
  },
};

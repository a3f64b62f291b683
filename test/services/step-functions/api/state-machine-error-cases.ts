// What provokes the errors of state machines, their versions, aliases and tags.

import * as sfn from "@aws-sdk/client-sfn";
import { activityArn, fails, machineArn, passes, roleArn } from "../support/definitions.ts";
import {
  badArn,
  keyWithoutId,
  long,
  names,
  type Provoked,
  tooManyTags,
  unknownToken,
  version,
} from "./provoked-errors.ts";

const badDefinition = '{"StartAt":"Nowhere","States":{}}';
const twoDestinations = {
  level: "ALL" as const,
  destinations: names(2, "group").map((group) => ({
    cloudWatchLogsLogGroup: { logGroupArn: `arn:aws:logs:us-east-1:000000000000:log-group:${group}:*` },
  })),
};
const machine = { name: "new", definition: passes, roleArn };
const routesTo = (versionArn: string) => [{ stateMachineVersionArn: versionArn, weight: 100 }];

export const stateMachineErrors: Provoked = {
  CreateStateMachine: {
    InvalidArn: () => new sfn.CreateStateMachineCommand({ ...machine, roleArn: "nobody" }),
    InvalidDefinition: () => new sfn.CreateStateMachineCommand({ ...machine, definition: badDefinition }),
    InvalidEncryptionConfiguration: () =>
      new sfn.CreateStateMachineCommand({ ...machine, encryptionConfiguration: keyWithoutId }),
    InvalidLoggingConfiguration: () =>
      new sfn.CreateStateMachineCommand({ ...machine, loggingConfiguration: twoDestinations }),
    InvalidName: () => new sfn.CreateStateMachineCommand({ ...machine, name: "two words" }),
    StateMachineAlreadyExists: () =>
      new sfn.CreateStateMachineCommand({ ...machine, name: "orders", definition: fails }),
    StateMachineDeleting: () => new sfn.CreateStateMachineCommand({ ...machine, name: "deleting" }),
    TooManyTags: () => new sfn.CreateStateMachineCommand({ ...machine, tags: tooManyTags }),
    ValidationException: () => new sfn.CreateStateMachineCommand({ ...machine, versionDescription: "first" }),
  },
  CreateStateMachineAlias: {
    ConflictException: () =>
      new sfn.CreateStateMachineAliasCommand({
        name: "alias-1",
        description: "another",
        routingConfiguration: routesTo(version("orders")),
      }),
    InvalidArn: () =>
      new sfn.CreateStateMachineAliasCommand({ name: "live", routingConfiguration: routesTo(badArn) }),
    ResourceNotFound: () =>
      new sfn.CreateStateMachineAliasCommand({
        name: "live",
        routingConfiguration: routesTo(version("orders", 9)),
      }),
    ServiceQuotaExceededException: () =>
      new sfn.CreateStateMachineAliasCommand({
        name: "one-more",
        routingConfiguration: routesTo(version("orders")),
      }),
    StateMachineDeleting: () =>
      new sfn.CreateStateMachineAliasCommand({
        name: "live",
        routingConfiguration: routesTo(version("deleting")),
      }),
    ValidationException: () =>
      new sfn.CreateStateMachineAliasCommand({
        name: "live",
        routingConfiguration: [{ stateMachineVersionArn: version("orders"), weight: 70 }],
      }),
  },
  DeleteStateMachine: {
    InvalidArn: () => new sfn.DeleteStateMachineCommand({ stateMachineArn: badArn }),
    ValidationException: () =>
      new sfn.DeleteStateMachineCommand({ stateMachineArn: `${machineArn("maps")}/Each` }),
  },
  DeleteStateMachineAlias: {
    InvalidArn: () => new sfn.DeleteStateMachineAliasCommand({ stateMachineAliasArn: badArn }),
    ValidationException: () => new sfn.DeleteStateMachineAliasCommand({ stateMachineAliasArn: long(257) }),
  },
  DeleteStateMachineVersion: {
    ConflictException: () =>
      new sfn.DeleteStateMachineVersionCommand({ stateMachineVersionArn: version("orders") }),
    InvalidArn: () => new sfn.DeleteStateMachineVersionCommand({ stateMachineVersionArn: badArn }),
    ValidationException: () =>
      new sfn.DeleteStateMachineVersionCommand({ stateMachineVersionArn: long(2001) }),
  },
  DescribeStateMachine: {
    InvalidArn: () => new sfn.DescribeStateMachineCommand({ stateMachineArn: badArn }),
    StateMachineDoesNotExist: () =>
      new sfn.DescribeStateMachineCommand({ stateMachineArn: machineArn("none") }),
  },
  DescribeStateMachineAlias: {
    InvalidArn: () => new sfn.DescribeStateMachineAliasCommand({ stateMachineAliasArn: badArn }),
    ResourceNotFound: () =>
      new sfn.DescribeStateMachineAliasCommand({ stateMachineAliasArn: `${machineArn("orders")}:none` }),
    ValidationException: () => new sfn.DescribeStateMachineAliasCommand({ stateMachineAliasArn: long(257) }),
  },
  ListStateMachineAliases: {
    InvalidArn: () => new sfn.ListStateMachineAliasesCommand({ stateMachineArn: badArn }),
    InvalidToken: () =>
      new sfn.ListStateMachineAliasesCommand({ stateMachineArn: machineArn("orders"), nextToken: "made-up" }),
    StateMachineDeleting: () =>
      new sfn.ListStateMachineAliasesCommand({ stateMachineArn: machineArn("deleting") }),
    ResourceNotFound: () => new sfn.ListStateMachineAliasesCommand({ stateMachineArn: version("orders", 9) }),
    StateMachineDoesNotExist: () =>
      new sfn.ListStateMachineAliasesCommand({ stateMachineArn: machineArn("none") }),
  },
  ListStateMachineVersions: {
    InvalidArn: () => new sfn.ListStateMachineVersionsCommand({ stateMachineArn: badArn }),
    InvalidToken: () =>
      new sfn.ListStateMachineVersionsCommand({
        stateMachineArn: machineArn("orders"),
        nextToken: "made-up",
      }),
    ValidationException: () => new sfn.ListStateMachineVersionsCommand({ stateMachineArn: long(257) }),
  },
  ListStateMachines: { InvalidToken: () => new sfn.ListStateMachinesCommand({ nextToken: "made-up" }) },
  ListTagsForResource: {
    InvalidArn: () => new sfn.ListTagsForResourceCommand({ resourceArn: badArn }),
    ResourceNotFound: () => new sfn.ListTagsForResourceCommand({ resourceArn: machineArn("none") }),
  },
  PublishStateMachineVersion: {
    ConflictException: () =>
      new sfn.PublishStateMachineVersionCommand({
        stateMachineArn: machineArn("orders"),
        revisionId: unknownToken,
      }),
    InvalidArn: () => new sfn.PublishStateMachineVersionCommand({ stateMachineArn: badArn }),
    ServiceQuotaExceededException: () =>
      new sfn.PublishStateMachineVersionCommand({ stateMachineArn: machineArn("versions") }),
    StateMachineDeleting: () =>
      new sfn.PublishStateMachineVersionCommand({ stateMachineArn: machineArn("deleting") }),
    StateMachineDoesNotExist: () =>
      new sfn.PublishStateMachineVersionCommand({ stateMachineArn: machineArn("none") }),
    ValidationException: () =>
      new sfn.PublishStateMachineVersionCommand({
        stateMachineArn: machineArn("orders"),
        description: long(257),
      }),
  },
  TagResource: {
    InvalidArn: () => new sfn.TagResourceCommand({ resourceArn: badArn, tags: [] }),
    ResourceNotFound: () => new sfn.TagResourceCommand({ resourceArn: version("orders"), tags: [] }),
    TooManyTags: () =>
      new sfn.TagResourceCommand({
        resourceArn: activityArn("tagged"),
        tags: [{ key: "one-more", value: "x" }],
      }),
  },
  UntagResource: {
    InvalidArn: () => new sfn.UntagResourceCommand({ resourceArn: badArn, tagKeys: ["x"] }),
    ResourceNotFound: () => new sfn.UntagResourceCommand({ resourceArn: machineArn("none"), tagKeys: ["x"] }),
  },
  UpdateStateMachine: {
    InvalidArn: () => new sfn.UpdateStateMachineCommand({ stateMachineArn: badArn, definition: passes }),
    InvalidDefinition: () =>
      new sfn.UpdateStateMachineCommand({ stateMachineArn: machineArn("orders"), definition: badDefinition }),
    InvalidEncryptionConfiguration: () =>
      new sfn.UpdateStateMachineCommand({
        stateMachineArn: machineArn("orders"),
        encryptionConfiguration: keyWithoutId,
      }),
    InvalidLoggingConfiguration: () =>
      new sfn.UpdateStateMachineCommand({
        stateMachineArn: machineArn("orders"),
        loggingConfiguration: twoDestinations,
      }),
    MissingRequiredParameter: () =>
      new sfn.UpdateStateMachineCommand({ stateMachineArn: machineArn("orders") }),
    ServiceQuotaExceededException: () =>
      new sfn.UpdateStateMachineCommand({
        stateMachineArn: machineArn("versions"),
        definition: fails,
        publish: true,
      }),
    StateMachineDeleting: () =>
      new sfn.UpdateStateMachineCommand({ stateMachineArn: machineArn("deleting"), definition: passes }),
    StateMachineDoesNotExist: () =>
      new sfn.UpdateStateMachineCommand({ stateMachineArn: machineArn("none"), definition: passes }),
    ValidationException: () =>
      new sfn.UpdateStateMachineCommand({
        stateMachineArn: machineArn("orders"),
        definition: passes,
        versionDescription: "first",
      }),
  },
  UpdateStateMachineAlias: {
    InvalidArn: () =>
      new sfn.UpdateStateMachineAliasCommand({ stateMachineAliasArn: badArn, description: "new" }),
    ResourceNotFound: () =>
      new sfn.UpdateStateMachineAliasCommand({
        stateMachineAliasArn: `${machineArn("orders")}:none`,
        description: "new",
      }),
    StateMachineDeleting: () =>
      new sfn.UpdateStateMachineAliasCommand({
        stateMachineAliasArn: `${machineArn("deleting")}:live`,
        description: "new",
      }),
    ValidationException: () =>
      new sfn.UpdateStateMachineAliasCommand({ stateMachineAliasArn: `${machineArn("orders")}:alias-1` }),
  },
  ValidateStateMachineDefinition: {
    ValidationException: () =>
      new sfn.ValidateStateMachineDefinitionCommand({ definition: passes, maxResults: 101 }),
  },
};

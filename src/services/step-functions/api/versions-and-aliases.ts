// Versions and aliases of state machines on the wire.
// https://docs.aws.amazon.com/step-functions/latest/apireference/API_PublishStateMachineVersion.html

import type { Operation, WireObject } from "../../../aws/wire/operation.ts";
import { integer, listOf, operation, optional, required, structure, text } from "../../../aws/wire/shape.ts";
import { checkStateMachineArn } from "../arns.ts";
import { resourceNotFound, type StateMachineAlias } from "../machines/aliases.ts";
import { readStateMachineArn } from "../machines/qualified-arn.ts";
import { checkRouting, type Route } from "../machines/routing.ts";
import type { States } from "../states.ts";
import { arn, description, page } from "./members.ts";

const routingConfiguration = listOf(
  structure({ stateMachineVersionArn: required(arn), weight: required(integer({ min: 0, max: 100 })) }),
  { min: 1, max: 2, elementName: "RoutingConfigurationListItem" },
);

/** A name of digits alone would look like a version. */
const aliasName = text({ min: 1, max: 80, pattern: "^(?=.*[a-zA-Z_\\-\\.])[a-zA-Z0-9_\\-\\.]+$" });

const requests = {
  publish: structure({
    stateMachineArn: required(arn),
    revisionId: optional(text()),
    description: optional(description),
  }),
  version: structure({ stateMachineVersionArn: required(text({ min: 1, max: 2000 })) }),
  alias: structure({ stateMachineAliasArn: required(arn) }),
  list: structure({ stateMachineArn: required(arn), ...page }),
  createAlias: structure({
    name: required(aliasName),
    routingConfiguration: required(routingConfiguration),
    description: optional(description),
  }),
  updateAlias: structure({
    stateMachineAliasArn: required(arn),
    description: optional(description),
    routingConfiguration: optional(routingConfiguration),
  }),
};

export function versionOperations(states: States): Readonly<Record<string, Operation>> {
  const { machines } = states;
  return {
    PublishStateMachineVersion: operation(requests.publish, async ({ stateMachineArn, ...request }) => {
      const version = machines.publish(stateMachineArn, request);
      await states.committed();
      return { creationDate: new Date(version.createdAt), stateMachineVersionArn: version.arn };
    }),
    DeleteStateMachineVersion: operation(requests.version, async ({ stateMachineVersionArn }) => {
      machines.deleteVersion(stateMachineVersionArn);
      await states.committed();
      return {};
    }),
    ListStateMachineVersions: operation(requests.list, ({ stateMachineArn, ...request }) => {
      checkStateMachineArn(stateMachineArn);
      const { items, nextToken } = machines.versions.list(stateMachineArn, request);
      const stateMachineVersions = items.map((version) => ({
        stateMachineVersionArn: version.arn,
        creationDate: new Date(version.createdAt),
      }));
      return { stateMachineVersions, nextToken };
    }),
  };
}

export function aliasOperations(states: States): Readonly<Record<string, Operation>> {
  const { machines } = states;
  const { aliases } = machines;
  return {
    CreateStateMachineAlias: operation(requests.createAlias, async (request) => {
      const routing = routesOf(request.routingConfiguration);
      const machineArn = checkRouting(routing);
      machines.checkNotDeleting(machineArn);
      machines.checkRoutes(routing);
      const alias = aliases.create(machineArn, { ...request, routing });
      await states.committed();
      return { stateMachineAliasArn: alias.arn, creationDate: new Date(alias.createdAt) };
    }),
    UpdateStateMachineAlias: operation(requests.updateAlias, async (request) => {
      checkStateMachineArn(request.stateMachineAliasArn);
      machines.checkNotDeleting(request.stateMachineAliasArn);
      const routing = request.routingConfiguration && routesOf(request.routingConfiguration);
      if (routing !== undefined) machines.checkRoutes(routing);
      const alias = aliases.update(request.stateMachineAliasArn, {
        description: request.description,
        routing,
      });
      await states.committed();
      return { updateDate: new Date(alias.updatedAt) };
    }),
    DescribeStateMachineAlias: operation(requests.alias, ({ stateMachineAliasArn }) => {
      checkStateMachineArn(stateMachineAliasArn);
      return described(aliases.describe(stateMachineAliasArn));
    }),
    DeleteStateMachineAlias: operation(requests.alias, async ({ stateMachineAliasArn }) => {
      checkStateMachineArn(stateMachineAliasArn);
      aliases.delete(stateMachineAliasArn);
      await states.committed();
      return {};
    }),
    ListStateMachineAliases: operation(requests.list, ({ stateMachineArn, ...request }) => {
      machines.checkNotDeleting(stateMachineArn);
      const { machineArn, version: number } = readStateMachineArn(stateMachineArn);
      machines.describe(machineArn);
      const version = number === undefined ? undefined : stateMachineArn;
      if (version !== undefined && machines.version(version) === undefined) throw resourceNotFound(version);
      const { items, nextToken } = aliases.list({ machineArn, version }, request);
      const stateMachineAliases = items.map((alias) => ({
        stateMachineAliasArn: alias.arn,
        creationDate: new Date(alias.createdAt),
      }));
      return { stateMachineAliases, nextToken };
    }),
  };
}

function routesOf(
  given: readonly { readonly stateMachineVersionArn: string; readonly weight: number }[],
): readonly Route[] {
  return given.map(({ stateMachineVersionArn, weight }) => ({ versionArn: stateMachineVersionArn, weight }));
}

function described(alias: StateMachineAlias): WireObject {
  return {
    stateMachineAliasArn: alias.arn,
    name: alias.name,
    description: alias.description,
    routingConfiguration: alias.routing.map(({ versionArn, weight }) => ({
      stateMachineVersionArn: versionArn,
      weight,
    })),
    creationDate: new Date(alias.createdAt),
    updateDate: new Date(alias.updatedAt),
  };
}

// EventBridge's connections on the wire.

import type { JsonObject } from "../../../aws/json.ts";
import { optionalObject, optionalString, requiredString } from "../../../aws/wire/members.ts";
import type { Operation, WireObject } from "../../../aws/wire/operation.ts";
import { showAuthorization } from "../connections/connection-authorization.ts";
import type { Connection, Connections } from "../connections/connections.ts";
import { pageOf } from "../page.ts";
import { pageRequest } from "./members.ts";

export function connectionOperations(connections: Connections): Record<string, Operation> {
  return {
    async CreateConnection(request) {
      return changed(
        await connections.create({
          name: requiredString(request, "Name"),
          description: optionalString(request, "Description"),
          authorizationType: requiredString(request, "AuthorizationType"),
          authParameters: (optionalObject(request, "AuthParameters") ?? {}) as JsonObject,
        }),
      );
    },
    async UpdateConnection(request) {
      const authParameters = optionalObject(request, "AuthParameters") as JsonObject | undefined;
      const authorizationType = optionalString(request, "AuthorizationType");
      return settled(
        await connections.update({
          name: requiredString(request, "Name"),
          description: optionalString(request, "Description"),
          ...(authorizationType === undefined ? {} : { authorizationType }),
          ...(authParameters === undefined ? {} : { authParameters }),
        }),
      );
    },
    DescribeConnection(request) {
      const connection = connections.describe(requiredString(request, "Name"));
      const { name, description, secretArn, authorization } = connection;
      return {
        ...described(connection),
        Name: name,
        Description: description,
        AuthorizationType: connection.authorizationType,
        SecretArn: secretArn,
        AuthParameters: showAuthorization(authorization),
      };
    },
    ListConnections(request) {
      const state = optionalString(request, "ConnectionState");
      const wanted = connections
        .list(optionalString(request, "NamePrefix"))
        .filter((connection) => state === undefined || connection.state === state)
        .toSorted((one, other) => (one.name < other.name ? -1 : 1));
      const { items, nextToken } = pageOf(wanted, pageRequest(request));
      const shown = items.map((connection) => ({
        ...described(connection),
        Name: connection.name,
        AuthorizationType: connection.authorizationType,
      }));
      return { Connections: shown, NextToken: nextToken };
    },
    async DeauthorizeConnection(request) {
      const connection = await connections.deauthorize(requiredString(request, "Name"));
      return { ...described(connection), ConnectionState: "DEAUTHORIZING" };
    },
    async DeleteConnection(request) {
      const connection = await connections.delete(requiredString(request, "Name"));
      return { ...settled(connection), ConnectionState: "DELETING" };
    },
  };
}

/** The members of every answer. */
function changed({ arn, state, createdAt, modifiedAt }: Connection): WireObject {
  return {
    ConnectionArn: arn,
    ConnectionState: state,
    CreationTime: new Date(createdAt),
    LastModifiedTime: new Date(modifiedAt),
  };
}

/** Of one that was there before. */
function settled(connection: Connection): WireObject {
  return { ...changed(connection), LastAuthorizedTime: new Date(connection.authorizedAt) };
}

function described(connection: Connection): WireObject {
  return { ...settled(connection), StateReason: connection.stateReason };
}

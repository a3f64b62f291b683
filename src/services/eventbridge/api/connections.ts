// EventBridge's connections on the wire.

import type { JsonObject } from "../../../aws/json.ts";
import { optionalObject, optionalString, requiredString } from "../../../aws/wire/members.ts";
import type { Operation, WireObject } from "../../../aws/wire/operation.ts";
import { showAuthorization } from "../connections/connection-authorization.ts";
import type { Connection, Connections } from "../connections/connections.ts";

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
      return changed(
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
    ListConnections: (request) => ({
      Connections: connections.list(optionalString(request, "NamePrefix")).map((connection) => ({
        ...described(connection),
        Name: connection.name,
        AuthorizationType: connection.authorizationType,
      })),
    }),
    async DeleteConnection(request) {
      const connection = await connections.delete(requiredString(request, "Name"));
      return { ...changed(connection), ConnectionState: "DELETING" };
    },
  };
}

/** The members of every answer. Credentials are not tried before a task uses them, so a connection is always authorized. */
function changed({ arn, createdAt, modifiedAt }: Connection): WireObject {
  return {
    ConnectionArn: arn,
    ConnectionState: "AUTHORIZED",
    CreationTime: new Date(createdAt),
    LastModifiedTime: new Date(modifiedAt),
  };
}

function described(connection: Connection): WireObject {
  return { ...changed(connection), LastAuthorizedTime: new Date(connection.modifiedAt) };
}

// EventBridge's API destinations on the wire.

import { given } from "../../../aws/wire/given.ts";
import type { Operation, WireObject } from "../../../aws/wire/operation.ts";
import { integer, oneOf, operation, optional, required, structure, text } from "../../../aws/wire/shape.ts";
import { type ApiDestination, type ApiDestinations, defaultRate } from "../destinations/api-destinations.ts";
import { pageOf } from "../page.ts";

const name = text({ min: 1, max: 64, pattern: "[\\.\\-_A-Za-z0-9]+" });
const connectionArn = text({
  min: 1,
  max: 1600,
  pattern:
    "^arn:aws([a-z]|\\-)*:events:([a-z]|\\d|\\-)*:([0-9]{12})?:connection\\/[\\.\\-_A-Za-z0-9]+\\/[\\-A-Za-z0-9]+$",
});
const endpoint = text({
  min: 1,
  max: 2048,
  pattern: "^((%[0-9A-Fa-f]{2}|[-()_.!~*';/?:@\\x26=+$,A-Za-z0-9])+)([).!';/?:,])?$",
});
const method = oneOf("HEAD", "POST", "PATCH", "DELETE", "PUT", "GET", "OPTIONS");
const others = {
  Description: optional(text({ max: 512 })),
  InvocationRateLimitPerSecond: optional(integer({ min: 1 })),
};

const create = structure({
  Name: required(name),
  ConnectionArn: required(connectionArn),
  InvocationEndpoint: required(endpoint),
  HttpMethod: required(method),
  ...others,
});
const update = structure({
  Name: required(name),
  ConnectionArn: optional(connectionArn),
  InvocationEndpoint: optional(endpoint),
  HttpMethod: optional(method),
  ...others,
});
const one = structure({ Name: required(name) });
const list = structure({
  NamePrefix: optional(name),
  ConnectionArn: optional(connectionArn),
  NextToken: optional(text({ min: 1, max: 2048 })),
  Limit: optional(integer({ min: 1, max: 100 })),
});

export function destinationOperations(destinations: ApiDestinations): Record<string, Operation> {
  return destinations.book.acknowledging({
    CreateApiDestination: operation(create, (request) => {
      const destination = destinations.create({
        name: request.Name,
        connectionArn: request.ConnectionArn,
        endpoint: request.InvocationEndpoint,
        method: request.HttpMethod,
        invocationsPerSecond: request.InvocationRateLimitPerSecond ?? defaultRate,
        ...given("description", request.Description),
      });
      return changed(destination, destinations);
    }),
    UpdateApiDestination: operation(update, (request) => {
      const destination = destinations.update(request.Name, {
        ...given("connectionArn", request.ConnectionArn),
        ...given("endpoint", request.InvocationEndpoint),
        ...given("method", request.HttpMethod),
        ...given("invocationsPerSecond", request.InvocationRateLimitPerSecond),
        ...given("description", request.Description),
      });
      return changed(destination, destinations);
    }),
    DescribeApiDestination: operation(one, ({ Name }) => {
      const destination = destinations.get(Name);
      return { ...listed(destination, destinations), Description: destination.description };
    }),
    ListApiDestinations: operation(list, ({ NamePrefix = "", ConnectionArn, NextToken, Limit }) => {
      const wanted = destinations.all
        .filter((each) => each.name.startsWith(NamePrefix))
        .filter((each) => ConnectionArn === undefined || each.connectionArn === ConnectionArn)
        .sort((left, right) => (left.name < right.name ? -1 : 1));
      const { items, nextToken } = pageOf(wanted, { limit: Limit, nextToken: NextToken });
      return { ApiDestinations: items.map((each) => listed(each, destinations)), NextToken: nextToken };
    }),
    DeleteApiDestination: operation(one, ({ Name }) => {
      destinations.delete(Name);
      return {};
    }),
  });
}

function changed(destination: ApiDestination, destinations: ApiDestinations): WireObject {
  return {
    ApiDestinationArn: destination.arn,
    ApiDestinationState: destinations.isActive(destination) ? "ACTIVE" : "INACTIVE",
    CreationTime: new Date(destination.createdAt),
    LastModifiedTime: new Date(destination.modifiedAt),
  };
}

function listed(destination: ApiDestination, destinations: ApiDestinations): WireObject {
  return {
    ...changed(destination, destinations),
    Name: destination.name,
    ConnectionArn: destination.connectionArn,
    InvocationEndpoint: destination.endpoint,
    HttpMethod: destination.method,
    InvocationRateLimitPerSecond: destination.invocationsPerSecond,
  };
}

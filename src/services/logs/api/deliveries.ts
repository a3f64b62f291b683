// Deliveries of vended logs: sources, destinations and what connects them, kept and told. Nothing here has logs of that kind.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-and-resource-policy.html

import { randomBytes } from "node:crypto";
import { formatArn, parseArn } from "../../../aws/arn.ts";
import { isJson } from "../../../aws/json-text.ts";
import { invalid, ServiceError } from "../../../aws/service-error.ts";
import type { Operation, WireObject } from "../../../aws/wire/operation.ts";
import {
  flag,
  listOf,
  oneOf,
  operation,
  optional,
  required,
  structure,
  text,
} from "../../../aws/wire/shape.ts";
import type { Logs } from "../logs.ts";
import { notFound } from "../refusals.ts";
import { nextToken, pageLimit, pageOf, tags } from "./shapes.ts";

interface Source {
  readonly name: string;
  readonly arn: string;
  readonly resourceArns: readonly string[];
  readonly service: string;
  readonly logType: string;
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

interface Destination {
  readonly name: string;
  readonly arn: string;
  readonly deliveryDestinationType: string;
  readonly outputFormat?: string | undefined;
  readonly deliveryDestinationConfiguration: { readonly destinationResourceArn: string };
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

interface Delivery {
  readonly id: string;
  readonly arn: string;
  readonly deliverySourceName: string;
  readonly deliveryDestinationArn: string;
  readonly deliveryDestinationType: string;
  readonly recordFields?: readonly string[] | undefined;
  readonly fieldDelimiter?: string | undefined;
  readonly s3DeliveryConfiguration?: WireObject | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

const name = text({ min: 1, max: 60, pattern: "[\\w-]*" });
const resourceArn = text({ min: 1 });
const named = structure({ name: required(name) });
const page = structure({ nextToken, limit: pageLimit });
const putSource = structure({
  name: required(name),
  resourceArn: required(resourceArn),
  logType: required(text({ min: 1, max: 255, pattern: "[\\w]*" })),
  tags: optional(tags),
});
const putDestination = structure({
  name: required(name),
  outputFormat: optional(oneOf("w3c", "raw", "json", "plain", "parquet")),
  deliveryDestinationConfiguration: optional(structure({ destinationResourceArn: required(resourceArn) })),
  deliveryDestinationType: optional(oneOf("S3", "CWL", "FH", "XRAY")),
  tags: optional(tags),
});
const putPolicy = structure({
  deliveryDestinationName: required(name),
  deliveryDestinationPolicy: required(text({ min: 1, max: 51_200 })),
});
const ofDestination = structure({ deliveryDestinationName: required(name) });
const delimiters = {
  recordFields: optional(listOf(text({ min: 1, max: 64 }), { max: 128 })),
  fieldDelimiter: optional(text({ max: 5 })),
  s3DeliveryConfiguration: optional(
    structure({
      suffixPath: optional(text({ min: 1, max: 256 })),
      enableHiveCompatiblePath: optional(flag()),
    }),
  ),
};
const create = structure({
  deliverySourceName: required(name),
  deliveryDestinationArn: required(resourceArn),
  ...delimiters,
  tags: optional(tags),
});
const deliveryId = required(text({ min: 1, max: 64, pattern: "[0-9A-Za-z]+" }));
const byId = structure({ id: deliveryId });
const update = structure({ id: deliveryId, ...delimiters });

/** Whose logs AWS delivers, and of which types. */
const vendedLogs: Readonly<Record<string, readonly string[]>> = {
  bedrock: ["APPLICATION_LOGS"],
  cloudfront: ["ACCESS_LOGS"],
  codewhisperer: ["EVENT_LOGS"],
  workmail: [
    "ACCESS_CONTROL_LOGS",
    "AUTHENTICATION_LOGS",
    "WORKMAIL_AVAILABILITY_PROVIDER_LOGS",
    "WORKMAIL_MAILBOX_ACCESS_LOGS",
    "WORKMAIL_PERSONAL_ACCESS_TOKEN_LOGS",
  ],
};
const destinationTypes: Readonly<Record<string, string>> = {
  s3: "S3",
  logs: "CWL",
  firehose: "FH",
  xray: "XRAY",
};

export function deliveryOperations(logs: Logs): Record<string, Operation> {
  return { ...sourceOperations(logs), ...destinationOperations(logs), ...connections(logs) };
}

function recordsOf(logs: Logs) {
  return {
    sources: logs.book.records<Source>("deliverySource"),
    destinations: logs.book.records<Destination>("deliveryDestination"),
    policies: logs.book.records<string>("deliveryDestinationPolicy"),
    deliveries: logs.book.records<Delivery>("delivery"),
  };
}

function sourceOperations(logs: Logs): Record<string, Operation> {
  const { sources, deliveries } = recordsOf(logs);
  return {
    PutDeliverySource: operation(putSource, (request) => {
      const service = parseArn(request.resourceArn)?.service ?? "";
      const types = Object.hasOwn(vendedLogs, service) ? vendedLogs[service] : undefined;
      if (types === undefined) throw notFound("Cannot access provided service.");
      if (!types.includes(request.logType))
        throw invalid(
          `This service is not allowed for this LogSource. Valid log types are: [${types.join(", ")}].`,
        );
      const existing = sources.get(request.name);
      if (existing !== undefined && !existing.resourceArns.includes(request.resourceArn))
        throw conflict(
          "Update to existing Delivery Source with new ResourceId is not allowed. Please create a new Delivery Source instead.",
        );
      const deliverySource: Source = {
        name: request.name,
        arn: formatArn(logs.identity, "logs", `delivery-source:${request.name}`),
        resourceArns: [request.resourceArn],
        service,
        logType: request.logType,
        tags: request.tags ?? existing?.tags,
      };
      sources.put(request.name, deliverySource);
      return { deliverySource };
    }),
    GetDeliverySource: operation(named, (request) => ({
      deliverySource: there(sources.get(request.name), "Delivery Source"),
    })),
    DescribeDeliverySources: operation(page, (request) => {
      const found = pageOf(sources.values(), (each) => each.name, request);
      return { deliverySources: found.items, nextToken: found.nextToken };
    }),
    DeleteDeliverySource: operation(named, (request) => {
      there(sources.get(request.name), "Delivery Source");
      if (deliveries.values().some((each) => each.deliverySourceName === request.name))
        throw conflict("This Delivery Source is associated with a Delivery and cannot be deleted.");
      sources.remove(request.name);
      return {};
    }),
  };
}

function destinationOperations(logs: Logs): Record<string, Operation> {
  const { destinations, policies, deliveries } = recordsOf(logs);
  return {
    PutDeliveryDestination: operation(putDestination, (request) => {
      const existing = destinations.get(request.name);
      const configuration = request.deliveryDestinationConfiguration;
      const service = parseArn(configuration?.destinationResourceArn ?? "")?.service ?? "";
      const type =
        request.deliveryDestinationType ??
        (Object.hasOwn(destinationTypes, service) ? destinationTypes[service] : undefined);
      if (configuration === undefined || type === undefined)
        throw invalid("The destinationResourceArn is not of a service that logs are delivered to.");
      if (existing !== undefined && existing.outputFormat !== request.outputFormat)
        throw invalid(
          "Update to existing Delivery Destination with new Output Format is not allowed. Please create a new Delivery Destination instead.",
        );
      const deliveryDestination: Destination = {
        name: request.name,
        arn: formatArn(logs.identity, "logs", `delivery-destination:${request.name}`),
        deliveryDestinationType: type,
        outputFormat: request.outputFormat,
        deliveryDestinationConfiguration: configuration,
        tags: request.tags ?? existing?.tags,
      };
      destinations.put(request.name, deliveryDestination);
      return { deliveryDestination };
    }),
    GetDeliveryDestination: operation(named, (request) => ({
      deliveryDestination: there(destinations.get(request.name), "Delivery Destination"),
    })),
    DescribeDeliveryDestinations: operation(page, (request) => {
      const found = pageOf(destinations.values(), (each) => each.name, request);
      return { deliveryDestinations: found.items, nextToken: found.nextToken };
    }),
    DeleteDeliveryDestination: operation(named, (request) => {
      const { arn } = there(destinations.get(request.name), "Delivery Destination");
      if (deliveries.values().some((each) => each.deliveryDestinationArn === arn))
        throw conflict("This Delivery Destination is associated with a Delivery and cannot be deleted.");
      destinations.remove(request.name);
      policies.remove(request.name);
      return {};
    }),
    PutDeliveryDestinationPolicy: operation(putPolicy, (request) => {
      const { deliveryDestinationName: of, deliveryDestinationPolicy } = request;
      there(destinations.get(of), "Delivery Destination");
      if (!isJson(deliveryDestinationPolicy)) throw invalid("Policy document is invalid.");
      policies.put(of, deliveryDestinationPolicy);
      return { policy: { deliveryDestinationPolicy } };
    }),
    GetDeliveryDestinationPolicy: operation(ofDestination, ({ deliveryDestinationName: of }) => {
      there(destinations.get(of), "Delivery Destination");
      return { policy: { deliveryDestinationPolicy: policies.get(of) } };
    }),
    DeleteDeliveryDestinationPolicy: operation(ofDestination, ({ deliveryDestinationName: of }) => {
      there(destinations.get(of), "Delivery Destination");
      policies.remove(of);
      return {};
    }),
  };
}

function connections(logs: Logs): Record<string, Operation> {
  const { sources, destinations, deliveries } = recordsOf(logs);
  return {
    CreateDelivery: operation(create, (request) => {
      there(sources.get(request.deliverySourceName), "Delivery Source");
      const destination = there(
        destinations.values().find(({ arn }) => arn === request.deliveryDestinationArn),
        "Delivery Destination",
      );
      const isThere = deliveries
        .values()
        .some(
          (each) =>
            each.deliverySourceName === request.deliverySourceName &&
            each.deliveryDestinationArn === request.deliveryDestinationArn,
        );
      if (isThere) throw conflict("Delivery already exists.");
      const id = randomBytes(12).toString("base64url").replaceAll(/[-_]/g, "x");
      const delivery: Delivery = {
        ...request,
        id,
        arn: formatArn(logs.identity, "logs", `delivery:${id}`),
        deliveryDestinationType: destination.deliveryDestinationType,
      };
      deliveries.put(id, delivery);
      return { delivery };
    }),
    GetDelivery: operation(byId, ({ id }) => ({ delivery: there(deliveries.get(id), "Delivery") })),
    DescribeDeliveries: operation(page, (request) => {
      const found = pageOf(deliveries.values(), (each) => each.id, request);
      return { deliveries: found.items, nextToken: found.nextToken };
    }),
    UpdateDeliveryConfiguration: operation(update, ({ id, ...changes }) => {
      deliveries.put(id, { ...there(deliveries.get(id), "Delivery"), ...changes });
      return {};
    }),
    DeleteDelivery: operation(byId, ({ id }) => {
      there(deliveries.get(id), "Delivery");
      deliveries.remove(id);
      return {};
    }),
  };
}

function there<Value>(found: Value | undefined, what: string): Value {
  if (found !== undefined) return found;
  throw notFound(`Requested ${what} does not exist in this account.`);
}

function conflict(message: string): ServiceError {
  return new ServiceError("ConflictException", message);
}

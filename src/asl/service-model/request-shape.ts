// What the request of a service integration is made of: the members that AWS's API has, in the PascalCase in which a Task writes
// them, and where Step Functions' optimized integrations have others, those.
// https://docs.aws.amazon.com/step-functions/latest/dg/integrate-optimized.html

import { requestShapes } from "./request-shapes.ts";

/** text, whole number, number, boolean, time, bytes, anything, lists by name. */
type SimpleShape = "s" | "i" | "n" | "b" | "t" | "j" | "*" | "f";

/** A number names a structure of the same service. */
export type Shape = SimpleShape | readonly ["l" | "m", Shape] | number;

export interface Structure {
  readonly members: ReadonlyMap<string, Shape>;
  readonly required: readonly string[];
}

export interface RequestShape {
  readonly root: Structure;
  readonly structures: readonly Structure[];
  /** Whether a value of any type can be sent as bytes: by the AWS SDK integrations as JSON. */
  readonly takesAnyBytes?: boolean;
  /** Whether a text may stand for a structure that is one value in one of several forms: for DynamoDB's `{ S: … }`. */
  readonly takesBareTexts?: boolean;
}

type WrittenStructure = Readonly<Record<string, Shape>>;

interface ServiceShapes {
  readonly requests: Readonly<Record<string, number>>;
  readonly structures: readonly Structure[];
}

const services = new Map<string, ServiceShapes>();

/**
 * Undefined if it is not known. `service` is as a resource names it (`aws-sdk:s3`, `states`), and so is `action`, without the
 * suffix of its pattern.
 */
export function requestShapeOf(service: string, action: string): RequestShape | undefined {
  if (service.startsWith("aws-sdk:")) {
    const request = apiRequest(service.slice("aws-sdk:".length), action);
    return request && { ...request, takesAnyBytes: true };
  }
  const name = `${service}:${action}`;
  const own = Object.hasOwn(ownRequests, name) ? ownRequests[name] : undefined;
  if (own !== undefined) return { root: structureOf(own), structures: [] };
  const request = apiRequest(apiNames[name] ?? apiNames[service] ?? service.replaceAll("-", ""), action);
  const change = Object.hasOwn(changes, name) ? changes[name] : undefined;
  if (request && service === "dynamodb") return { ...request, takesBareTexts: true };
  return request && change ? { ...request, root: changed(request.root, change) } : request;
}

function apiRequest(service: string, action: string): RequestShape | undefined {
  const shapes = shapesOf(service);
  const operation = action.charAt(0).toUpperCase() + action.slice(1);
  const number = shapes && Object.hasOwn(shapes.requests, operation) ? shapes.requests[operation] : undefined;
  const root = number === undefined ? undefined : shapes?.structures[number];
  return root && shapes && { root, structures: shapes.structures };
}

function shapesOf(service: string): ServiceShapes | undefined {
  const known = services.get(service);
  if (known !== undefined) return known;
  const text = Object.hasOwn(requestShapes, service) ? requestShapes[service] : undefined;
  if (text === undefined) return undefined;
  const [requests, structures] = JSON.parse(text) as [Record<string, number>, WrittenStructure[]];
  const shapes = { requests, structures: structures.map(structureOf) };
  services.set(service, shapes);
  return shapes;
}

function structureOf(written: WrittenStructure): Structure {
  const entries = Object.entries(written).map(([key, shape]) => [key.replace(/!$/, ""), shape] as const);
  return {
    members: new Map(entries),
    required: Object.keys(written).flatMap((key) => (key.endsWith("!") ? [key.slice(0, -1)] : [])),
  };
}

/** The services whose optimized integration has another name than the SDK's client. */
const apiNames: Readonly<Record<string, string>> = {
  "bedrock:invokeModel": "bedrockruntime",
  events: "eventbridge",
  states: "sfn",
};

interface Change {
  readonly added?: WrittenStructure;
  readonly removed?: readonly string[];
}

function changed({ members, required }: Structure, { added = {}, removed = [] }: Change): Structure {
  const kept = [...members].filter(([name]) => !removed.includes(name));
  return { members: new Map([...kept, ...Object.entries(added)]), required };
}

const changes: Readonly<Record<string, Change>> = {
  // The developer guide names it so; the API's own name is taken as well.
  "sqs:sendMessage": { added: { MessageAttribute: "*" } },
  "ecs:runTask": { removed: ["Count", "StartedBy"] },
};

/** Integrations that are no operation of an API, or one with members of their own. */
const ownRequests: Readonly<Record<string, WrittenStructure>> = {
  "apigateway:invoke": {
    "ApiEndpoint!": "s",
    "Method!": "s",
    Headers: "f",
    Stage: "s",
    Path: "s",
    QueryParameters: "f",
    RequestBody: "*",
    AllowNullValues: "b",
    AuthType: "s",
  },
  "http:invoke": {
    "ApiEndpoint!": "s",
    "Method!": "s",
    Authentication: "*",
    InvocationConfig: "*",
    Headers: "*",
    QueryParameters: "*",
    RequestBody: "*",
    Transform: "*",
  },
  "eks:call": {
    "ClusterName!": "s",
    "CertificateAuthority!": "s",
    "Endpoint!": "s",
    "Method!": "s",
    "Path!": "s",
    QueryParameters: "*",
    RequestBody: "*",
  },
  "eks:runJob": {
    "ClusterName!": "s",
    "CertificateAuthority!": "s",
    "Endpoint!": "s",
    Namespace: "s",
    "Job!": "*",
    LogOptions: "*",
  },
  "elasticmapreduce:setClusterTerminationProtection": { "ClusterId!": "s", "TerminationProtected!": "b" },
  "elasticmapreduce:terminateCluster": { "ClusterId!": "s" },
  "elasticmapreduce:addStep": { "ClusterId!": "s", "Step!": "*", ExecutionRoleArn: "s" },
  "elasticmapreduce:cancelStep": { "ClusterId!": "s", "StepId!": "s", StepCancellationOption: "s" },
  "elasticmapreduce:modifyInstanceFleetByName": {
    "ClusterId!": "s",
    "InstanceFleetName!": "s",
    "InstanceFleet!": "*",
  },
  "elasticmapreduce:modifyInstanceGroupByName": {
    "ClusterId!": "s",
    "InstanceGroupName!": "s",
    "InstanceGroup!": "*",
  },
};

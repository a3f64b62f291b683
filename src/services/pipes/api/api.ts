// EventBridge Pipes on the wire.
// https://docs.aws.amazon.com/eventbridge/latest/pipes-reference/API_Operations.html

import { asJson, isJsonObject, type Json, type JsonObject } from "../../../aws/json.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import { jsonInPieces } from "../../../aws/wire/json-in-pieces.ts";
import type { RawAnswer, Route, RouteCall, ServiceApi } from "../../../aws/wire/operation.ts";
import { keyPage } from "../../../aws/wire/pages.ts";
import { operationsOf } from "../../../aws/wire/route-operations.ts";
import { inSlices } from "../../../time/time-slice.ts";
import type { PipeChange, PipeDefinition, PipeRecord } from "../pipe-definition.ts";
import type { Pipes } from "../pipes.ts";
import { checkAgainst, type Schema } from "./request-schema.ts";
import {
  createPipe,
  listPipes,
  pipeName,
  resourceArn,
  tagResource,
  untagResource,
  updatePipe,
} from "./requests.ts";

const largestPage = 100;

export function pipesApi(pipes: Pipes): ServiceApi {
  const routes = [...pipeRoutes(pipes), ...tagRoutes(pipes)];
  return {
    name: "EventBridge Pipes",
    signedAs: ["pipes"],
    targetPrefix: undefined,
    errorNamespace: "",
    jsonVersion: "1.1",
    operations: operationsOf(routes),
    routes,
  };
}

type Answer = (call: RouteCall) => JsonObject | Promise<JsonObject>;

function route(operation: string, method: string, path: string, answer: Answer): Route {
  return {
    ...{ operation, method, path: new RegExp(`^${path}/?$`, "i") },
    handle: async (call): Promise<RawAnswer> => ({
      status: 200,
      headers: { "content-type": "application/json" },
      body: JSON.stringify(await answer(call)),
    }),
  };
}

function pipeRoutes(pipes: Pipes): readonly Route[] {
  const all = "/v1/pipes";
  const one = `${all}/(?<name>[^/]+)`;
  const acknowledged = async (record: PipeRecord) => {
    await pipes.committed();
    return summary(record);
  };
  return [
    route("CreatePipe", "POST", one, async (call) => {
      const name = nameIn(call);
      const definition = await bodyOf<PipeDefinition>(call, createPipe);
      return acknowledged(pipes.create(name, definition));
    }),
    route("UpdatePipe", "PUT", one, async (call) => {
      const name = nameIn(call);
      const change = await bodyOf<PipeChange>(call, updatePipe);
      return acknowledged(pipes.update(name, change));
    }),
    route("DescribePipe", "GET", one, (call) => described(pipes, pipes.describe(nameIn(call)))),
    route("DeletePipe", "DELETE", one, (call) => acknowledged(pipes.delete(nameIn(call)))),
    route("StartPipe", "POST", `${one}/start`, (call) => acknowledged(pipes.start(nameIn(call)))),
    route("StopPipe", "POST", `${one}/stop`, (call) => acknowledged(pipes.stop(nameIn(call)))),
    route("ListPipes", "GET", all, (call) => listed(pipes, call)),
  ];
}

/** The path is also that of other services' tags: which one is asked stands in the ARN. What is none is refused here. */
function tagRoutes(pipes: Pipes): readonly Route[] {
  const path = "/tags/(?<arn>(?!arn(?::|%3A)[^:%/]+(?::|%3A)(?!pipes(?::|%3A))).+)";
  const arnOf = ({ parameters }: RouteCall) => {
    const { arn = "" } = parameters;
    checkAgainst(resourceArn, arn);
    return arn;
  };
  return [
    route("ListTagsForResource", "GET", path, (call) => ({ tags: pipes.tagged(arnOf(call)).Tags ?? {} })),
    route("TagResource", "POST", path, async (call) => {
      const arn = arnOf(call);
      const { tags } = await bodyOf<{ readonly tags: Record<string, string> }>(call, tagResource);
      pipes.tag(arn, tags);
      await pipes.committed();
      return {};
    }),
    route("UntagResource", "DELETE", path, async (call) => {
      const arn = arnOf(call);
      const tagKeys = call.query.getAll("tagKeys");
      checkAgainst(untagResource, call.query.has("tagKeys") ? { tagKeys } : {});
      pipes.untag(arn, tagKeys);
      await pipes.committed();
      return {};
    }),
  ];
}

function nameIn({ parameters }: RouteCall): string {
  const { name = "" } = parameters;
  checkAgainst(pipeName, name);
  return name;
}

/** A `Body` is what the schema lets pass. Throws ValidationException. Null members are left out. */
async function bodyOf<Body>({ body }: RouteCall, schema: Schema): Promise<Body> {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const value = bytes.length === 0 ? {} : await parsed(bytes);
  checkAgainst(schema, value);
  if (!isJsonObject(value)) throw notJson("the body is no object");
  return withoutNulls(value) as unknown as Body;
}

async function parsed(bytes: Buffer): Promise<Json> {
  try {
    return (await inSlices(jsonInPieces(bytes))) as Json;
  } catch (error) {
    throw notJson(error instanceof Error ? error.message : String(error));
  }
}

function notJson(problem: string): ServiceError {
  return new ServiceError("ValidationException", `Invalid request body: ${problem}`);
}

function withoutNulls(value: JsonObject): JsonObject {
  const entries = Object.entries(value).filter(([, each]) => each !== null);
  return Object.fromEntries(
    entries.map(([name, each]) => [name, isJsonObject(each) ? withoutNulls(each) : each]),
  );
}

function listed(pipes: Pipes, { query }: RouteCall): JsonObject {
  const asked = Object.fromEntries(query);
  const { Limit: limitText, ...texts } = asked;
  const limit =
    limitText === undefined ? {} : { Limit: Number.isNaN(Number(limitText)) ? limitText : Number(limitText) };
  checkAgainst(listPipes, { ...texts, ...limit });
  const { NamePrefix = "", DesiredState, CurrentState, SourcePrefix = "", TargetPrefix = "" } = texts;
  const found = pipes.records.filter(
    ({ name, definition, desiredState, currentState }) =>
      name.startsWith(NamePrefix) &&
      (DesiredState === undefined || desiredState === DesiredState) &&
      (CurrentState === undefined || currentState === CurrentState) &&
      definition.Source.startsWith(SourcePrefix) &&
      definition.Target.startsWith(TargetPrefix),
  );
  const page = keyPage(found, {
    keyOf: ({ name }) => name,
    token: texts.NextToken,
    limit: limit.Limit === undefined ? largestPage : Number(limit.Limit),
    refuse: () => {
      throw new ServiceError("ValidationException", "Invalid NextToken.");
    },
  });
  return {
    Pipes: page.items.map((record) => ({
      ...summary(record),
      ...reasonOf(pipes, record),
      Source: record.definition.Source,
      Target: record.definition.Target,
      ...(record.definition.Enrichment === undefined ? {} : { Enrichment: record.definition.Enrichment }),
    })),
    ...(page.next === undefined ? {} : { NextToken: page.next }),
  };
}

function summary({ name, arn, desiredState, currentState, createdAt, modifiedAt }: PipeRecord): JsonObject {
  return {
    Arn: arn,
    Name: name,
    DesiredState: desiredState,
    CurrentState: currentState,
    CreationTime: createdAt / 1000,
    LastModifiedTime: modifiedAt / 1000,
  };
}

function described(pipes: Pipes, record: PipeRecord): JsonObject {
  const { DesiredState: _desired, ...definition } = asJson(record.definition);
  return {
    ...definition,
    ...summary(record),
    ...reasonOf(pipes, record),
    Tags: record.definition.Tags ?? {},
  };
}

function reasonOf(pipes: Pipes, record: PipeRecord): JsonObject {
  const reason = pipes.stateReason(record);
  return reason === undefined ? {} : { StateReason: reason };
}

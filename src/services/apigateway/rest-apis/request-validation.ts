// Requests held against what their method asks for: parameters that must be there, and the model of the body.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html

import type { Json } from "../../../aws/json.ts";
import { badRequest } from "../refusals.ts";
import type { ServedRequest } from "../requests/served-request.ts";
import type { Fault } from "./gateway-responses.ts";
import { compileSchema, type FindSchema, type SchemaCheck } from "./json-schema.ts";
import type { MethodParts, Model, RestMethod } from "./records.ts";

export type RequestCheck = (request: ServedRequest) => Fault | undefined;

/** Undefined for a method that asks for nothing. */
export function requestCheck(method: RestMethod, parts: MethodParts): RequestCheck | undefined {
  const validator = parts.requestValidators.find(({ id }) => id === method.requestValidatorId);
  if (validator === undefined) return undefined;
  const required = validator.validateRequestParameters ? requiredOf(method) : [];
  const bodies = validator.validateRequestBody ? bodyChecks(method, parts.models) : undefined;
  return (request) => {
    const missing = required.filter((each) => !each.isIn(request)).map(({ name }) => name);
    if (missing.length > 0)
      return {
        fault: "BAD_REQUEST_PARAMETERS",
        message: `Missing required request parameters: [${missing.join(", ")}]`,
      };
    if (bodies === undefined) return undefined;
    const [type = ""] = (request.headers["content-type"] ?? "application/json").split(";");
    const check = bodies.get(type.trim().toLowerCase()) ?? bodies.get("$default");
    return check === undefined || holds(check, request.body) ? undefined : { fault: "BAD_REQUEST_BODY" };
  };
}

function holds(check: SchemaCheck, body: Buffer): boolean {
  try {
    return check(JSON.parse(body.toString("utf8")) as Json);
  } catch {
    return false;
  }
}

interface RequiredParameter {
  readonly name: string;
  readonly isIn: (request: ServedRequest) => boolean;
}

function requiredOf({ requestParameters = {} }: RestMethod): readonly RequiredParameter[] {
  return Object.entries(requestParameters).flatMap(([parameter, isRequired]) => {
    const [, kind = "", name = ""] =
      /^method\.request\.(header|querystring|path)\.(.+)$/.exec(parameter) ?? [];
    if (!isRequired || name === "") return [];
    const isIn = (request: ServedRequest): boolean => {
      if (kind === "header") return Boolean(request.headers[name.toLowerCase()]);
      if (kind === "path") return Object.hasOwn(request.pathParameters, name);
      return new URLSearchParams(request.query).has(name);
    };
    return [{ name, isIn }];
  });
}

function bodyChecks(
  { requestModels = {} }: RestMethod,
  models: readonly Model[],
): ReadonlyMap<string, SchemaCheck> | undefined {
  const checks = Object.entries(requestModels).flatMap(([type, name]) => {
    const model = models.find((each) => each.name === name);
    return model === undefined ? [] : [[type.toLowerCase(), modelCheck(model, models)] as const];
  });
  return checks.length === 0 ? undefined : new Map(checks);
}

/** Throws BadRequestException. */
export function modelCheck({ schema = "{}" }: Model, models: readonly Model[]): SchemaCheck {
  try {
    const document = JSON.parse(schema) as Json;
    return compileSchema(document, finder(document, models));
  } catch (problem) {
    throw badRequest(`Invalid model specified: Validation Result: ${(problem as Error).message}`);
  }
}

/** A place in the same schema, or a model by its address: `https://apigateway.amazonaws.com/restapis/<id>/models/<name>`. */
function finder(document: Json, models: readonly Model[]): FindSchema {
  const find: FindSchema = (reference) => {
    const [, name] = /^https?:\/\/[^/]+\/restapis\/[^/]+\/models\/([^/#]+)$/.exec(reference) ?? [];
    if (name !== undefined) {
      const model = models.find((each) => each.name === name);
      if (model?.schema === undefined) return undefined;
      const schema = JSON.parse(model.schema) as Json;
      return { schema, find: finder(schema, models) };
    }
    if (!reference.startsWith("#")) return undefined;
    let at: Json | undefined = document;
    for (const part of reference.slice(1).split("/").slice(1)) {
      const key = part.replaceAll("~1", "/").replaceAll("~0", "~");
      at = typeof at === "object" && at !== null && Object.hasOwn(at, key) ? (at as never)[key] : undefined;
    }
    return at === undefined ? undefined : { schema: at, find };
  };
  return find;
}

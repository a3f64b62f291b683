// `Cors` of a REST API: an OPTIONS operation on each path, answered by the API itself.

import type { Json } from "../../../../../aws/json.ts";
import { type Draft, isDraft, own, present } from "../draft.ts";
import { isIntrinsic } from "../intrinsics.ts";
import type { SamResource } from "../sam-resource.ts";
import { type ApiDocument, anyMethod } from "./api-document.ts";

const allMethods = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"];

interface Cors {
  readonly origin: Json;
  readonly headers?: Json | undefined;
  readonly methods?: Json | undefined;
  readonly maxAge?: Json | undefined;
  readonly credentials?: boolean;
}

const members = ["AllowMethods", "AllowHeaders", "AllowOrigin", "MaxAge", "AllowCredentials"];

export function addCors(resource: SamResource, document: ApiDocument): void {
  const cors = corsOf(resource);
  for (const path of document.paths()) {
    for (const item of document.items(path)) {
      if (own(item, "options") === undefined) item.options = preflight(cors, cors.methods ?? methodsOf(item));
    }
  }
}

function corsOf(resource: SamResource): Cors {
  const given = resource.property("Cors") as Json;
  if (typeof given === "string" || isIntrinsic(given)) return { origin: given };
  if (!isDraft(given)) return resource.fail("Invalid value for 'Cors' property.", "Cors");
  const unknown = Object.keys(given).find((name) => !members.includes(name));
  if (unknown !== undefined)
    return resource.fail(`Invalid key '${unknown}' for 'Cors' property.`, "Cors", unknown);
  const origin = own(given, "AllowOrigin");
  const credentials = own(given, "AllowCredentials") === true;
  if (credentials && (origin === undefined || origin === "'*'"))
    return resource.fail(
      "Unable to add Cors configuration because 'AllowCredentials' can not be true when 'AllowOrigin' is \"'*'\" or not set.",
      "Cors",
      "AllowCredentials",
    );
  return {
    origin: origin ?? "'*'",
    headers: own(given, "AllowHeaders"),
    methods: own(given, "AllowMethods"),
    maxAge: own(given, "MaxAge"),
    credentials,
  };
}

function methodsOf(item: Draft): string {
  const names = Object.keys(item);
  if (names.includes(anyMethod) || names.includes("any")) return `'${allMethods.join(",")}'`;
  const methods = names.map((name) => name.toUpperCase()).filter((name) => allMethods.includes(name));
  return `'${[...new Set([...methods, "OPTIONS"])].sort().join(",")}'`;
}

function preflight(cors: Cors, methods: Json): Draft {
  const headers = present({
    "Access-Control-Allow-Origin": cors.origin,
    "Access-Control-Allow-Headers": cors.headers,
    "Access-Control-Allow-Methods": methods,
    "Access-Control-Max-Age": cors.maxAge,
    "Access-Control-Allow-Credentials": cors.credentials === true ? "'true'" : undefined,
  });
  const types = Object.keys(headers).map((name) => [
    name,
    { type: name === "Access-Control-Max-Age" ? "integer" : "string" },
  ]);
  const parameters = Object.entries(headers).map(([name, value]) => [
    `method.response.header.${name}`,
    value,
  ]);
  return {
    summary: "CORS support",
    consumes: ["application/json"],
    produces: ["application/json"],
    "x-amazon-apigateway-integration": {
      type: "mock",
      requestTemplates: { "application/json": '{\n  "statusCode" : 200\n}\n' },
      responses: {
        default: {
          statusCode: "200",
          responseParameters: Object.fromEntries(parameters),
          responseTemplates: { "application/json": "{}\n" },
        },
      },
    },
    responses: {
      "200": { description: "Default response for CORS method", headers: Object.fromEntries(types) },
    },
  };
}

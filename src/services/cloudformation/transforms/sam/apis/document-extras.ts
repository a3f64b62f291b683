// What a REST API's other properties add to its document.

import type { Json } from "../../../../../aws/json.ts";
import { type Draft, draftOf, isDraft, objectAt, own } from "../draft.ts";
import type { SamResource } from "../sam-resource.ts";
import type { ApiDocument } from "./api-document.ts";

const responseParts = [
  ["Headers", "header"],
  ["Paths", "path"],
  ["QueryStrings", "querystring"],
] as const;

export function addGatewayResponses(resource: SamResource, document: ApiDocument): void {
  const given = resource.property("GatewayResponses");
  const all = isDraft(given) ? objectAt(document.root, "x-amazon-apigateway-gateway-responses") : undefined;
  if (!isDraft(given) || all === undefined) return;
  for (const [type, response] of Object.entries(given)) {
    if (!isDraft(response))
      resource.fail(
        `Invalid property type '${typeof response}' for GatewayResponses. Expected an object of type 'GatewayResponse'.`,
        "GatewayResponses",
        type,
      );
    all[type] = gatewayResponse(resource, type, response as Draft);
  }
}

function gatewayResponse(resource: SamResource, type: string, response: Draft): Draft {
  const known = ["ResponseParameters", "ResponseTemplates", "StatusCode"];
  const unknown = Object.keys(response).find((name) => !known.includes(name));
  if (unknown !== undefined)
    resource.fail(
      `Invalid property '${unknown}' in 'GatewayResponses' property '${type}'.`,
      "GatewayResponses",
      type,
      unknown,
    );
  const parameters: Draft = {};
  const given = own(response, "ResponseParameters") ?? {};
  const parts = responseParts.map(([name]) => String(name));
  const strange = isDraft(given) ? Object.keys(given).find((name) => !parts.includes(name)) : undefined;
  if (strange !== undefined)
    resource.fail(`Invalid gateway response parameter '${strange}'`, "GatewayResponses", type);
  for (const [name, prefix] of responseParts) {
    const values = own(given, name) ?? {};
    if (!isDraft(values))
      resource.fail(`Property 'ResponseParameters.${name}' should be a map.`, "GatewayResponses", type);
    for (const [key, value] of Object.entries(values)) parameters[`gatewayresponse.${prefix}.${key}`] = value;
  }
  const status = own(response, "StatusCode");
  return {
    responseParameters: parameters,
    responseTemplates: own(response, "ResponseTemplates") ?? {},
    ...(status === undefined ? {} : { statusCode: typeof status === "number" ? String(status) : status }),
  };
}

/** `~1` stands for `/` in the resource's property, but not in the document. */
export function addBinaryMediaTypes(types: Json, document: ApiDocument): void {
  document.root["x-amazon-apigateway-binary-media-types"] = JSON.parse(
    JSON.stringify(types).replaceAll("~1", "/"),
  ) as Json;
}

export function addModels(resource: SamResource, document: ApiDocument): void {
  const models = resource.property("Models");
  if (!isDraft(models)) return;
  const definitions = objectAt(document.root, "definitions");
  if (definitions === undefined) return;
  for (const [name, schema] of Object.entries(models)) {
    if (!isDraft(schema)) resource.fail(`Invalid value for 'Models' property`, "Models", name);
    definitions[name.toLowerCase()] = schema;
  }
}

/** OpenAPI 3 says it of each server. */
export function addEndpointExtension(disabled: Json, document: ApiDocument): void {
  const { root } = document;
  const servers = own(root, "servers");
  const places = !document.isOpenApi3 ? [root] : Array.isArray(servers) ? servers.filter(isDraft) : [];
  if (places.length === 0) {
    const server: Draft = {};
    root.servers = [server];
    places.push(server);
  }
  for (const place of places) {
    const extension = objectAt(place, "x-amazon-apigateway-endpoint-configuration");
    if (extension !== undefined) extension.disableExecuteApiEndpoint = disabled;
  }
}

/**
 * Moves what Swagger keeps elsewhere to where OpenAPI 3 has it. AWS's translator does so after each step that adds to the
 * document, and once more at the end, which wraps the schemas of preflight headers once more each time.
 */
export function asOpenApi3(document: ApiDocument): void {
  if (!document.isOpenApi3) return;
  const { root } = document;
  moveIntoComponents(root, "securityDefinitions", "securitySchemes");
  moveIntoComponents(root, "definitions", "schemas");
  for (const path of document.paths()) {
    const options = draftOf(own(document.path(path), "options"));
    if (options === undefined) continue;
    delete options.consumes;
    delete options.produces;
    const headers = own(own(own(options, "responses"), "200"), "headers");
    for (const [name, header] of Object.entries(isDraft(headers) ? headers : {}))
      (headers as Draft)[name] = { schema: header };
  }
}

function moveIntoComponents(root: Draft, from: string, to: string): void {
  const members = own(root, from);
  if (!isDraft(members)) return;
  delete root[from];
  const components = objectAt(root, "components");
  const target = components === undefined ? undefined : objectAt(components, to);
  if (target !== undefined) Object.assign(target, members);
}

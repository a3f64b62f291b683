// `RequestModel` and `RequestParameters` of an event: what an operation of a REST API takes.

import type { Json, JsonObject } from "../../../../../aws/json.ts";
import { type Draft, isDraft, listAt, objectAt, own, present } from "../draft.ts";
import type { EventSource } from "../events/event-source.ts";
import { told } from "../told.ts";
import { type ApiDocument, methodKey } from "./api-document.ts";
import { managed } from "./api-kinds.ts";
import type { Route } from "./prepare-apis.ts";

export function addRequestModel(event: EventSource, route: Route, document: ApiDocument, api: Draft): void {
  const request = event.property("RequestModel");
  if (!isDraft(request) || !own(request, "Model")) return;
  const model = modelName(event, route, request, own(api, "Models"));
  const validator = validatorOf(request);
  if (validator !== undefined) addValidator(document, validator);
  for (const definition of document.operation(route.path, route.method)) {
    takeBody(definition, document.isOpenApi3, model, own(request, "Required"));
    if (validator !== undefined) definition["x-amazon-apigateway-request-validator"] = validator.name;
  }
}

/** As the document has it. Throws InvalidResource if the API has no such model. */
function modelName(event: EventSource, route: Route, request: Draft, models: Json | undefined): string {
  const model = own(request, "Model");
  const where = `Unable to set RequestModel [${told(model)}] on API method [${methodKey(route.method)}] for path [${route.path}] because`;
  if (!isDraft(models))
    return event.fail(`${where} the related API does not define any Models.`, "RequestModel");
  if (typeof model !== "string" || !Object.hasOwn(models, model))
    return event.fail(`${where} it wasn't defined in the API's Models.`, "RequestModel", "Model");
  return model.toLowerCase();
}

function takeBody(definition: Draft, isOpenApi3: boolean, model: string, required: Json | undefined): void {
  if (isOpenApi3) {
    const schema = { $ref: `#/components/schemas/${model}` };
    definition.requestBody = present({ content: { "application/json": { schema } }, required });
    return;
  }
  const schema = { $ref: `#/definitions/${model}` };
  listAt(definition, "parameters").push(present({ in: "body", name: model, schema, required }));
}

interface Validator {
  readonly name: string;
  readonly checks: JsonObject;
}

const validators: Readonly<Record<string, string>> = {
  "true,true": "body-and-params",
  "true,false": "body-only",
  "false,true": "params-only",
  "false,false": "no-validation",
};

function validatorOf(request: Draft): Validator | undefined {
  const [body, parameters] = [own(request, "ValidateBody"), own(request, "ValidateParameters")];
  if (body === undefined && parameters === undefined) return undefined;
  const checks = [body === true, parameters === true] as const;
  return {
    name: validators[checks.join(",")] as string,
    checks: { validateRequestBody: checks[0], validateRequestParameters: checks[1] },
  };
}

function addValidator(document: ApiDocument, { name, checks }: Validator): void {
  const all = objectAt(document.root, "x-amazon-apigateway-request-validators");
  if (all !== undefined) all[name] = checks;
}

const locations: Readonly<Record<string, string>> = { header: "header", querystring: "query", path: "path" };

/** SAM's own document counts as Swagger here, whatever version the API asks for. */
export function addRequestParameters(
  event: EventSource,
  route: Route,
  document: ApiDocument,
  api: Draft,
): void {
  const parameters = event.property("RequestParameters");
  if (!Array.isArray(parameters) || parameters.length === 0) return;
  const read = parameters.map((parameter) => readParameter(event, parameter as Json));
  for (const definition of document.operation(route.path, route.method)) {
    const list = listAt(definition, "parameters");
    for (const { name, location, required } of read) {
      const type =
        document.isOpenApi3 && api[managed] !== true ? { schema: { type: "string" } } : { type: "string" };
      list.push({ in: location, name, required, ...type });
    }
    const cached = read.filter(({ isCached }) => isCached).map(({ full }) => full);
    const integration = objectAt(definition, "x-amazon-apigateway-integration");
    if (cached.length > 0 && integration !== undefined) integration.cacheKeyParameters = cached;
  }
}

interface RequestParameter {
  readonly full: string;
  readonly name: string;
  readonly location: string;
  readonly required: Json;
  readonly isCached: boolean;
}

function readParameter(event: EventSource, parameter: Json): RequestParameter {
  const [full, settings] = isDraft(parameter) ? (Object.entries(parameter)[0] ?? []) : [parameter];
  const match =
    typeof full === "string" ? /^method\.request\.(querystring|path|header)\.(.+)$/.exec(full) : null;
  if (match === null || (isDraft(parameter) && Object.keys(parameter).length !== 1))
    return event.fail(
      "Invalid value for 'RequestParameters' property. Keys must be in the format 'method.request.[querystring|path|header].{value}', e.g 'method.request.header.Authorization'.",
      "RequestParameters",
    );
  return {
    full: full as string,
    name: match[2] as string,
    location: locations[match[1] as string] as string,
    required: own(settings, "Required") ?? false,
    isCached: own(settings, "Caching") === true,
  };
}

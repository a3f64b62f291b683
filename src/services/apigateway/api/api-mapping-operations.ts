// Which APIs the paths of custom domain names lead to, by the operations of HTTP APIs.
// https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/domainnames-domainname-apimappings.html

import { present } from "../../../aws/wire/given.ts";
import type { WireObject } from "../../../aws/wire/operation.ts";
import type { RestOperations } from "../../../aws/wire/rest-operation.ts";
import { optional, required, structure, text } from "../../../aws/wire/shape.ts";
import type { ApiGateway } from "../apigateway.ts";
import type { ApiMapping } from "../domains/records.ts";
import { badRequest } from "../refusals.ts";
import { page, pageQuery } from "./api-operations.ts";
import { domainName, oneDomain } from "./http-domain-operations.ts";
import { gatewayOperation, pageOf } from "./rest.ts";

export function apiMappingOperations({ domains, restApis, httpApis }: ApiGateway): RestOperations {
  const all = `${oneDomain}/apimappings`;
  const at = `${all}/{apiMappingId}`;
  const apiMappingId = required(text());
  const shownMapping = ({ apiMappingId: id, key, apiId, stage }: ApiMapping): WireObject => ({
    ...{ apiId, apiMappingId: id, apiMappingKey: key, stage },
  });
  /** Throws NotFoundException. */
  const checkApi = (apiId: string) => {
    if (restApis.find(apiId) === undefined) httpApis.get(apiId);
  };
  return {
    CreateApiMapping: gatewayOperation(
      structure({
        ...{ domainName, apiId: required(text()), stage: required(text()) },
        apiMappingKey: optional(text({ max: 1024 })),
      }),
      { path: all, method: "POST", status: 201 },
      ({ domainName: name, apiId, stage, apiMappingKey = "" }) => {
        domains.get(name);
        checkApi(apiId);
        return shownMapping(
          domains.putMapping({ domainName: name, key: checkedKey(apiMappingKey), apiId, stage }),
        );
      },
    ),
    GetApiMapping: gatewayOperation(
      structure({ domainName, apiMappingId }),
      { path: at, method: "GET" },
      (request) => shownMapping(domains.mapping(request.domainName, request.apiMappingId)),
    ),
    GetApiMappings: gatewayOperation(
      structure({ domainName, ...page }),
      { path: all, method: "GET", query: pageQuery },
      (request) => {
        domains.get(request.domainName);
        const mappings = domains.mappingsOf(request.domainName);
        const found = pageOf(mappings, request, (each) => each.apiMappingId);
        return { items: found.page.map(shownMapping), nextToken: found.nextToken };
      },
    ),
    UpdateApiMapping: gatewayOperation(
      structure({
        ...{ domainName, apiMappingId, apiId: required(text()) },
        ...{ stage: optional(text()), apiMappingKey: optional(text({ max: 1024 })) },
      }),
      { path: at, method: "PATCH" },
      ({ domainName: name, apiMappingId: id, apiId, stage, apiMappingKey }) => {
        const former = domains.mapping(name, id);
        checkApi(apiId);
        const key = apiMappingKey === undefined ? former.key : checkedKey(apiMappingKey);
        return shownMapping(domains.putMapping({ ...former, key, apiId, ...present({ stage }) }, id));
      },
    ),
    DeleteApiMapping: gatewayOperation(
      structure({ domainName, apiMappingId }),
      { path: at, method: "DELETE", status: 204 },
      (request) => {
        domains.removeMapping(domains.mapping(request.domainName, request.apiMappingId));
        return {};
      },
    ),
  };
}

/** Throws BadRequestException. */
function checkedKey(key: string): string {
  if (key.startsWith("/") || key.includes("//"))
    throw badRequest("API mapping key should not start with a '/' or have consecutive '/'s.");
  if (key.endsWith("/")) throw badRequest("API mapping key should not end with a '/'.");
  return key;
}

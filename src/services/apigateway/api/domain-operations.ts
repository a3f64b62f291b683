// Custom domain names and their base path mappings, by the operations of REST APIs.
// https://docs.aws.amazon.com/apigateway/latest/api/API_CreateDomainName.html

import { present } from "../../../aws/wire/given.ts";
import type { WireObject } from "../../../aws/wire/operation.ts";
import { listOf, mapOf, oneOf, optional, required, structure, text } from "../../../aws/wire/shape.ts";
import type { ApiGateway } from "../apigateway.ts";
import { type ApiMapping, checkSecurityPolicy, type DomainName, routingModes } from "../domains/records.ts";
import { badRequest, notFound } from "../refusals.ts";
import { checkTags } from "../rest-apis/tags.ts";
import { type PatchRules, patched, patchOperations } from "./patch.ts";
import { type NamedOperations, restOperation } from "./rest.ts";
import { itemsOf } from "./rest-api-operations.ts";

const domainName = required(text());
const limit = { limit: optional(text()), position: optional(text()) };
const query = { limit: "text", position: "text" } as const;
const path = "/domainnames";
const one = `${path}/{domainName}`;

const mutualTls = structure({ truststoreUri: optional(text()), truststoreVersion: optional(text()) });
const newDomain = structure({
  ...{ domainName, certificateName: optional(text()), certificateArn: optional(text()) },
  ...{ regionalCertificateName: optional(text()), regionalCertificateArn: optional(text()) },
  endpointConfiguration: optional(
    structure({
      types: optional(listOf(oneOf("PRIVATE", "EDGE", "REGIONAL"))),
      ipAddressType: optional(oneOf("ipv4", "dualstack")),
    }),
  ),
  ...{ securityPolicy: optional(text()), endpointAccessMode: optional(oneOf("BASIC", "STRICT")) },
  ...{ mutualTlsAuthentication: optional(mutualTls), ownershipVerificationCertificateArn: optional(text()) },
  ...{ routingMode: optional(oneOf(...routingModes)), tags: optional(mapOf(text({ max: 256 }))) },
});

const rules: PatchRules = {
  ...{ "/certificateName": "text", "/certificateArn": "text", "/securityPolicy": "text" },
  ...{ "/regionalCertificateName": "text", "/regionalCertificateArn": "text", "/routingMode": "text" },
  ...{ "/endpointConfiguration/types/*": "item", "/endpointConfiguration/ipAddressType": "text" },
  ...{ "/endpointAccessMode": "text", "/ownershipVerificationCertificateArn": "text" },
  ...{
    "/mutualTlsAuthentication/truststoreUri": "text",
    "/mutualTlsAuthentication/truststoreVersion": "text",
  },
};

export function domainOperations({ domains }: ApiGateway): NamedOperations {
  const shown = (domain: DomainName): WireObject => ({
    ...domain,
    domainNameArn: domains.arn(domain.domainName),
    domainNameStatus: "AVAILABLE",
    tags: domain.tags ?? {},
  });
  return {
    CreateDomainName: restOperation(
      newDomain,
      { path, method: "POST", status: 201 },
      ({ domainName: name, endpointConfiguration = {}, ...given }) => {
        checkTags(given.tags);
        const { types = ["EDGE"], ipAddressType = "ipv4" } = endpointConfiguration;
        const settings = {
          ...present(given),
          ...{
            endpointConfiguration: { types, ipAddressType },
            routingMode: given.routingMode ?? routingModes[0],
          },
          securityPolicy: given.securityPolicy ?? "TLS_1_2",
        };
        return shown(domains.create(checkedName(name), checkedDomain(settings)));
      },
    ),
    GetDomainName: restOperation(structure({ domainName }), { path: one, method: "GET" }, (request) =>
      shown(domains.get(request.domainName)),
    ),
    GetDomainNames: restOperation(structure(limit), { path, method: "GET", query }, (request) =>
      itemsOf(domains.all().map(shown), request, (each) => String(each.domainName)),
    ),
    UpdateDomainName: restOperation(
      structure({ domainName, patchOperations }),
      { path: one, method: "PATCH" },
      ({ domainName: name, patchOperations: given }) =>
        shown(domains.replace(checkedDomain(patched(domains.get(name), given, rules)))),
    ),
    DeleteDomainName: restOperation(
      structure({ domainName }),
      { path: one, method: "DELETE", status: 202 },
      (request) => {
        domains.delete(request.domainName);
        return {};
      },
    ),
  };
}

/** Throws BadRequestException. */
export function checkedName(name: string): string {
  if (/^(?:\*\.)?(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]+$/i.test(name))
    return name.toLowerCase();
  throw badRequest(`Invalid domain name specified: ${name}`);
}

type Checked = Pick<DomainName, "endpointConfiguration" | "securityPolicy" | "routingMode">;

/** The same. Throws BadRequestException. */
export function checkedDomain<Domain extends Checked>(domain: Domain): Domain {
  const { types, ipAddressType } = domain.endpointConfiguration;
  if (types.includes("PRIVATE"))
    throw badRequest("The region has no private networks: a domain name must be EDGE or REGIONAL");
  if (types.length === 0 || types.some((each) => each !== "EDGE" && each !== "REGIONAL"))
    throw badRequest(`Invalid EndpointTypes specified. Valid options are REGIONAL,EDGE,PRIVATE`);
  if (ipAddressType !== "ipv4" && ipAddressType !== "dualstack")
    throw badRequest("ipAddressType must be either ipv4 or dualstack.");
  checkSecurityPolicy(domain.securityPolicy);
  if (!routingModes.includes(domain.routingMode))
    throw badRequest(
      `Invalid routing mode '${domain.routingMode}': expected one of ${routingModes.join(", ")}`,
    );
  return domain;
}

const mappingRules: PatchRules = { "/basePath": "text", "/restapiId": "text", "/stage": "text" };

export function basePathOperations({ domains, restApis }: ApiGateway): NamedOperations {
  const all = `${one}/basepathmappings`;
  const at = `${all}/{basePath}`;
  const basePath = required(text());
  /** Throws NotFoundException. */
  const mappingAt = (name: string, shownPath: string): ApiMapping => {
    domains.get(name);
    const key = keyOf(decodeURIComponent(shownPath));
    const mapping = domains.mappingsOf(name).find((each) => each.key === key);
    if (mapping !== undefined) return mapping;
    throw notFound("Invalid base path mapping identifier specified");
  };
  /** Throws BadRequestException. */
  const checkRestApi = (apiId: string) => {
    if (restApis.find(apiId) === undefined) throw badRequest("Invalid REST API identifier specified");
  };
  return {
    CreateBasePathMapping: restOperation(
      structure({
        ...{ domainName, basePath: optional(text()) },
        ...{ restApiId: required(text()), stage: optional(text()) },
      }),
      { path: all, method: "POST", status: 201 },
      ({ domainName: name, basePath: given = "", restApiId: apiId, stage }) => {
        domains.get(name);
        const key = keyOf(given);
        checkRestApi(apiId);
        return shownMapping(domains.putMapping({ domainName: name, key, apiId, stage: stage || undefined }));
      },
    ),
    GetBasePathMapping: restOperation(
      structure({ domainName, basePath }),
      { path: at, method: "GET" },
      (request) => shownMapping(mappingAt(request.domainName, request.basePath)),
    ),
    GetBasePathMappings: restOperation(
      structure({ domainName, ...limit }),
      { path: all, method: "GET", query },
      (request) => {
        domains.get(request.domainName);
        const mappings = domains.mappingsOf(request.domainName).map(shownMapping);
        return itemsOf(mappings, request, (each) => String(each.basePath));
      },
    ),
    UpdateBasePathMapping: restOperation(
      structure({ domainName, basePath, patchOperations }),
      { path: at, method: "PATCH" },
      (request) => {
        const former = mappingAt(request.domainName, request.basePath);
        const record = { basePath: former.key, restapiId: former.apiId, stage: former.stage ?? "" };
        const changed = patched(record, request.patchOperations, mappingRules, "replaced only");
        checkRestApi(changed.restapiId);
        const { restapiId: apiId, stage } = changed;
        const mapping = { ...former, key: keyOf(changed.basePath), apiId, stage: stage || undefined };
        return shownMapping(domains.putMapping(mapping, former.apiMappingId));
      },
    ),
    DeleteBasePathMapping: restOperation(
      structure({ domainName, basePath }),
      { path: at, method: "DELETE", status: 202 },
      (request) => {
        domains.removeMapping(mappingAt(request.domainName, request.basePath));
        return {};
      },
    ),
  };
}

/** What AWS shows where every path is led. */
const noPath = "(none)";

/** Throws BadRequestException. */
function keyOf(basePath: string): string {
  if (basePath === "" || basePath === noPath) return "";
  if (!basePath.includes("/")) return basePath;
  throw badRequest(
    "API Gateway V1 doesn't support the slash character (/) in base path mappings. To create a multi-level base path mapping, use API Gateway V2.",
  );
}

function shownMapping({ key, apiId, stage }: ApiMapping): WireObject {
  return { basePath: key || noPath, restApiId: apiId, stage };
}

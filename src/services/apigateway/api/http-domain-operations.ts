// Custom domain names, their API mappings and their routing rules, by the operations of HTTP APIs.
// https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/domainnames.html

import type { WireObject } from "../../../aws/wire/operation.ts";
import type { RestOperations } from "../../../aws/wire/rest-operation.ts";
import {
  flag,
  integer,
  listOf,
  mapOf,
  oneOf,
  optional,
  required,
  structure,
  text,
  type ValueOf,
} from "../../../aws/wire/shape.ts";
import type { ApiGateway } from "../apigateway.ts";
import {
  type ApiMapping,
  type DomainName,
  type DomainSettings,
  type RoutingRule,
  routingModes,
} from "../domains/records.ts";
import { isoSeconds } from "../ids.ts";
import { badRequest } from "../refusals.ts";
import { page, pageQuery, present } from "./api-operations.ts";
import { checkedDomain, checkedName } from "./domain-operations.ts";
import { gatewayOperation, pageOf } from "./rest.ts";

const domainName = required(text());
const path = "/v2/domainnames";
const one = `${path}/{domainName}`;

const configuration = structure({
  ...{ certificateArn: optional(text()), certificateName: optional(text()) },
  ...{
    endpointType: optional(oneOf("REGIONAL", "EDGE")),
    ipAddressType: optional(oneOf("ipv4", "dualstack")),
  },
  ...{ securityPolicy: optional(oneOf("TLS_1_0", "TLS_1_2")) },
  ownershipVerificationCertificateArn: optional(text()),
});
type Configuration = ValueOf<typeof configuration>;
const members = {
  domainNameConfigurations: optional(listOf(configuration)),
  mutualTlsAuthentication: optional(
    structure({ truststoreUri: optional(text()), truststoreVersion: optional(text()) }),
  ),
  routingMode: optional(oneOf(...routingModes)),
};
const newDomain = structure({ domainName, ...members, tags: optional(mapOf(text())) });
const changedDomain = structure({ domainName, ...members });

export function httpDomainOperations({ domains }: ApiGateway): RestOperations {
  const shown = (domain: DomainName) => shownDomain(domain, domains.arn(domain.domainName));
  return {
    CreateDomainName: gatewayOperation(newDomain, { path, method: "POST", status: 201 }, (request) => {
      const settings = settingsOf(request, {
        endpointConfiguration: { types: ["REGIONAL"], ipAddressType: "ipv4" },
        ...{ securityPolicy: "TLS_1_2", routingMode: routingModes[0], tags: request.tags },
      });
      return shown(domains.create(checkedName(request.domainName), settings));
    }),
    GetDomainName: gatewayOperation(structure({ domainName }), { path: one, method: "GET" }, (request) =>
      shown(domains.get(request.domainName)),
    ),
    GetDomainNames: gatewayOperation(
      structure(page),
      { path, method: "GET", query: pageQuery },
      (request) => {
        const found = pageOf(domains.all(), request, (each) => each.domainName);
        return { items: found.page.map(shown), nextToken: found.nextToken };
      },
    ),
    UpdateDomainName: gatewayOperation(changedDomain, { path: one, method: "PATCH" }, (request) => {
      const former = domains.get(request.domainName);
      return shown(domains.replace({ ...former, ...settingsOf(request, former) }));
    }),
    DeleteDomainName: gatewayOperation(
      structure({ domainName }),
      { path: one, method: "DELETE", status: 204 },
      (request) => {
        domains.delete(request.domainName);
        return {};
      },
    ),
  };
}

/** What is not given stays as it was. Throws BadRequestException. */
function settingsOf(
  given: Omit<ValueOf<typeof changedDomain>, "domainName">,
  former: DomainSettings,
): DomainSettings {
  const { domainNameConfigurations: [told, ...more] = [], mutualTlsAuthentication, routingMode } = given;
  if (more.length > 0) throw badRequest("A domain name has one domain name configuration here");
  const { endpointType, ipAddressType, certificateArn, certificateName, ...rest }: Partial<Configuration> =
    told ?? {};
  const types = endpointType === undefined ? former.endpointConfiguration.types : [endpointType];
  const isRegional = types.includes("REGIONAL");
  return checkedDomain({
    ...former,
    ...present(rest),
    ...present(
      isRegional
        ? { regionalCertificateArn: certificateArn, regionalCertificateName: certificateName }
        : { certificateArn, certificateName },
    ),
    ...present({ mutualTlsAuthentication, routingMode }),
    endpointConfiguration: {
      types,
      ipAddressType: ipAddressType ?? former.endpointConfiguration.ipAddressType,
    },
  });
}

function shownDomain(domain: DomainName, domainNameArn: string): WireObject {
  const { endpointConfiguration, certificateUploadDate, mutualTlsAuthentication, routingMode } = domain;
  const told = {
    ...{ domainNameStatus: "AVAILABLE", securityPolicy: domain.securityPolicy },
    ownershipVerificationCertificateArn: domain.ownershipVerificationCertificateArn,
    ipAddressType: endpointConfiguration.ipAddressType,
    certificateUploadDate: isoSeconds(certificateUploadDate),
  };
  const regional = {
    ...{ ...told, endpointType: "REGIONAL", apiGatewayDomainName: domain.regionalDomainName },
    ...{ certificateArn: domain.regionalCertificateArn, certificateName: domain.regionalCertificateName },
    hostedZoneId: domain.regionalHostedZoneId,
  };
  const edge = {
    ...{ ...told, endpointType: "EDGE", apiGatewayDomainName: domain.distributionDomainName },
    ...{ certificateArn: domain.certificateArn, certificateName: domain.certificateName },
    hostedZoneId: domain.distributionHostedZoneId,
  };
  return {
    ...{ domainName: domain.domainName, domainNameArn },
    apiMappingSelectionExpression: "$request.basepath",
    domainNameConfigurations: endpointConfiguration.types.map((type) => (type === "EDGE" ? edge : regional)),
    ...{ mutualTlsAuthentication, routingMode, tags: domain.tags ?? {} },
  };
}

export function apiMappingOperations({ domains, restApis, httpApis }: ApiGateway): RestOperations {
  const all = `${one}/apimappings`;
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

const condition = structure({
  matchBasePaths: optional(structure({ anyOf: required(listOf(text({ min: 1 }), { min: 1 })) })),
  matchHeaders: optional(
    structure({
      anyOf: required(
        listOf(
          structure({
            header: required(text({ min: 1, max: 40 })),
            valueGlob: required(text({ min: 1, max: 128, pattern: /\*?[^*]*\*?/ })),
          }),
          { min: 1 },
        ),
      ),
    }),
  ),
});
const action = structure({
  invokeApi: required(
    structure({
      ...{ apiId: required(text()), stage: required(text()), stripBasePath: optional(flag()) },
    }),
  ),
});
const ruleMembers = {
  ...{ domainName, priority: required(integer({ min: 1, max: 1_000_000 })) },
  actions: required(listOf(action, { min: 1, max: 1 })),
  conditions: required(listOf(condition, { max: 5 })),
};

export function routingRuleOperations({ domains, restApis }: ApiGateway): RestOperations {
  const all = `${one}/routingrules`;
  const at = `${all}/{routingRuleId}`;
  const routingRuleId = required(text());
  const newRule = structure(ruleMembers);
  const shownRule = ({ routingRuleId: id, priority, conditions, ...rule }: RoutingRule): WireObject => ({
    ...{ routingRuleId: id, priority, conditions, actions: [{ invokeApi: rule.invokeApi }] },
    routingRuleArn: `${domains.arn(rule.domainName)}/routingrules/${id}`,
  });
  /** Throws BadRequestException. */
  const ruleOf = ({ domainName: name, priority, conditions, actions: [first] }: ValueOf<typeof newRule>) => {
    const invokeApi = first?.invokeApi;
    if (invokeApi === undefined || restApis.find(invokeApi.apiId) === undefined)
      throw badRequest("Invalid REST API identifier specified");
    return {
      ...{ domainName: name, priority, conditions },
      invokeApi: { ...invokeApi, stripBasePath: invokeApi.stripBasePath ?? false },
    };
  };
  return {
    CreateRoutingRule: gatewayOperation(newRule, { path: all, method: "POST", status: 201 }, (request) =>
      shownRule(domains.putRule(ruleOf(request))),
    ),
    GetRoutingRule: gatewayOperation(
      structure({ domainName, routingRuleId }),
      { path: at, method: "GET" },
      (request) => shownRule(domains.rule(request.domainName, request.routingRuleId)),
    ),
    ListRoutingRules: gatewayOperation(
      structure({ domainName, ...page }),
      { path: all, method: "GET", query: pageQuery },
      (request) => {
        domains.get(request.domainName);
        const found = pageOf(domains.rulesOf(request.domainName), request, (each) => each.routingRuleId);
        return { routingRules: found.page.map(shownRule), nextToken: found.nextToken };
      },
    ),
    PutRoutingRule: gatewayOperation(
      structure({ ...ruleMembers, routingRuleId }),
      { path: at, method: "PUT" },
      (request) => {
        const { routingRuleId: id } = domains.rule(request.domainName, request.routingRuleId);
        return shownRule(domains.putRule(ruleOf(request), id));
      },
    ),
    DeleteRoutingRule: gatewayOperation(
      structure({ domainName, routingRuleId }),
      { path: at, method: "DELETE", status: 204 },
      (request) => {
        domains.removeRule(domains.rule(request.domainName, request.routingRuleId));
        return {};
      },
    ),
  };
}

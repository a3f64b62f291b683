// Custom domain names, by the operations of HTTP APIs.
// https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/domainnames.html

import { present } from "../../../aws/wire/given.ts";
import type { WireObject } from "../../../aws/wire/operation.ts";
import type { RestOperations } from "../../../aws/wire/rest-operation.ts";
import {
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
import { type DomainName, type DomainSettings, routingModes } from "../domains/records.ts";
import { isoSeconds } from "../ids.ts";
import { badRequest } from "../refusals.ts";
import { page, pageQuery } from "./api-operations.ts";
import { checkedDomain, checkedName } from "./domain-operations.ts";
import { gatewayOperation, pageOf } from "./rest.ts";

export const domainName = required(text());
const path = "/v2/domainnames";
export const oneDomain = `${path}/{domainName}`;

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
    GetDomainName: gatewayOperation(
      structure({ domainName }),
      { path: oneDomain, method: "GET" },
      (request) => shown(domains.get(request.domainName)),
    ),
    GetDomainNames: gatewayOperation(
      structure(page),
      { path, method: "GET", query: pageQuery },
      (request) => {
        const found = pageOf(domains.all(), request, (each) => each.domainName);
        return { items: found.page.map(shown), nextToken: found.nextToken };
      },
    ),
    UpdateDomainName: gatewayOperation(changedDomain, { path: oneDomain, method: "PATCH" }, (request) => {
      const former = domains.get(request.domainName);
      return shown(domains.replace({ ...former, ...settingsOf(request, former) }));
    }),
    DeleteDomainName: gatewayOperation(
      structure({ domainName }),
      { path: oneDomain, method: "DELETE", status: 204 },
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

// AWS::ApiGateway::DomainName and BasePathMapping, AWS::ApiGatewayV2::DomainName and ApiMapping
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_ApiGateway.html

import type { Properties } from "../../../aws/template/properties.ts";
import type { CreatedResource, ResourceKind } from "../../../aws/template/resource-kind.ts";
import { present } from "../../../aws/wire/given.ts";
import { checkedDomain, checkedName } from "../api/domain-operations.ts";
import type { ApiGateway } from "../apigateway.ts";
import type { ApiMapping, DomainSettings, RoutingMode } from "../domains/records.ts";
import { tagsIn } from "./tags.ts";

type ReadDomain = (properties: Properties) => Omit<DomainSettings, "routingMode" | "tags">;

function domainKind(type: string, read: ReadDomain, told: readonly string[]): ResourceKind<ApiGateway> {
  const settle = async (
    { domains, book }: ApiGateway,
    properties: Properties,
    mayExist: boolean,
  ): Promise<CreatedResource> => {
    const name = checkedName(properties.text("DomainName"));
    const settings: DomainSettings = checkedDomain({
      ...{ ...read(properties), tags: domainTags(properties) },
      routingMode: (properties.optionalText("RoutingMode") ?? "API_MAPPING_ONLY") as RoutingMode,
    });
    const former = mayExist ? domains.all().find((each) => each.domainName === name) : undefined;
    const domain =
      former === undefined ? domains.create(name, settings) : domains.replace({ ...former, ...settings });
    await book.committed();
    const attributes = {
      DomainNameArn: domains.arn(name),
      RegionalDomainName: domain.regionalDomainName ?? "",
      RegionalHostedZoneId: domain.regionalHostedZoneId ?? "",
      DistributionDomainName: domain.distributionDomainName ?? "",
      DistributionHostedZoneId: domain.distributionHostedZoneId ?? "",
    };
    return {
      ref: name,
      attributes: Object.fromEntries(Object.entries(attributes).filter(([each]) => told.includes(each))),
    };
  };
  return {
    type,
    isKept: true,
    create: (properties, { service, mayExist }) => settle(service, properties, mayExist),
    update: (properties, { service }) => settle(service, properties, true),
    async delete(ref, { service: { domains, book } }) {
      if (domains.all().some((each) => each.domainName === ref)) domains.delete(ref);
      await book.committed();
    },
  };
}

/** In a template of HTTP APIs they are a map. */
function domainTags(properties: Properties): DomainSettings["tags"] {
  return Array.isArray(properties.json("Tags")) ? tagsIn(properties) : properties.textMap("Tags");
}

function mutualTlsIn(properties: Properties): Pick<DomainSettings, "mutualTlsAuthentication"> {
  const given = properties.section("MutualTlsAuthentication");
  if (!properties.has("MutualTlsAuthentication")) return {};
  return {
    mutualTlsAuthentication: present({
      truststoreUri: given.optionalText("TruststoreUri"),
      truststoreVersion: given.optionalText("TruststoreVersion"),
    }),
  };
}

const shared = ["DomainNameArn", "RegionalDomainName", "RegionalHostedZoneId"];

export const restDomainName = domainKind(
  "AWS::ApiGateway::DomainName",
  (properties) => {
    const endpoint = properties.section("EndpointConfiguration");
    const types = endpoint.texts("Types");
    return {
      ...present({
        certificateArn: properties.optionalText("CertificateArn"),
        regionalCertificateArn: properties.optionalText("RegionalCertificateArn"),
        ownershipVerificationCertificateArn: properties.optionalText("OwnershipVerificationCertificateArn"),
        endpointAccessMode: properties.optionalText("EndpointAccessMode"),
      }),
      ...mutualTlsIn(properties),
      endpointConfiguration: {
        types: types.length === 0 ? ["EDGE"] : types,
        ipAddressType: endpoint.optionalText("IpAddressType") ?? "ipv4",
      },
      securityPolicy: properties.optionalText("SecurityPolicy") ?? "TLS_1_2",
    };
  },
  [...shared, "DistributionDomainName", "DistributionHostedZoneId"],
);

export const httpDomainName = domainKind(
  "AWS::ApiGatewayV2::DomainName",
  (properties) => {
    const [configuration] = properties.sections("DomainNameConfigurations");
    const type = configuration?.optionalText("EndpointType") ?? "REGIONAL";
    const certificate = configuration?.optionalText("CertificateArn");
    const name = configuration?.optionalText("CertificateName");
    return {
      ...present(
        type === "EDGE"
          ? { certificateArn: certificate, certificateName: name }
          : { regionalCertificateArn: certificate, regionalCertificateName: name },
      ),
      ...present({
        ownershipVerificationCertificateArn: configuration?.optionalText(
          "OwnershipVerificationCertificateArn",
        ),
      }),
      ...mutualTlsIn(properties),
      endpointConfiguration: {
        types: [type],
        ipAddressType: configuration?.optionalText("IpAddressType") ?? "ipv4",
      },
      securityPolicy: configuration?.optionalText("SecurityPolicy") ?? "TLS_1_2",
    };
  },
  shared,
);

export const basePathMapping: ResourceKind<ApiGateway> = {
  type: "AWS::ApiGateway::BasePathMapping",
  isKept: true,
  create: (properties, { service, mayExist }) => settleBasePath(service, properties, mayExist),
  update: (properties, { service }) => settleBasePath(service, properties, true),
  async delete(ref, { service: { domains, book } }) {
    const [domainName = "", key = ""] = ref.split("|");
    const mapping = domains.mappingsOf(domainName).find((each) => each.key === key);
    if (mapping !== undefined) domains.removeMapping(mapping);
    await book.committed();
  },
};

async function settleBasePath(
  { domains, restApis, book }: ApiGateway,
  properties: Properties,
  mayExist: boolean,
): Promise<CreatedResource> {
  properties.inert("Id");
  const domainName = properties.text("DomainName").toLowerCase();
  const key = properties.optionalText("BasePath") ?? "";
  const apiId = properties.text("RestApiId");
  restApis.get(apiId);
  const former = mayExist ? domains.mappingsOf(domainName).find((each) => each.key === key) : undefined;
  const stage = properties.optionalText("Stage");
  domains.putMapping({ domainName, key, apiId, stage }, former?.apiMappingId);
  await book.committed();
  return { ref: `${domainName}|${key}`, attributes: {} };
}

export const apiMapping: ResourceKind<ApiGateway> = {
  type: "AWS::ApiGatewayV2::ApiMapping",
  isKept: true,
  create: (properties, { service, mayExist }) => settleMapping(service, properties, { mayExist }),
  update: (properties, { service, ref }) => settleMapping(service, properties, { ref, mayExist: true }),
  async delete(ref, { service: { domains, book }, former }) {
    const domainName = former.text("DomainName").toLowerCase();
    const mapping = domains.mappingsOf(domainName).find((each) => each.apiMappingId === ref);
    if (mapping !== undefined) domains.removeMapping(mapping);
    await book.committed();
  },
};

async function settleMapping(
  { domains, restApis, httpApis, book }: ApiGateway,
  properties: Properties,
  { ref, mayExist }: { readonly ref?: string; readonly mayExist: boolean },
): Promise<CreatedResource> {
  const domainName = properties.text("DomainName").toLowerCase();
  const key = properties.optionalText("ApiMappingKey") ?? "";
  const [apiId, stage] = [properties.text("ApiId"), properties.text("Stage")];
  if (restApis.find(apiId) === undefined) httpApis.get(apiId);
  const isSame = (each: ApiMapping) => each.apiMappingId === ref || (ref === undefined && each.key === key);
  const former = mayExist ? domains.mappingsOf(domainName).find(isSame) : undefined;
  const { apiMappingId } = domains.putMapping({ domainName, key, apiId, stage }, former?.apiMappingId);
  await book.committed();
  return { ref: apiMappingId, attributes: { ApiMappingId: apiMappingId } };
}

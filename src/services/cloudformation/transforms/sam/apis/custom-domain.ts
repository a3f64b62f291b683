// `Domain` of an API: a domain name of one's own, what of it leads to the API, and its records in DNS.

import type { Json, JsonObject } from "../../../../../aws/json.ts";
import { type Draft, isDraft, own, pick, present } from "../draft.ts";
import type { Expansion } from "../expansion.ts";
import { getAtt, isIntrinsic, ref } from "../intrinsics.ts";
import { hashOf } from "../logical-ids.ts";
import type { SamResource } from "../sam-resource.ts";

/** The hosted zone of all of CloudFront's names. */
const cloudFrontZone = "Z2FDTNDATAQYW2";

type EndpointKind = "edge" | "private" | "regional";

interface CustomDomain {
  readonly resource: SamResource;
  readonly expansion: Expansion;
  readonly domain: Draft;
  /** The logical id of the domain's resource. */
  readonly id: string;
  readonly stage: string;
}

/** A REST API's. */
export function addRestDomain(resource: SamResource, expansion: Expansion, stage: string): void {
  const domain = domainOf(resource, expansion);
  if (domain === undefined) return;
  const type = endpointType(resource, domain, ["EDGE", "REGIONAL", "PRIVATE"]);
  const isPrivate = type === "PRIVATE";
  const id = `ApiGatewayDomainName${isPrivate ? "V2" : ""}${hashOf(own(domain, "DomainName") as Json)}`;
  const isRegional = type === "REGIONAL";
  addShared(resource, expansion, id, {
    Type: isPrivate ? "AWS::ApiGateway::DomainNameV2" : "AWS::ApiGateway::DomainName",
    Properties: present({
      DomainName: own(domain, "DomainName"),
      [isRegional ? "RegionalCertificateArn" : "CertificateArn"]: own(domain, "CertificateArn"),
      EndpointConfiguration: present({ Types: [type], IpAddressType: own(domain, "IpAddressType") }),
      ...pick(domain, ["SecurityPolicy", "EndpointAccessMode", "OwnershipVerificationCertificateArn"]),
      MutualTlsAuthentication: own(domain, "MutualTlsAuthentication"),
      ...(isPrivate ? pick(domain, ["Policy"]) : {}),
      Tags: isPrivate || resource.property("PropagateTags") !== true ? undefined : tagsOf(resource),
    }),
  });
  expansion.refer(resource.id, "DomainName", id);
  const custom = { resource, expansion, domain, id, stage };
  const isKept = own(domain, "NormalizeBasePath") === false;
  const key = (path: Json) => (isKept || typeof path !== "string" ? path : path.replace(/[^0-9a-zA-Z]/g, ""));
  addMappings(custom, "BasePathMapping", key, (path) => ({
    Type: isPrivate ? "AWS::ApiGateway::BasePathMappingV2" : "AWS::ApiGateway::BasePathMapping",
    Properties: present({
      ...(isPrivate ? { DomainNameArn: ref(id) } : { DomainName: ref(id) }),
      RestApiId: ref(resource.id),
      Stage: ref(stage),
      BasePath: path,
    }),
  }));
  addRecords(custom, isRegional ? "regional" : isPrivate ? "private" : "edge");
}

/** An HTTP API's, or a WebSocket API's. */
export function addHttpDomain(
  resource: SamResource,
  expansion: Expansion,
  { stage, tags }: { readonly stage: string; readonly tags: JsonObject },
): void {
  const domain = domainOf(resource, expansion);
  if (domain === undefined) return;
  const type = endpointType(resource, domain, ["REGIONAL"]);
  const id = `ApiGatewayDomainNameV2${hashOf(own(domain, "DomainName") as Json)}`;
  addShared(resource, expansion, id, {
    Type: "AWS::ApiGatewayV2::DomainName",
    Properties: present({
      DomainName: own(domain, "DomainName"),
      DomainNameConfigurations: [
        present({
          CertificateArn: own(domain, "CertificateArn"),
          EndpointType: type,
          ...pick(domain, ["OwnershipVerificationCertificateArn", "SecurityPolicy"]),
        }),
      ],
      MutualTlsAuthentication: own(domain, "MutualTlsAuthentication"),
      Tags: tags,
    }),
  });
  expansion.refer(resource.id, "DomainName", id);
  const custom = { resource, expansion, domain, id, stage };
  const key = (path: Json) => (typeof path === "string" ? path.replace(/^\/+|\/+$/g, "") : path);
  addMappings(custom, "ApiMapping", key, (path) => ({
    Type: "AWS::ApiGatewayV2::ApiMapping",
    Properties: present({
      ApiId: ref(resource.id),
      DomainName: ref(id),
      Stage: ref(stage),
      ApiMappingKey: path,
    }),
  }));
  addRecords(custom, "regional");
}

function domainOf(resource: SamResource, expansion: Expansion): Draft | undefined {
  const given = resource.property("Domain");
  if (given === undefined) return undefined;
  const domain = expansion.parameters.resolve(given);
  if (!isDraft(domain)) return resource.fail("Property 'Domain' should be a map.", "Domain");
  for (const name of ["DomainName", "CertificateArn"]) {
    if ((own(domain, name) ?? null) === null)
      resource.fail(`Property 'Domain.${name}' is required.`, "Domain");
  }
  return domain;
}

function endpointType(resource: SamResource, domain: Draft, known: readonly string[]): string {
  const given = own(domain, "EndpointConfiguration") ?? "REGIONAL";
  const type = own(given, "Type") ?? given;
  if (typeof type === "string" && known.includes(type)) return type;
  return resource.fail(
    `EndpointConfiguration for Custom Domains must be one of [${known.map((one) => `'${one}'`).join(", ")}].`,
    "Domain",
    "EndpointConfiguration",
  );
}

function tagsOf(resource: SamResource): Json | undefined {
  const tags = resource.property("Tags");
  if (!isDraft(tags)) return undefined;
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

/** APIs of one template can share a domain: it is the same resource for each. */
function addShared(resource: SamResource, expansion: Expansion, id: string, definition: JsonObject): void {
  if (!expansion.statedTypes.has(id) && expansion.resource(id) !== undefined) return;
  expansion.add(resource, id, { ...resource.sharedAttributes(), ...definition });
}

/** One for the whole domain, or one for each base path. */
function addMappings(
  custom: CustomDomain,
  suffix: string,
  key: (path: Json) => Json,
  mapping: (path: Json | undefined) => JsonObject,
): void {
  const { expansion, domain } = custom;
  const resource: SamResource = custom.resource;
  const paths = own(domain, "BasePath") ?? undefined;
  if (paths === undefined) {
    expansion.add(resource, `${resource.id}${suffix}`, {
      ...resource.sharedAttributes(),
      ...mapping(undefined),
    });
    return;
  }
  if (!Array.isArray(paths)) resource.fail("Basepaths must be a list.", "Domain", "BasePath");
  for (const [index, path] of (paths as readonly Json[]).entries()) {
    if (typeof path !== "string" && !isIntrinsic(path))
      resource.fail(`Property 'Domain.BasePath[${index}]' should be a string.`, "Domain", "BasePath", index);
    const letters = typeof path === "string" ? path.replace(/[^0-9a-zA-Z]/g, "") : hashOf(path);
    const id = letters === "" ? `${resource.id}${suffix}` : `${resource.id}${letters}${suffix}`;
    expansion.add(resource, id, { ...resource.sharedAttributes(), ...mapping(key(path)) });
  }
}

/** APIs whose domains are in one hosted zone share a group of records. */
function addRecords(custom: CustomDomain, kind: EndpointKind): void {
  const { expansion, domain, id } = custom;
  const resource: SamResource = custom.resource;
  const route = own(domain, "Route53");
  if (route === undefined || route === null) return;
  if (!isDraft(route)) resource.fail("Property 'Domain.Route53' should be a map.", "Domain", "Route53");
  const zone = own(route, "HostedZoneId") ?? own(route, "HostedZoneName") ?? undefined;
  if (zone === undefined)
    resource.fail(
      "HostedZoneId or HostedZoneName is required to enable Route53 support on Custom Domains.",
      "Domain",
      "Route53",
    );
  const name = own(domain, "DomainName") as Json;
  const separate = own(route, "SeparateRecordSetGroup") === true;
  const group = `RecordSetGroup${hashOf(separate ? [zone, name] : zone)}`;
  if (expansion.resource(group) === undefined)
    expansion.add(resource, group, {
      ...resource.sharedAttributes(),
      Type: "AWS::Route53::RecordSetGroup",
      Properties: { ...pick(route, ["HostedZoneId", "HostedZoneName"]), RecordSets: [] },
    });
  const properties = expansion.resource(group)?.Properties as Draft;
  const records = ["A", ...(own(route, "IpV6") === true ? ["AAAA"] : [])].map((type) =>
    present({
      Name: name,
      Type: type,
      AliasTarget: aliasTarget(route, id, kind),
      ...pick(route, ["SetIdentifier", "Region"]),
    }),
  );
  properties.RecordSets = [...(properties.RecordSets as readonly Json[]), ...records];
}

function aliasTarget(route: Draft, id: string, kind: EndpointKind): JsonObject {
  const evaluated = pick(route, ["EvaluateTargetHealth"]);
  if (kind === "regional")
    return {
      HostedZoneId: getAtt(id, "RegionalHostedZoneId"),
      DNSName: getAtt(id, "RegionalDomainName"),
      ...evaluated,
    };
  if (kind === "private")
    return {
      ...present({
        HostedZoneId: own(route, "VpcEndpointHostedZoneId"),
        DNSName: own(route, "VpcEndpointDomainName"),
      }),
      ...evaluated,
    };
  return {
    HostedZoneId: cloudFrontZone,
    DNSName: own(route, "DistributionDomainName") ?? getAtt(id, "DistributionDomainName"),
    ...evaluated,
  };
}

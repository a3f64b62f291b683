// The custom domain names of a region, and what their paths lead to.

import type { RegionIdentity } from "../../../aws/arn.ts";
import type { RecordBook, Records } from "../../../storage/record-book.ts";
import { newId } from "../ids.ts";
import { badRequest, conflict, notFound } from "../refusals.ts";
import { matched } from "./match-path.ts";
import type { ApiMapping, DomainName, DomainSettings, MappedRequest, RoutingRule } from "./records.ts";

export interface DomainNamesOptions {
  readonly book: RecordBook;
  readonly identity: RegionIdentity;
  readonly now: () => number;
  readonly hasStage: (apiId: string, stage: string) => boolean;
}

/** The hosted zones that AWS tells in every account: of API Gateway in Northern Virginia, and of CloudFront. */
const regionalZone = "Z1UJRXOUMOOFQ8";
const distributionZone = "Z2FDTNDATAQYW2";

export class DomainNames {
  readonly #domains: Records<DomainName>;
  readonly #mappings: Records<ApiMapping>;
  readonly #rules: Records<RoutingRule>;
  readonly #options: DomainNamesOptions;

  constructor(options: DomainNamesOptions) {
    const { book } = options;
    this.#options = options;
    this.#domains = book.records("domainNames");
    this.#mappings = book.records("apiMappings");
    this.#rules = book.records("routingRules");
  }

  all(): readonly DomainName[] {
    return this.#domains.values();
  }

  /** Throws NotFoundException. */
  get(domainName: string): DomainName {
    const domain = this.#domains.get(domainName);
    if (domain !== undefined) return domain;
    throw notFound("Invalid domain name identifier specified");
  }

  /** By its own name, or by the host that it has for its API. */
  find(host: string): DomainName | undefined {
    const isHost = ({ regionalDomainName }: DomainName) =>
      regionalDomainName?.startsWith(`${host}.`) === true;
    return this.#domains.get(host) ?? (host.startsWith("d-") ? this.all().find(isHost) : undefined);
  }

  /** Throws BadRequestException. */
  create(domainName: string, settings: DomainSettings): DomainName {
    if (this.#domains.has(domainName)) throw badRequest("The domain name you provided already exists.");
    const certificateUploadDate = Math.floor(this.#options.now() / 1000);
    return this.#put({ domainName, certificateUploadDate, ...settings });
  }

  /** The domain of this name by another. */
  replace(domain: DomainName): DomainName {
    return this.#put(domain);
  }

  /** With its mappings and rules. Throws NotFoundException. */
  delete(domainName: string): void {
    this.get(domainName);
    for (const { apiMappingId } of this.mappingsOf(domainName)) this.#mappings.remove(apiMappingId);
    for (const { routingRuleId } of this.rulesOf(domainName)) this.#rules.remove(routingRuleId);
    this.#domains.remove(domainName);
  }

  mappingsOf(domainName: string): readonly ApiMapping[] {
    return this.#mappings.values().filter((each) => each.domainName === domainName);
  }

  /** Throws NotFoundException. */
  mapping(domainName: string, apiMappingId: string): ApiMapping {
    this.get(domainName);
    const mapping = this.#mappings.get(apiMappingId);
    if (mapping?.domainName === domainName) return mapping;
    throw notFound("Invalid api mapping identifier specified");
  }

  /** Throws BadRequestException, and ConflictException for a key that the domain has. */
  putMapping(given: Omit<ApiMapping, "apiMappingId">, apiMappingId = newId(6)): ApiMapping {
    const { domainName, key, apiId, stage } = given;
    this.get(domainName);
    if (stage !== undefined && !this.#options.hasStage(apiId, stage))
      throw badRequest("Invalid stage identifier specified");
    const isTaken = this.mappingsOf(domainName).some(
      (each) => each.key === key && each.apiMappingId !== apiMappingId,
    );
    if (isTaken) throw conflict("Base path already exists for this domain name");
    const mapping = { ...given, apiMappingId };
    this.#mappings.put(apiMappingId, mapping);
    return mapping;
  }

  removeMapping({ apiMappingId }: ApiMapping): void {
    this.#mappings.remove(apiMappingId);
  }

  rulesOf(domainName: string): readonly RoutingRule[] {
    return this.#rules
      .values()
      .filter((each) => each.domainName === domainName)
      .sort((one, other) => one.priority - other.priority);
  }

  /** Throws NotFoundException. */
  rule(domainName: string, routingRuleId: string): RoutingRule {
    this.get(domainName);
    const rule = this.#rules.get(routingRuleId);
    if (rule?.domainName === domainName) return rule;
    throw notFound("Invalid routing rule identifier specified");
  }

  /** Throws BadRequestException, and ConflictException for a priority that another rule has. */
  putRule(given: Omit<RoutingRule, "routingRuleId">, routingRuleId = newId(6)): RoutingRule {
    const { domainName, priority, invokeApi } = given;
    this.get(domainName);
    if (!this.#options.hasStage(invokeApi.apiId, invokeApi.stage))
      throw badRequest("Invalid stage identifier specified");
    const isTaken = this.rulesOf(domainName).some(
      (each) => each.priority === priority && each.routingRuleId !== routingRuleId,
    );
    if (isTaken) throw conflict(`A routing rule with the priority ${priority} already exists`);
    const rule = { ...given, routingRuleId };
    this.#rules.put(routingRuleId, rule);
    return rule;
  }

  removeRule({ routingRuleId }: RoutingRule): void {
    this.#rules.remove(routingRuleId);
  }

  /** What leads to an API, or to a stage of one, keeps it from being deleted. Throws BadRequestException. */
  checkUnmapped(apiId: string, stage?: string): void {
    const leads = [...this.#mappings.values(), ...this.#rules.values().map(led)].filter(
      (each) => each.apiId === apiId && (stage === undefined || each.stage === stage),
    );
    if (leads.length === 0) return;
    const what = stage === undefined ? "API" : "stage";
    const domains = [...new Set(leads.map(({ domainName }) => domainName))].join(", ");
    throw badRequest(
      `Deleting ${what} failed. Please remove all base path mappings related to the ${what} in your domains: ${domains}`,
    );
  }

  /** Undefined for a path that leads nowhere. */
  lead(
    { domainName, routingMode }: DomainName,
    path: string,
    headers: Readonly<Record<string, string | undefined>>,
  ): MappedRequest | undefined {
    const lead = matched(path, headers, {
      rules: routingMode === "API_MAPPING_ONLY" ? [] : this.rulesOf(domainName),
      mappings: routingMode === "ROUTING_RULE_ONLY" ? [] : this.mappingsOf(domainName),
    });
    return lead && { ...lead, domainName };
  }

  arn(domainName: string): string {
    const { partition, region } = this.#options.identity;
    return `arn:${partition}:apigateway:${region}::/domainnames/${domainName}`;
  }

  /** With the hosts of its kinds of endpoint, which stay as they are once there are any. */
  #put(given: DomainName): DomainName {
    const { region } = this.#options.identity;
    const { types } = given.endpointConfiguration;
    const regional = types.includes("REGIONAL") && {
      regionalDomainName: given.regionalDomainName ?? `d-${newId(10)}.execute-api.${region}.amazonaws.com`,
      regionalHostedZoneId: regionalZone,
    };
    const distribution = types.includes("EDGE") && {
      distributionDomainName: given.distributionDomainName ?? `d${newId(13)}.cloudfront.net`,
      distributionHostedZoneId: distributionZone,
    };
    const domain = { ...given, ...regional, ...distribution };
    this.#domains.put(domain.domainName, domain);
    return domain;
  }
}

function led({ domainName, invokeApi }: RoutingRule): Pick<ApiMapping, "domainName" | "apiId" | "stage"> {
  return { domainName, ...invokeApi };
}

// Custom domain names, and which APIs their paths lead to, by the names that the operations of REST APIs give to the members.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-custom-domains.html

import type { Texts } from "../records.ts";
import { badRequest } from "../refusals.ts";

export const routingModes = [
  "API_MAPPING_ONLY",
  "ROUTING_RULE_ONLY",
  "ROUTING_RULE_THEN_API_MAPPING",
] as const;
export type RoutingMode = (typeof routingModes)[number];
const securityPolicies: readonly string[] = ["TLS_1_0", "TLS_1_2"];

/** Of a domain name or a REST API. Throws BadRequestException. */
export function checkSecurityPolicy(policy: string): void {
  if (!securityPolicies.includes(policy) && !policy.startsWith("SecurityPolicy_"))
    throw badRequest(`Invalid security policy '${policy}': expected one of ${securityPolicies.join(", ")}`);
}

/** Certificates are kept and told: the region speaks plain HTTP. */
export interface DomainSettings {
  readonly endpointConfiguration: {
    readonly types: readonly string[];
    readonly ipAddressType: string;
  };
  readonly certificateName?: string | undefined;
  readonly certificateArn?: string | undefined;
  readonly regionalCertificateName?: string | undefined;
  readonly regionalCertificateArn?: string | undefined;
  readonly ownershipVerificationCertificateArn?: string | undefined;
  readonly securityPolicy: string;
  readonly endpointAccessMode?: string | undefined;
  readonly mutualTlsAuthentication?: MutualTls | undefined;
  readonly routingMode: RoutingMode;
  readonly tags?: Texts | undefined;
}

export interface MutualTls {
  readonly truststoreUri?: string | undefined;
  readonly truststoreVersion?: string | undefined;
}

export interface DomainName extends DomainSettings {
  readonly domainName: string;
  /** Where the API is asked behind the name, such as `d-abcdefghij.execute-api.us-east-1.amazonaws.com`. */
  readonly regionalDomainName?: string | undefined;
  readonly regionalHostedZoneId?: string | undefined;
  readonly distributionDomainName?: string | undefined;
  readonly distributionHostedZoneId?: string | undefined;
  /** Seconds since the epoch. */
  readonly certificateUploadDate: number;
}

export interface ApiMapping {
  readonly apiMappingId: string;
  readonly domainName: string;
  /** What the path begins with, such as `v1` or `a/b`; empty where it leads every path. */
  readonly key: string;
  readonly apiId: string;
  /** Without one, the path names it. */
  readonly stage?: string | undefined;
}

export interface RoutingRule {
  readonly routingRuleId: string;
  readonly domainName: string;
  /** The lowest that matches is taken. */
  readonly priority: number;
  /** All of them must hold. */
  readonly conditions: readonly RoutingCondition[];
  readonly invokeApi: {
    readonly apiId: string;
    readonly stage: string;
    readonly stripBasePath: boolean;
  };
}

export interface RoutingCondition {
  readonly matchBasePaths?: { readonly anyOf: readonly string[] } | undefined;
  readonly matchHeaders?:
    | { readonly anyOf: readonly { readonly header: string; readonly valueGlob: string }[] }
    | undefined;
}

/** What a request to a custom domain name is for. */
export interface MappedRequest {
  readonly domainName: string;
  readonly apiId: string;
  /** Undefined where the path begins with it. */
  readonly stage: string | undefined;
  /** Without what led to the API. */
  readonly path: string;
}

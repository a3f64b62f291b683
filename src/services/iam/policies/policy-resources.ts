// Which resources a policy of a principal may name.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html

import { malformedPolicy } from "../refusals.ts";

interface NamedResource {
  /** As IAM completes it: what is cut short goes on with asterisks. */
  readonly arn: string;
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly account: string;
  readonly path: string;
}

const wildcard = /[*?$]/;
const iamPaths = [
  ...["user", "federated-user", "role", "group", "instance-profile", "mfa", "server-certificate", "policy"],
  ...["sms-mfa", "saml-provider", "oidc-provider", "report", "access-report"],
].map((kind) => `${kind}/`);

/** Whether IAM's older parser takes it: a service that is none, or a bucket with an account, is not for it. */
export function isResourceParsed(resource: string): boolean {
  const named = namedResource(resource);
  if (named === undefined || !isPartition(named.partition)) return true;
  const { service, account } = named;
  return (
    service !== "" &&
    (service !== "s3" || account === "" || wildcard.test(account) || /^\d{12}$/.test(account))
  );
}

/** Throws MalformedPolicyDocument. */
export function checkResource(resource: string): void {
  if (resource === "*") return;
  const named = namedResource(resource);
  if (named === undefined) throw malformedPolicy(`Resource ${resource} must be in ARN format or "*".`);
  const { arn, partition, service, region, account, path } = named;
  if (!isPartition(partition))
    throw malformedPolicy(`Partition "${partition}" is not valid for resource "${arn}".`);
  if (wildcard.test(service))
    throw malformedPolicy("Resource vendor must be fully qualified and cannot contain regexes.");
  if (service === "iam") checkIamResource(region, path);
  if (service === "s3" && region !== "" && account === "")
    throw malformedPolicy("Resource ARN can not contain region information.");
}

function isPartition(text: string): boolean {
  return wildcard.test(text) || /^aws(?:-[a-z-]+)?$/.test(text);
}

function checkIamResource(region: string, path: string): void {
  if (region !== "" && region !== "*")
    throw malformedPolicy("IAM resource ARN cannot contain region information.");
  if (path !== "*" && path !== "root" && !iamPaths.some((prefix) => path.startsWith(prefix)))
    throw malformedPolicy(
      `IAM resource path must either be "*", root, or start with ${iamPaths.join(", ")}.`,
    );
}

function namedResource(resource: string): NamedResource | undefined {
  if (!resource.includes(":")) return undefined;
  const [, ...given] = resource.split(":");
  const [partition = "*", service = "*", region = "*", account = "*", ...rest] = given;
  const path = rest.length === 0 ? "*" : rest.join(":");
  return {
    arn: ["arn", partition, service, region, account, path].join(":"),
    ...{ partition, service, region, account, path },
  };
}

// Where a bucket may be asked for: a region, as its location is called, and the namespace of names that an account has there.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/gpbucketnamespaces.html

import type { RegionIdentity } from "../../../aws/arn.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import { invalidArgument } from "../refusals.ts";

/** The region whose buckets have no location, for the sake of the oldest ones. */
const first = "us-east-1";

const regions = new Set([
  ...[first, "us-east-2", "us-west-1", "us-west-2", "af-south-1", "ap-east-1", "ap-east-2"],
  ...["ap-south-1", "ap-south-2", "ap-northeast-1", "ap-northeast-2", "ap-northeast-3"],
  ...["ap-southeast-1", "ap-southeast-2", "ap-southeast-3", "ap-southeast-4", "ap-southeast-5"],
  ...["ap-southeast-6", "ap-southeast-7", "ca-central-1", "ca-west-1", "cn-north-1", "cn-northwest-1"],
  ...["eu-central-1", "eu-central-2", "eu-north-1", "eu-south-1", "eu-south-2", "eu-west-1", "eu-west-2"],
  ...["eu-west-3", "il-central-1", "me-central-1", "me-south-1", "mx-central-1", "sa-east-1"],
  ...["us-gov-east-1", "us-gov-west-1"],
]);

export function isRegion(name: string): boolean {
  return regions.has(name);
}

/** `EU` is Ireland's older name. */
export function regionIn(location: string | undefined): string | undefined {
  return location === "EU" ? "eu-west-1" : location;
}

/** As GetBucketLocation tells it. */
export function toldLocation(location: string | undefined, { region }: RegionIdentity): string {
  return location ?? (region === first ? "" : region);
}

/**
 * From the first region a bucket is made in any other; elsewhere it has to be asked for where it is made. Throws
 * InvalidLocationConstraint or IllegalLocationConstraintException.
 */
export function checkLocation(location: string | undefined, { region }: RegionIdentity): void {
  const asked = regionIn(location);
  if (
    asked !== undefined &&
    (region === first ? asked === first || !isRegion(asked) : !isKnown(asked, region))
  )
    throw new ServiceError("InvalidLocationConstraint", "The specified location-constraint is not valid", {
      members: { LocationConstraint: location },
    });
  if (region === first || asked === region) return;
  throw new ServiceError(
    "IllegalLocationConstraintException",
    `The ${location ?? "unspecified"} location constraint is incompatible for the region specific endpoint this request was sent to.`,
  );
}

/** The region may stand for one that AWS has only since. */
function isKnown(name: string, region: string): boolean {
  return name === region || isRegion(name);
}

interface Place {
  readonly bucket: string;
  readonly location: string | undefined;
  readonly namespace: string | undefined;
}

/** Throws InvalidArgument, InvalidNamespaceHeader, or InvalidBucketName for a name that only the account's namespace may have. */
export function checkNamespace({ bucket, location, namespace = "global" }: Place, own: RegionIdentity): void {
  if (namespace !== "global" && namespace !== "account-regional")
    throw invalidArgument(
      `Invalid x-amz-bucket-namespace header: ${namespace}`,
      "x-amz-bucket-namespace",
      namespace,
    );
  const suffix = `-${own.accountId}-${regionIn(location) ?? own.region}-an`;
  if (namespace === "account-regional" && !bucket.endsWith(suffix))
    throw new ServiceError(
      "InvalidNamespaceHeader",
      `The requested bucket name did not include the account-regional namespace suffix, but the provided x-amz-bucket-namespace header value is account-regional. Specify ${suffix} as the bucket name suffix to create a bucket in your account-regional namespace, or remove the header.`,
    );
  if (namespace === "global" && bucket.endsWith("-an"))
    throw new ServiceError("InvalidBucketName", "The specified bucket is not valid.", {
      members: { BucketName: bucket },
    });
}

// How buckets and objects are addressed: the bucket stands in the path or in the host.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html

/** `bucket.localhost`, `bucket.s3.localhost` and, by way of a proxy, `bucket.s3.us-east-1.amazonaws.com`. */
const bucketHost =
  /^([a-z0-9][a-z0-9.-]{1,61}?[a-z0-9])\.(?:(?:s3\.)?(?:[a-z]{2}(?:-[a-z]+)+-\d\.)?localhost\.?|s3[a-z0-9.-]*\.amazonaws\.com)(?::\d+)?$/i;
/** The service's own names under `localhost`. */
const serviceHost = /^s3(?:\.[a-z]{2}(?:-[a-z]+)+-\d)?$/i;

/** The path with its bucket in front, wherever that stands. */
export function bucketPathOf(host: string, path: string): string {
  const bucket = bucketHost.exec(host)?.[1];
  return bucket === undefined || serviceHost.test(bucket) ? path : `/${bucket}${path}`;
}

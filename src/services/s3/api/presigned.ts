// Addresses that were signed beforehand: until when they can be used, and the headers that stand in their query. No signature is held
// against a key: every key is taken. https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html

import { ServiceError } from "../../../aws/service-error.ts";

const longestSeconds = 604_800;

/** Throws AccessDenied or AuthorizationQueryParametersError. */
export function checkPresigned(query: URLSearchParams, now: number): void {
  const seconds = query.get("X-Amz-Expires");
  if (seconds !== null) checkFourth(query, seconds, now);
  const until = query.get("Expires");
  if (until !== null && query.has("Signature")) checkSecond(until, now);
}

/** Of the fourth version of signatures, which tells how long it is good for. */
function checkFourth(query: URLSearchParams, seconds: string, now: number): void {
  const badParameters = (message: string) => new ServiceError("AuthorizationQueryParametersError", message);
  if (!/^-?\d+$/.test(seconds)) throw badParameters("X-Amz-Expires should be a number");
  if (Number(seconds) < 0) throw badParameters("X-Amz-Expires must be non-negative");
  if (Number(seconds) > longestSeconds)
    throw badParameters(
      `X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than ${longestSeconds} seconds`,
    );
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(query.get("X-Amz-Date") ?? "") ?? [];
  if (year === undefined)
    throw badParameters("X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"");
  const since = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  const until = since + Number(seconds) * 1000;
  if (until < now) throw expired(until, now, { "X-Amz-Expires": seconds });
}

/** Of the second, which tells when it ends. */
function checkSecond(until: string, now: number): void {
  if (!/^\d+$/.test(until))
    throw new ServiceError("AccessDenied", `Invalid date (should be seconds since epoch): ${until}`, {
      status: 403,
    });
  if (Number(until) * 1000 < now) throw expired(Number(until) * 1000, now, {});
}

function expired(until: number, now: number, members: Readonly<Record<string, string>>): ServiceError {
  const told = (time: number) => new Date(time).toISOString().replace(/\.\d+Z$/, "Z");
  return new ServiceError("AccessDenied", "Request has expired", {
    status: 403,
    members: { ...members, Expires: told(until), ServerTime: told(now) },
  });
}

/** What a client signs with an address it may put in its query. A checksum there is of no body: it was computed before there was one. */
export function presignedHeaders(query: URLSearchParams): Record<string, string> {
  const headers: Record<string, string> = {};
  if (!query.has("X-Amz-Expires") && !query.has("Signature")) return headers;
  for (const [name, value] of query) {
    const header = name.toLowerCase();
    if (header.startsWith("x-amz-") && !ofSignatures.test(header)) headers[header] = value;
  }
  return headers;
}

const ofSignatures =
  /^x-amz-(?:algorithm|credential|date|expires|security-token|signature|signedheaders|content-sha256|sdk-checksum-algorithm|checksum-(?!mode))/;

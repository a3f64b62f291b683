// Addresses that were signed beforehand: until when they can be used, and the headers that stand in their query. No signature is held
// against a key: every key is taken. https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html

import { ServiceError } from "../../../aws/service-error.ts";

const longestSeconds = 604_800;

/** Without all of which no address is signed, by the version of the signature. */
const fourth = ["Algorithm", "Credential", "Signature", "Date", "SignedHeaders", "Expires"].map(
  (name) => `X-Amz-${name}`,
);
const second = ["Signature", "Expires", "AWSAccessKeyId"];

function isFourth(query: URLSearchParams): boolean {
  return query.has("X-Amz-Algorithm") || query.has("X-Amz-Signature");
}

function isSecond(query: URLSearchParams): boolean {
  return query.has("Signature") || query.has("AWSAccessKeyId");
}

/** Throws AccessDenied or AuthorizationQueryParametersError. */
export function checkPresigned(
  query: URLSearchParams,
  headers: Readonly<Record<string, string | undefined>>,
  now: number,
): void {
  if (isFourth(query)) {
    checkFourth(query, now);
    checkSignedHeaders(query.get("X-Amz-SignedHeaders") ?? "", headers);
  } else if (isSecond(query)) checkSecond(query, now);
}

/** What SigV4's clients send of themselves, which S3 takes unsigned: the body's hash can be given only by whoever has the body. */
const takenUnsigned = new Set(["x-amz-content-sha256", "x-amz-date", "x-amz-security-token"]);

/** Headers that mean something to S3 are taken only as they were signed. Throws AccessDenied. */
function checkSignedHeaders(
  signedHeaders: string,
  headers: Readonly<Record<string, string | undefined>>,
): void {
  const signed = new Set(signedHeaders.toLowerCase().split(";"));
  const unsigned = Object.keys(headers).filter(
    (name) => name.startsWith("x-amz-") && !signed.has(name) && !takenUnsigned.has(name),
  );
  if (unsigned.length === 0) return;
  throw new ServiceError("AccessDenied", "There were headers present in the request which were not signed", {
    status: 403,
    members: { HeadersNotSigned: unsigned.sort().join(", ") },
  });
}

/** Of the fourth version of signatures, which tells how long it is good for. */
function checkFourth(query: URLSearchParams, now: number): void {
  const badParameters = (message: string) => new ServiceError("AuthorizationQueryParametersError", message);
  if (!fourth.every((name) => query.has(name)))
    throw badParameters(
      `Query-string authentication version 4 requires the ${fourth.slice(0, -1).join(", ")}, and ${fourth.at(-1)} parameters.`,
    );
  const seconds = query.get("X-Amz-Expires") ?? "";
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
function checkSecond(query: URLSearchParams, now: number): void {
  if (!second.every((name) => query.has(name)))
    throw new ServiceError(
      "AccessDenied",
      "Query-string authentication requires the Signature, Expires and AWSAccessKeyId parameters",
      { status: 403 },
    );
  const until = query.get("Expires") ?? "";
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
  if (!isFourth(query) && !isSecond(query)) return headers;
  for (const [name, value] of query) {
    const header = name.toLowerCase();
    if (header.startsWith("x-amz-") && !ofSignatures.test(header)) headers[header] = value;
  }
  return headers;
}

const ofSignatures =
  /^x-amz-(?:algorithm|credential|date|expires|security-token|signature|signedheaders|content-sha256|sdk-checksum-algorithm|checksum-(?!mode))/;

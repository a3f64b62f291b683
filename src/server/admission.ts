// Who is let in: programs of this machine that mean the region. A browser carries other people's pages, so whatever a page of
// another origin can send is refused by what browsers say of it, and a name that was rebound to this machine by its host.
// https://fetch.spec.whatwg.org/#origin-header and https://www.w3.org/TR/fetch-metadata/

import { ServiceError } from "../aws/service-error.ts";
import { isServedPath } from "../aws/wire/served-hosts.ts";
import { hostOf, type RequestHead } from "./request-head.ts";

/** Names that never leave this machine, with the dot of a full name or without. Clients put `sync-` before the host of StartSyncExecution, whatever it is. */
const local = /^(?:(?:sync-)?(?:127\.0\.0\.1|localhost\.?)|\[::1\]|(?:[a-z0-9_-]+\.)+localhost\.?)$/i;
/** The names of AWS's services. No page can rebind one, and nobody sends them here but a client whose proxy the region is. */
const ofAws =
  /^(?:[a-z0-9_-]+\.)+(?:amazonaws\.com|amazonaws\.com\.cn|api\.aws|api\.amazonwebservices\.com\.cn)$/i;

/** Those of S3 and of its buckets, by which a client may mean the region without a proxy: the bucket is told by them. */
const ofS3 = /^(?:[a-z0-9_-]+\.)*s3(?:[.-][a-z0-9.-]+)?\.amazonaws\.com$/i;

/** Those of APIs of API Gateway, and of custom domain names, by which a client may mean the API without a proxy. */
const ofApis = /^[a-z0-9-]+\.execute-api\.[a-z0-9-]+\.amazonaws\.com$/i;

/** What a page of another origin asks, or asks beforehand whether it may. */
export interface PageRequest {
  readonly head: RequestHead;
  readonly origin: string;
  /** The method that it asks for, now or afterwards. */
  readonly method: string;
  /** The headers that it wants to send afterwards, in small letters; undefined for one that asks now. */
  readonly askedHeaders: readonly string[] | undefined;
}

/** The headers by which a page is told that it may; undefined if it may not. */
export type LetIn = (page: PageRequest) => Readonly<Record<string, string>> | undefined;

/**
 * `letIn` is asked for pages of other origins, for whom there is nothing by themselves. What it says is for the answer. Throws
 * AccessDeniedException (403).
 */
export function checkAdmission(
  head: RequestHead,
  letIn: LetIn,
): Readonly<Record<string, string>> | undefined {
  const host = hostOf(head);
  const { proxiedHost, headers } = head;
  if (!isAdmitted(host, proxiedHost !== undefined)) throw foreignHost(host);
  if (proxiedHost !== undefined && !isAdmitted(proxiedHost, true)) throw foreignHost(proxiedHost);
  // Beside `host`, HTTP/2 may have another.
  const authority = headers[":authority"];
  if (authority !== undefined && authority !== host && !isAdmitted(authority, false))
    throw foreignHost(authority);
  const page = pageOf(head, host);
  const told = page === undefined ? undefined : letIn(page);
  if (told !== undefined) return told;
  // A function URL or an API is meant for pages, and its id is known to nobody who was not told; what it says to them is its own.
  if (!isServedPath(head.path)) checkBrowser(head, host);
  return undefined;
}

/** The host that was last found to be local: nearly every request is for the same. */
let lastLocal: string | undefined;

function isAdmitted(host: string, isProxied: boolean): boolean {
  if (host === lastLocal) return true;
  const name = host.replace(/:\d{1,5}$/, "");
  if (local.test(name)) {
    lastLocal = host;
    return true;
  }
  return ofS3.test(name) || ofApis.test(name) || (isProxied && ofAws.test(name));
}

function pageOf(head: RequestHead, host: string): PageRequest | undefined {
  const { method, headers } = head;
  const { origin } = headers;
  if (origin === undefined || isOwn(origin, host)) return undefined;
  if (method !== "OPTIONS") return { head, origin, method, askedHeaders: undefined };
  const askedHeaders = (headers["access-control-request-headers"] ?? "")
    .split(",")
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== "");
  return { head, origin, method: headers["access-control-request-method"] ?? "", askedHeaders };
}

function isOwn(origin: string, host: string): boolean {
  return origin.toLowerCase() === `http://${host.toLowerCase()}`;
}

function checkBrowser(head: RequestHead, host: string): void {
  const { headers, method } = head;
  const { origin } = headers;
  if (origin !== undefined && !isOwn(origin, host)) {
    throw refused(`a page of the origin ${shown(origin)}`);
  }
  const site = headers["sec-fetch-site"];
  // `none`: asked by the user, not by a page. Another port of this machine is the same site and another's page all the same.
  if (site !== undefined && site !== "same-origin" && site !== "none")
    throw refused("a page of another origin");
  if (method === "OPTIONS") throw refused("a page that asks beforehand, and that nothing here lets in");
  // Browsers of before 2023 may say neither; what they send without a question can change something in these ways only.
  if (origin !== undefined || site !== undefined || headers["user-agent"]?.startsWith("Mozilla/") !== true)
    return;
  if ((method !== "GET" && method !== "HEAD") || head.search.includes("Action="))
    throw refused("a browser that does not say for which page");
}

function foreignHost(host: string): ServiceError {
  return new ServiceError(
    "AccessDeniedException",
    `The region does not answer for the host ${shown(host)}: expected 127.0.0.1, localhost, [::1] or a name under localhost`,
    { status: 403 },
  );
}

function refused(by: string): ServiceError {
  return new ServiceError("AccessDeniedException", `The region does not answer requests of ${by}`, {
    status: 403,
  });
}

function shown(text: string): string {
  return JSON.stringify(text.slice(0, 200));
}

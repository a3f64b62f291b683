// What a request says before its body: where to, as whom, and in which form.

import { servedPathOf } from "../aws/wire/served-hosts.ts";
import type { Request } from "./listener.ts";

export interface RequestHead {
  readonly method: string;
  /** As it was sent, still encoded; that of a function URL or an API has its id in it, even if it was sent in the host. */
  readonly path: string;
  /** With its question mark; empty for none. */
  readonly search: string;
  /** The host of a request line that has a whole URL, as a client sends it to what it takes for its HTTP proxy. */
  readonly proxiedHost: string | undefined;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Names and values in turn, as the client wrote them. */
  readonly rawHeaders?: readonly string[];
}

export function requestHead({ url = "/", method = "GET", headers, rawHeaders }: Request): RequestHead {
  const absolute = url.charCodeAt(0) === slash ? null : /^https?:\/\/([^/?]*)/i.exec(url);
  const target = absolute === null ? url : url.slice(absolute[0].length);
  const question = target.indexOf("?");
  // What Node gives as a list is given by no client of AWS, and read by nobody here.
  const told = headers as RequestHead["headers"];
  const path = question === -1 ? target : target.slice(0, question);
  return {
    method,
    path: servedPathOf(hostOf({ headers: told }), path === "" ? "/" : path),
    search: question === -1 ? "" : target.slice(question),
    proxiedHost: absolute?.[1],
    headers: told,
    rawHeaders,
  };
}

const slash = 0x2f;

/** HTTP/2 has the host under another name. */
export function hostOf({ headers }: Pick<RequestHead, "headers">): string {
  return String(headers.host ?? headers[":authority"] ?? "");
}

/** The media type alone, in small letters. */
export function contentType({ headers }: RequestHead): string {
  const type = headers["content-type"];
  if (type === undefined) return "";
  const end = type.indexOf(";");
  return (end === -1 ? type : type.slice(0, end)).trim().toLowerCase();
}

const scope = /Credential=[^/\s,&]+\/\d{8}\/(?:[^/\s,&]+\/)?([^/\s,&]+)\/aws4_request/;

/** The service that the request is signed for, in its header or its query, such as `states`. */
export function signedService({ headers, search }: RequestHead): string | undefined {
  const { authorization } = headers;
  if (authorization !== undefined) return scope.exec(authorization)?.[1];
  if (!search.includes("X-Amz-Credential=")) return undefined;
  return scope.exec(search.replaceAll(/%2f/gi, "/"))?.[1];
}

/** The access key that the request is signed with, in its header. */
export function signingKey({ headers }: RequestHead): string | undefined {
  return /Credential=([^/\s,&]+)\//.exec(headers.authorization ?? "")?.[1];
}

// The handlers of custom resources answer at an address that is S3's on AWS, and so by https at its port, whatever the address
// says: CDK's do, and what is copied from AWS's documentation. Here those answers go to the region.

import http from "node:http";
import https from "node:https";
import { syncBuiltinESMExports } from "node:module";

/** Where CloudFormation takes them. */
const addresses = /^\/2010-05-15\/signals\//;

type Request = typeof https.request;
type Answered = (response: http.IncomingMessage) => void;

/** `endpoint` is the region's. To be called before a handler is loaded. */
export function sendAnswersTo(endpoint: string | undefined): void {
  if (endpoint === undefined || !URL.canParse(endpoint)) return;
  const { protocol, hostname, port } = new URL(endpoint);
  if (protocol !== "http:") return;
  const request = https.request;
  const redirected = (first: unknown, ...more: readonly unknown[]) => {
    const path = pathOf(first);
    const send = request as (...given: readonly unknown[]) => http.ClientRequest;
    if (path === undefined || !addresses.test(path)) return send(first, ...more);
    const [options, answered] = typeof more[0] === "function" ? [{}, more[0]] : [more[0] ?? {}, more[1]];
    const given = typeof first === "string" || first instanceof URL ? options : first;
    const changed: http.RequestOptions = {
      ...(given as http.RequestOptions),
      protocol,
      hostname,
      port,
      path,
    };
    return http.request({ ...changed, host: hostname, agent: false }, answered as Answered);
  };
  https.request = redirected as Request;
  syncBuiltinESMExports();
}

function pathOf(first: unknown): string | undefined {
  if (first instanceof URL) return first.pathname;
  if (typeof first === "string") return URL.canParse(first) ? new URL(first).pathname : undefined;
  const { path } = (first ?? {}) as http.RequestOptions;
  return path ?? undefined;
}

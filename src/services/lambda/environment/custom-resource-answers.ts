// The handlers of custom resources answer at an address that is S3's on AWS, and so by https at its port, whatever the address
// says: CDK's do, and what is copied from AWS's documentation. Here those answers go to the region.

import type http from "node:http";
import type https from "node:https";
import * as modules from "node:module";

/** Where CloudFormation takes them. */
const addresses = /^\/2010-05-15\/signals\//;

type Request = typeof https.request;
type Answered = (response: http.IncomingMessage) => void;

/**
 * `endpoint` is the region's. To be called before a handler is loaded; nothing happens until something asks for `https`, which takes
 * longer to load than all else in a cold start.
 */
export function sendAnswersTo(endpoint: string | undefined): void {
  if (endpoint === undefined || !URL.canParse(endpoint) || !endpoint.startsWith("http:")) return;
  const hooks = modules.registerHooks({
    resolve(specifier, context, next) {
      if (specifier === "https" || specifier === "node:https") {
        hooks.deregister();
        redirect(new URL(endpoint));
      }
      return next(specifier, context);
    },
  });
}

function redirect({ protocol, hostname, port }: URL): void {
  const http = process.getBuiltinModule("node:http");
  const https = process.getBuiltinModule("node:https");
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
  modules.syncBuiltinESMExports();
}

function pathOf(first: unknown): string | undefined {
  if (first instanceof URL) return first.pathname;
  if (typeof first === "string") return URL.canParse(first) ? new URL(first).pathname : undefined;
  const { path } = (first ?? {}) as http.RequestOptions;
  return path ?? undefined;
}

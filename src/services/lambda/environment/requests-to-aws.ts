// What a handler asks of AWS by https goes to the region. Clients that know no AWS_ENDPOINT_URL, such as AWS's SDK for JavaScript 2,
// and handlers that call an API by its address, ask at AWS's own names. The handlers of custom resources answer at an address that is
// S3's on AWS, and so by https at its port, whatever the address says: CDK's do, and what is copied from AWS's documentation.

import type http from "node:http";
import type https from "node:https";
import * as modules from "node:module";

/** Where CloudFormation takes answers. */
const answers = /^\/2010-05-15\/signals\//;

const apiHere = /^([\w-]+)\.execute-api\.[\w-]+\.localhost$/i;
const isRegion = /^(?:127\.0\.0\.1|localhost)$/i;
const apiPath = "/_millrace/execute-api/";

/** What the services of the region are called in AWS's names, wherever it stands in them: a bucket or an API comes first. */
const served = new Set([
  ...["apigateway", "cloudformation", "codedeploy", "dynamodb", "ecr", "events", "execute-api", "firehose"],
  ...["iam", "iot", "kinesis", "lambda", "logs", "monitoring", "pipes", "queue", "s3", "scheduler"],
  ...["secretsmanager", "sns", "sqs", "ssm", "states", "sts", "xray"],
]);

type Request = typeof https.request;
type Answered = (response: http.IncomingMessage) => void;

interface Target {
  readonly hostname: string;
  readonly path: string;
}

/**
 * `endpoint` is the region's. To be called before a handler is loaded; nothing happens until something asks for `https`, which takes
 * longer to load than all else in a cold start.
 */
export function sendRequestsTo(endpoint: string | undefined): void {
  if (endpoint === undefined || !URL.canParse(endpoint) || !endpoint.startsWith("http:")) return;
  const hooks = modules.registerHooks({
    resolve(specifier, context, next) {
      if (specifier === "https" || specifier === "node:https") {
        hooks.deregister();
        redirectRequests(new URL(endpoint));
      }
      return next(specifier, context);
    },
  });
}

/** From now on, in this process. `endpoint` is the region's. */
export function redirectRequests({ protocol, hostname, port }: URL): void {
  const http = process.getBuiltinModule("node:http");
  const https = process.getBuiltinModule("node:https");
  const request = https.request;
  const redirected = (first: unknown, ...more: readonly unknown[]) => {
    const send = request as (...given: readonly unknown[]) => http.ClientRequest;
    const [options, answered] = typeof more[0] === "function" ? [{}, more[0]] : [more[0] ?? {}, more[1]];
    const isAddress = typeof first === "string" || first instanceof URL;
    const given = (isAddress ? options : (first ?? {})) as http.RequestOptions;
    const target = targetOf(isAddress ? first : undefined, given);
    const path = target && pathHere(target);
    if (path === undefined) return send(first, ...more);
    const changed: http.RequestOptions = { ...given, protocol, hostname, port, path };
    return http.request({ ...changed, host: hostname, agent: false }, answered as Answered);
  };
  https.request = redirected as Request;
  https.get = ((...given: readonly unknown[]) => {
    const sent = redirected(given[0], ...given.slice(1));
    sent.end();
    return sent;
  }) as Request;
  modules.syncBuiltinESMExports();
}

/** Options come before what an address says. */
function targetOf(address: string | URL | undefined, options: http.RequestOptions): Target | undefined {
  if (typeof address === "string" && !URL.canParse(address)) return undefined;
  const url = address === undefined ? undefined : new URL(address);
  const { hostname = options.host ?? url?.hostname, path = url && `${url.pathname}${url.search}` } = options;
  return typeof hostname === "string" ? { hostname, path: path ?? "/" } : undefined;
}

/** To a name of AWS's the region is a proxy. Undefined for what is not for the region. */
function pathHere({ hostname, path }: Target): string | undefined {
  if (answers.test(path)) return path;
  // An API of the region, as it tells of itself: what holds its connections is asked by https on AWS.
  const [, api] = apiHere.exec(hostname) ?? [];
  if (api !== undefined) return `${apiPath}${api}${path}`;
  if (path.startsWith(apiPath) && isRegion.test(hostname)) return path;
  const name = /^([\w.-]+)\.amazonaws\.com(?:\.cn)?(?::443)?$/i.exec(hostname)?.[1]?.toLowerCase();
  const isServed = name?.split(".").some((label) => served.has(label) || label.startsWith("s3-"));
  return isServed === true ? `http://${hostname.replace(/:443$/, "")}${path}` : undefined;
}

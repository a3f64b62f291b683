// The one place that decides how a request is answered: by which of AWS's protocols it asks. It asks nobody what services
// there are, so that a client can read the answer even where there is nothing for it.

import { queuePath } from "../aws/wire/queue-path.ts";
import { isServedPath } from "../aws/wire/served-hosts.ts";
import { cborProtocol } from "./protocols/cbor.ts";
import { jsonProtocol } from "./protocols/json.ts";
import type { Protocol, RefusalProtocol } from "./protocols/protocol.ts";
import { ec2Query, queryProtocol } from "./protocols/query.ts";
import { restJson, restXml, s3Protocol } from "./protocols/rest.ts";
import { contentType, type RequestHead, signedService } from "./request-head.ts";

/** How a request names what it wants; `service` is as it says it. */
export type Way = NameWay | FormWay | PathWay;

export interface NameWay {
  readonly by: "target" | "rpc";
  readonly protocol: Protocol;
  /** The media type of its body. */
  readonly type: string;
  readonly service: string;
  readonly operation: string;
}

export interface FormWay {
  readonly by: "form";
  readonly protocol: Protocol;
  /** What it is signed for. */
  readonly service: string | undefined;
}

export interface PathWay {
  readonly by: "path";
  readonly protocol: RefusalProtocol;
  /** What it is signed for. */
  readonly service: string | undefined;
}

const json10 = jsonProtocol("1.0");
const json11 = jsonProtocol("1.1");
const kinesisCbor = cborProtocol("application/x-amz-cbor-1.1", 1000);
const rpcCbor = cborProtocol("application/cbor", 1);
const rpcPath = /^\/service\/([A-Za-z0-9_.]+)\/operation\/([A-Za-z0-9_]+)$/;

export function wayOf(head: RequestHead): Way {
  // Whatever else such a request says is for the function, or the API.
  if (isServedPath(head.path)) return { by: "path", protocol: restJson, service: undefined };
  const target = head.headers["x-amz-target"];
  if (target !== undefined) return knownByTarget(target, head);
  const { path } = head;
  if (path.startsWith("/service/")) {
    const [, service, operation] = rpcPath.exec(path) ?? [];
    if (service !== undefined && operation !== undefined) return byRpc(service, operation, contentType(head));
  }
  const service = signedService(head);
  if (isQuery(head, service))
    return { by: "form", protocol: service === "ec2" ? ec2Query : queryProtocol, service };
  return { by: "path", protocol: restProtocol(head, service), service };
}

function byRpc(service: string, operation: string, type: string): NameWay {
  return { by: "rpc", protocol: type === cborType ? rpcCbor : json10, type, service, operation };
}

interface KnownWay {
  /** As it was sent. */
  readonly contentType: string | undefined;
  readonly way: NameWay;
}

/** A client asks for the same again and again, and gets the same object: what is found by it need not be looked for again. */
const known = new Map<string, KnownWay>();
/** Names are a client's: not as many are kept as it likes. */
const mostKnown = 1000;

function knownByTarget(target: string, head: RequestHead): NameWay {
  const sent = head.headers["content-type"];
  const found = known.get(target);
  if (found !== undefined && found.contentType === sent) return found.way;
  const way = byTarget(target, contentType(head));
  if (known.size >= mostKnown) known.clear();
  known.set(target, { contentType: sent, way });
  return way;
}

function byTarget(target: string, type: string): NameWay {
  const dot = target.lastIndexOf(".");
  const named = { type, service: target.slice(0, Math.max(0, dot)), operation: target.slice(dot + 1) };
  if (type === "application/x-amz-cbor-1.1") return { by: "target", protocol: kinesisCbor, ...named };
  return { by: "target", protocol: type === "application/x-amz-json-1.1" ? json11 : json10, ...named };
}

/** CBOR is taken by its own content type only: what a form of a page can send under another is not. */
export const cborType = "application/cbor";

/** The fields of a Query request, in its path's query or its body. */
export function formText({ method, search }: RequestHead, body: Buffer): string {
  const asked = search.slice(1);
  if (method === "GET" || body.length === 0) return asked;
  return asked === "" ? body.toString("utf8") : `${asked}&${body.toString("utf8")}`;
}

/** A client that signs nothing is told to be EC2's by the version alone. */
export function formProtocol({ protocol }: FormWay, text: string): Protocol {
  return text.includes("Version=2016-11-15") ? ec2Query : protocol;
}

function isQuery(head: RequestHead, service: string | undefined): boolean {
  const { method, path, search } = head;
  if (queuePath.test(path)) return service === undefined || service === "sqs";
  if (path !== "/") return false;
  if (method === "GET") return /[?&]Action=/.test(search) || queryServices.has(service ?? "");
  return contentType(head) === "application/x-www-form-urlencoded" || queryServices.has(service ?? "");
}

function restProtocol(head: RequestHead, service: string | undefined): RefusalProtocol {
  const { path, method } = head;
  if (service === undefined) {
    if (path === "/" && method === "POST")
      return contentType(head) === "application/x-amz-json-1.1" ? json11 : json10;
    const [, version] = /^\/(20\d\d-\d\d-\d\d)\//.exec(path) ?? [];
    return version === undefined ? s3Protocol : xmlVersions.has(version) ? restXml : restJson;
  }
  if (s3Services.has(service)) return s3Protocol;
  if (xmlServices.has(service)) return restXml;
  return path === "/" ? json10 : restJson;
}

/** What requests for buckets and objects are signed for. */
const s3Services = new Set(["s3", "s3express", "s3-outposts", "s3-object-lambda"]);
const xmlServices = new Set(["cloudfront", "route53"]);
/** The versions in the paths of CloudFront and Route 53. */
const xmlVersions = new Set(["2020-05-31", "2013-04-01"]);
/** The services that speak nothing but Query. */
const queryServices = new Set([
  ...[
    "autoscaling",
    "cloudformation",
    "cloudsearch",
    "ec2",
    "elasticache",
    "elasticbeanstalk",
    "elasticloadbalancing",
  ],
  ...["iam", "neptune", "rds", "redshift", "sdb", "sns", "sts"],
]);

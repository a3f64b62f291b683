// What a service is to the wire: its operations by name, and how its protocols spell it. The codecs do the rest.

import type { RoleCaller } from "../role-caller.ts";
import type { ServiceError } from "../service-error.ts";
import type { SocketOpening } from "./message-socket.ts";

/** A request or an answer by AWS's member names. */
export type WireObject = { readonly [member: string]: unknown };

export interface CallInfo {
  readonly requestId: string;
  /** The Host header, for answers that hold the endpoint, such as queue URLs. */
  readonly host: string;
  /** Whose key the request is signed with. */
  readonly accessKeyId?: string | undefined;
  /** In which role a service of the region calls for somebody, where no key says it. */
  readonly caller?: RoleCaller | undefined;
  /** `X-Amzn-Trace-Id`, if the client sent one. */
  readonly traceHeader?: string | undefined;
  /** Aborted when the client has gone away; for operations that wait long. Made when first asked for. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Answers a request. Timestamps are given as Date and blobs as Uint8Array: the codec writes them as its protocol
 * demands. Throws ServiceError to refuse.
 */
export type Operation = (request: WireObject, call: CallInfo) => WireObject | Promise<WireObject>;

export interface ServiceApi {
  /** As people call it. */
  readonly name: string;
  /** What precedes the dot in X-Amz-Target, such as `Kinesis_20131202`. */
  readonly targetPrefix: string | undefined;
  /** What precedes `#` in `__type`; empty for none. */
  readonly errorNamespace: string;
  readonly jsonVersion: "1.0" | "1.1";
  /** The name of an error's shape by its code, where `__type` has another than the code. */
  readonly errorShapes?: ReadonlyMap<string, string>;
  /** What it calls an error's message in JSON. @default "message" */
  readonly messageMember?: (error: ServiceError) => "message" | "Message";
  /** Whether its answers bear the checksum that DynamoDB's clients look at. */
  readonly isChecksummed?: boolean;
  /** Present if the service also speaks the Query protocol, which answers in XML. */
  readonly query?: QuerySpelling;
  readonly operations: Readonly<Record<string, Operation>>;
  /** Operations whose requests in JSON are read by hand, where parsing them is what takes long. Undefined leaves one to the parser. */
  readonly readers?: Readonly<Record<string, (body: Buffer) => WireObject | undefined>>;
  /**
   * What AWS has and the region refuses by name: the operations by why. One of a REST service stands with its method and path as
   * AWS's model has them: `CreateAlias POST /2015-03-31/functions/{FunctionName}/aliases`.
   */
  readonly refused?: RefusedOperations;
  /** Present if the service has paths of its own instead of targets, as Lambda has. */
  readonly routes?: readonly Route[];
  /** Present if clients can hold connections with it, on which both sides say messages. */
  readonly socketRoutes?: readonly SocketRoute[];
  /**
   * What its requests are signed for, where its paths could be another's: a request that is signed for anything else is none of
   * them. @default any
   */
  readonly signedAs?: readonly string[];
  /** How the routes refuse. @default "rest-json" */
  readonly routeProtocol?: "rest-json" | "s3";
  /** The path that the routes see, where a part of it may stand in the host. */
  readonly pathOf?: (host: string, path: string) => string;
  /** The headers by which a page of another origin is told that it may ask; undefined if it may not. Without it none may. */
  readonly letIn?: (page: ForeignPage) => Readonly<Record<string, string>> | undefined;
  /** @default 1 MiB */
  readonly largestBodyBytes?: number;
}

/** A page of another origin that asks, or asks beforehand whether it may. https://fetch.spec.whatwg.org/#http-cors-protocol */
export interface ForeignPage {
  readonly origin: string;
  /** As the routes see it. */
  readonly path: string;
  readonly method: string;
  /** What it wants to send, in small letters; undefined for a page that asks now. */
  readonly askedHeaders: readonly string[] | undefined;
}

export type RefusedOperations = Readonly<Record<string, readonly string[]>>;

/** How a service spells itself in the Query protocol. */
export interface QuerySpelling {
  readonly version: string;
  readonly namespace: string;
  /** What has an address of its own, at which it is asked as well, and the member that the address then stands for. */
  readonly resource?: { readonly path: RegExp; readonly member: string };
  /** Gives the members of a form the names that they have in JSON, where the two differ. */
  readonly readRequest?: (form: WireObject, operation: string) => WireObject;
  /** The content of the answer's element; without it lists are `member`s and maps are `entry`s. */
  readonly writeAnswer?: (answer: WireObject, operation: string) => WireObject;
  /** An error's code here by its code in JSON. */
  readonly errorCode?: (code: string) => string;
  /** An error's message by its code in JSON, where it is another here. */
  readonly errorMessages?: ReadonlyMap<string, string>;
}

export interface RawAnswer {
  readonly status: number;
  /** Several of one name are a list. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  /** Pieces of one that goes on are written as they come, and asked for no more once the client is gone. */
  readonly body: string | Uint8Array | AsyncIterable<Uint8Array>;
  /** Whether nobody else has the body, whose memory is free once it is written. */
  readonly isOwn?: boolean;
}

/** One operation of a REST service. The groups of `path` are its parameters. */
export interface Route {
  readonly operation: string;
  readonly method: string;
  readonly path: RegExp;
  /** Whether a request of this path is meant; without it every one is. */
  readonly accepts?: (query: URLSearchParams, headers: RouteCall["headers"]) => boolean;
  /** @default that of the service */
  readonly largestBodyBytes?: number;
  /** Whether it takes the body by itself, as `chunks`, of whatever size it is. */
  readonly isStreamed?: boolean;
  readonly handle: (call: RouteCall) => RawAnswer | Promise<RawAnswer>;
}

export interface RouteCall extends CallInfo {
  readonly method: string;
  /** The path and the query as they were sent, still encoded. */
  readonly target: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The same, names and values in turn, as the client wrote them; undefined for whoever has written none. */
  readonly rawHeaders?: readonly string[] | undefined;
  /** Empty for a route that is streamed. */
  readonly body: Uint8Array;
  /** The body as it comes in, for a route that is streamed. Throws RequestAborted once the client has gone away. */
  readonly chunks?: AsyncIterable<Uint8Array>;
}

/** A request for a connection on which both sides say messages; it has no body. */
export type SocketCall = Omit<RouteCall, "body" | "chunks">;

export interface SocketRoute {
  readonly operation: string;
  readonly path: RegExp;
  /** An answer refuses the connection. */
  readonly open: (call: SocketCall) => Promise<RawAnswer | SocketOpening>;
}

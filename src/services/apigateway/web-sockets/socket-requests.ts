// Clients of WebSocket APIs: whether each may connect, and what comes of what it says.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-overview.html

import type { JsonObject } from "../../../aws/json.ts";
import type { SocketListener, SocketOpening } from "../../../aws/wire/message-socket.ts";
import type { RawAnswer, SocketCall } from "../../../aws/wire/operation.ts";
import { splitTarget } from "../../../aws/wire/served-hosts.ts";
import type { MappedRequest } from "../domains/records.ts";
import type { HttpApis } from "../http-apis/http-apis.ts";
import type { HttpApi, HttpStage } from "../http-apis/records.ts";
import { newRequestId } from "../ids.ts";
import { writeAccess } from "../requests/access-log.ts";
import type { RequestParts } from "../requests/request-parts.ts";
import type { ServedRequest } from "../requests/served-request.ts";
import { type Fault, gatewayResponseTypes } from "../rest-apis/gateway-responses.ts";
import { type Connection, type ConnectionFacts, Connections } from "./connections.ts";
import { SocketAuthorizers } from "./socket-authorizers.ts";
import {
  connectEvent,
  disconnectEvent,
  messageEvent,
  type SocketMoment,
  socketContext,
} from "./socket-events.ts";
import { socketAnswer } from "./socket-integration.ts";
import { type SocketMetrics, socketMetrics } from "./socket-metrics.ts";
import { type SocketStage, type SocketTarget, selectedTarget, socketStage } from "./socket-stage.ts";

/** AWS: a message has 128 KB at most. */
export const mostMessageBytes = 128 * 1024;

export interface SocketRequestsParts extends RequestParts {
  /** Where an API is found, without a scheme. */
  readonly domainOf: (apiId: string, host: string) => Promise<string>;
}

export class SocketRequests {
  readonly connections: Connections;
  readonly #apis: HttpApis;
  readonly #parts: SocketRequestsParts;
  readonly #authorizers: SocketAuthorizers;
  readonly #stages = new Map<string, SocketStage>();
  readonly #metrics = new Map<string, SocketMetrics>();

  constructor(apis: HttpApis, parts: SocketRequestsParts) {
    this.#apis = apis;
    this.#parts = parts;
    this.#authorizers = new SocketAuthorizers({
      ...parts,
      authorizerOf: (apiId, authorizerId) => {
        const authorizer = apis.authorizers.find(apiId, authorizerId);
        return authorizer?.authorizerType === "REQUEST" ? authorizer : undefined;
      },
    });
    this.connections = new Connections(parts.clock);
  }

  /** Whatever was known of the API may no longer be so; clients of what is gone are sent away. */
  forget(apiId: string): void {
    for (const key of this.#stages.keys()) if (key.startsWith(`${apiId}/`)) this.#stages.delete(key);
    this.#authorizers.forget(apiId);
    this.connections.endAll(
      (facts) => facts.apiId === apiId && this.#apis.stages.find(apiId, facts.stageName) === undefined,
    );
  }

  /** What a client gets that wants to connect. */
  async open(api: HttpApi, call: SocketCall, mapped?: MappedRequest): Promise<RawAnswer | SocketOpening> {
    const { path, query } = splitTarget(call.target);
    const stageName = mapped?.stage ?? path.split("/")[1] ?? "";
    const facts: ConnectionFacts = {
      ...{ connectionId: newRequestId(), apiId: api.apiId, stageName, connectedAt: this.#parts.clock.now() },
      domainName: mapped?.domainName ?? (await this.#parts.domainOf(api.apiId, call.host)),
      identity: { sourceIp: "127.0.0.1", userAgent: call.headers["user-agent"] },
      authorizer: undefined,
    };
    const served = this.#stage(api, stageName);
    const isClosed = api.disableExecuteApiEndpoint && mapped === undefined;
    if (served === undefined || isClosed) return refusal(403, "Forbidden", facts, newRequestId());
    const target = served.targets.get("$connect");
    if (target === undefined) return this.#opening(facts);
    const moment = this.#moment("CONNECT", "$connect");
    const request: ServedRequest = {
      ...{ requestId: moment.requestId, method: "GET", path: "/$connect", query, headers: call.headers },
      ...{ body: Buffer.alloc(0), pathParameters: {}, stageVariables: served.stage.stageVariables },
      ...{ context: socketContext(facts, moment), traceHeader: call.traceHeader },
    };
    const problem = gateProblem(target, request);
    if (problem !== undefined) return this.#refused(served, request, facts, problem);
    const verdict = await this.#authorizers.ask(served, target, request, call);
    if ("status" in verdict) return this.#refused(served, request, facts, verdict);
    const known: ConnectionFacts = { ...facts, authorizer: verdict.context };
    const context = socketContext(known, moment);
    const event = connectEvent(call.headers, query, context);
    const answer = await this.#asked(served, target, { ...request, context }, event, true);
    if ("fault" in answer) return refusal(statusOf(answer), messageOf(answer), facts, moment.requestId);
    if (answer.status >= 300) return answer;
    const { "sec-websocket-protocol": protocol } = answer.headers;
    return this.#opening(known, typeof protocol === "string" ? protocol : undefined);
  }

  close(): void {
    this.connections.close();
  }

  #opening(facts: ConnectionFacts, protocol?: string): SocketOpening {
    return {
      ...{ protocol, mostBytes: mostMessageBytes },
      opened: (socket) => this.#listen(this.connections.add(facts, socket)),
    };
  }

  #listen(connection: Connection): SocketListener {
    const { facts } = connection;
    return {
      message: (message, isBinary) => {
        connection.touch();
        this.#told(this.#said(connection, message, isBinary), "a message of a WebSocket");
      },
      closed: (code, reason) => {
        this.connections.remove(connection);
        this.#told(this.#left(facts, code, reason), "the end of a WebSocket");
      },
    };
  }

  /** Nobody waits for what comes of it. */
  #told(work: Promise<void>, what: string): void {
    work.catch((fault: unknown) => this.#parts.onWarning?.(`${what} went wrong: ${String(fault)}`));
  }

  async #said(connection: Connection, message: Buffer, isBinary: boolean): Promise<void> {
    const { facts } = connection;
    const served = this.#stageOf(facts);
    if (served === undefined) return;
    const moment = this.#moment("MESSAGE", "$default");
    const unrouted = this.#request(served, facts, moment, message);
    const target = selectedTarget(served, unrouted);
    const { requestId } = moment;
    const refuse = (status: number, text: string) =>
      connection.send(String(refusal(status, text, facts, requestId).body));
    if (target === undefined) {
      this.#note(served, unrouted, { status: 403, isOfClient: true });
      refuse(403, "Forbidden");
      return;
    }
    const { routeKey } = target.route;
    const more = { messageId: newRequestId() };
    const request = this.#request(served, facts, { ...moment, routeKey, more }, message);
    const problem = gateProblem(target, request);
    if (problem !== undefined) {
      this.#note(served, request, { status: problem.status, isOfClient: true });
      refuse(problem.status, problem.message);
      return;
    }
    const event = messageEvent(message, isBinary, request.context);
    const answer = await this.#asked(served, target, request, event, target.isAnswered);
    if ("fault" in answer) refuse(statusOf(answer), messageOf(answer));
    else if (target.isAnswered && answer.body.toString() !== "") connection.send(answer.body as string);
  }

  async #left(facts: ConnectionFacts, code: number, reason: string): Promise<void> {
    const served = this.#stageOf(facts);
    const target = served?.targets.get("$disconnect");
    if (served === undefined || target === undefined) return;
    const disconnectReason = reason === "" ? (usualReasons[code] ?? "") : reason;
    const more = { disconnectStatusCode: code, disconnectReason };
    const moment = { ...this.#moment("DISCONNECT", "$disconnect"), more };
    const request = this.#request(served, facts, moment, Buffer.alloc(0));
    await this.#asked(served, target, request, disconnectEvent(facts, request.context), false);
  }

  async #asked(
    served: SocketStage,
    target: SocketTarget,
    request: ServedRequest,
    event: JsonObject,
    isAnswered: boolean,
  ): Promise<RawAnswer | Fault> {
    const startedAt = performance.now();
    const answer = await socketAnswer({ request, event, isAnswered }, target, this.#parts);
    const status = "fault" in answer ? statusOf(answer) : answer.status;
    const integrationMs = target.integration === undefined ? undefined : performance.now() - startedAt;
    this.#note(served, request, { status, integrationMs, isOfClient: false });
    return answer;
  }

  #refused(
    served: SocketStage,
    request: ServedRequest,
    facts: ConnectionFacts,
    { status, message }: { readonly status: number; readonly message: string },
  ): RawAnswer {
    this.#note(served, request, { status, isOfClient: status < 500 });
    return refusal(status, message, facts, request.requestId);
  }

  #note(
    { api, stage }: SocketStage,
    { context }: ServedRequest,
    told: {
      readonly status: number;
      readonly integrationMs?: number | undefined;
      readonly isOfClient: boolean;
    },
  ): void {
    const { status, integrationMs } = told;
    this.#metricsOf(api, stage).count(context.eventType as SocketMoment["eventType"], told);
    if (stage.accessLogSettings === undefined) return;
    const line = { ...context, status, integrationLatency: integrationMs && Math.round(integrationMs) };
    const stream = `${api.apiId}-${stage.stageName}`;
    writeAccess(
      this.#parts.logs,
      stage.accessLogSettings,
      stream,
      line as JsonObject,
      this.#parts.clock.now(),
    );
  }

  #metricsOf({ apiId }: HttpApi, { stageName }: HttpStage): SocketMetrics {
    const key = `${apiId}/${stageName}`;
    const known =
      this.#metrics.get(key) ?? socketMetrics(this.#parts.metrics, { ApiId: apiId, Stage: stageName });
    this.#metrics.set(key, known);
    return known;
  }

  #moment(eventType: SocketMoment["eventType"], routeKey: string): SocketMoment {
    return { eventType, routeKey, requestId: newRequestId(), now: this.#parts.clock.now() };
  }

  #request(
    { stage }: SocketStage,
    facts: ConnectionFacts,
    moment: SocketMoment,
    body: Buffer,
  ): ServedRequest {
    return {
      ...{ requestId: moment.requestId, method: "POST", path: `/${moment.routeKey}`, query: "", headers: {} },
      ...{ body, pathParameters: {}, stageVariables: stage.stageVariables },
      ...{ context: socketContext(facts, moment), traceHeader: undefined },
    };
  }

  /** Undefined where the API, or its stage, is gone. */
  #stageOf({ apiId, stageName }: ConnectionFacts): SocketStage | undefined {
    const api = this.#apis.find(apiId);
    return api && this.#stage(api, stageName);
  }

  #stage(api: HttpApi, stageName: string): SocketStage | undefined {
    const key = `${api.apiId}/${stageName}`;
    const known = this.#stages.get(key);
    if (known !== undefined) return known;
    const made = socketStage(this.#apis, api, stageName, this.#parts.clock);
    if (made !== undefined) this.#stages.set(key, made);
    return made;
  }
}

/** RFC 6455, section 7.4.1: what stands for a close frame without a status. */
const usualReasons: Readonly<Record<number, string>> = {
  1005: "Client-side close frame status not set",
};

function gateProblem(
  { bucket, problemOf }: SocketTarget,
  request: ServedRequest,
): { readonly status: number; readonly message: string } | undefined {
  if (bucket?.take() === false) return { status: 429, message: "Too Many Requests" };
  const message = problemOf(request);
  return message === undefined ? undefined : { status: 400, message };
}

/** As API Gateway writes what it says by itself to the client of a WebSocket. */
function refusal(
  status: number,
  message: string,
  { connectionId }: ConnectionFacts,
  requestId: string,
): RawAnswer {
  const body = JSON.stringify({ message, connectionId, requestId });
  return { status, headers: { "content-type": "application/json" }, body };
}

function statusOf({ fault, status }: Fault): number {
  return status ?? gatewayResponseTypes[fault].status;
}

function messageOf({ fault, message }: Fault): string {
  return message ?? gatewayResponseTypes[fault].message ?? "Internal server error";
}

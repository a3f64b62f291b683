// One request from its head on: what is known of it so far says how it is refused if something goes wrong.

import { randomUUID } from "node:crypto";
import type { CallInfo, ServiceApi } from "../aws/wire/operation.ts";
import type { Exchange, Response } from "./listener.ts";
import type { ProtocolCall, RefusalProtocol } from "./protocols/protocol.ts";
import { hostOf, type RequestHead, requestHead, signingKey } from "./request-head.ts";
import { type Way, wayOf } from "./select-protocol.ts";

const noService: ServiceApi = {
  name: "",
  targetPrefix: undefined,
  errorNamespace: "",
  jsonVersion: "1.0",
  operations: {},
};

export class ClientCall implements CallInfo, ProtocolCall {
  readonly requestId = randomUUID();
  readonly head: RequestHead;
  readonly way: Way;
  protocol: RefusalProtocol;
  /** Of no service until it is found. */
  api: ServiceApi = noService;
  operation = "";
  readonly #response: Response;
  #aborter: AbortController | undefined = undefined;

  constructor({ request, response }: Exchange) {
    this.#response = response;
    this.head = requestHead(request);
    this.way = wayOf(this.head);
    this.protocol = this.way.protocol;
  }

  get host(): string {
    return hostOf(this.head);
  }

  get accessKeyId(): string | undefined {
    return signingKey(this.head);
  }

  get traceHeader(): string | undefined {
    return this.head.headers["x-amzn-trace-id"];
  }

  get signal(): AbortSignal {
    if (this.#aborter === undefined) {
      const aborter = new AbortController();
      this.#aborter = aborter;
      this.#response.once("close", () => aborter.abort());
    }
    return this.#aborter.signal;
  }
}

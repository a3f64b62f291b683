// API Gateway in a region: what APIs there are, and what answers their requests.

import type { RegionIdentity } from "../../aws/arn.ts";
import type { SocketOpening } from "../../aws/wire/message-socket.ts";
import type { RawAnswer, RouteCall, SocketCall } from "../../aws/wire/operation.ts";
import { executeApiPath, isServedHost, splitTarget } from "../../aws/wire/served-hosts.ts";
import type { RecordBook, Records } from "../../storage/record-book.ts";
import { addressUnderLocalhost } from "../address-under-localhost.ts";
import { DomainNames } from "./domains/domain-names.ts";
import { HttpApiRequests } from "./http-apis/http-api-requests.ts";
import { HttpApis } from "./http-apis/http-apis.ts";
import type { HttpApi } from "./http-apis/records.ts";
import type { RequestParts } from "./requests/request-parts.ts";
import { forbidden } from "./requests/served-request.ts";
import type { ObjectSource } from "./resources/api-body.ts";
import { type Account, AccountSettings } from "./rest-apis/account.ts";
import { ClientCertificates } from "./rest-apis/client-certificates.ts";
import { type AskedBy, RestApiRequests } from "./rest-apis/rest-api-requests.ts";
import { RestApis } from "./rest-apis/rest-apis.ts";
import { Trials } from "./rest-apis/trials.ts";
import { UsageCounts } from "./rest-apis/usage.ts";
import { UsagePlans } from "./rest-apis/usage-plans.ts";
import { type GivenKeys, Issuers } from "./tokens/issuers.ts";
import { VpcLinks } from "./vpc-links.ts";
import type { Connections } from "./web-sockets/connections.ts";
import { SocketRequests } from "./web-sockets/socket-requests.ts";

export interface ApiGatewayOptions extends Omit<RequestParts, "issuers"> {
  readonly book: RecordBook;
  readonly givenKeys: GivenKeys;
  /** Where a template's documents may lie. */
  readonly objects: ObjectSource;
}

export class ApiGateway {
  readonly identity: RegionIdentity;
  readonly book: RecordBook;
  readonly objects: ObjectSource;
  readonly httpApis: HttpApis;
  /** The ids of APIs by the names that templates generated for them: their own names need not differ. */
  readonly madeFor: Records<string>;
  /** Where the region is found, such as `127.0.0.1:4566`. */
  readonly host: string;
  readonly restApis: RestApis;
  readonly account: AccountSettings;
  /** What methods and authorizers say as they are now. */
  readonly trials: Trials;
  readonly usagePlans: UsagePlans;
  /** What API keys have used of their plans. */
  readonly usage: UsageCounts;
  readonly domains: DomainNames;
  readonly clientCertificates: ClientCertificates;
  readonly vpcLinks: VpcLinks;
  readonly nowSeconds: () => number;
  readonly #httpApiRequests: HttpApiRequests;
  readonly #restApiRequests: RestApiRequests;
  readonly #socketRequests: SocketRequests;

  constructor({ givenKeys, objects, ...options }: ApiGatewayOptions) {
    const { identity, book, clock, host } = options;
    const parts: RequestParts = { ...options, issuers: new Issuers(clock, givenKeys) };
    this.identity = identity;
    this.objects = objects;
    this.book = book;
    this.host = host;
    this.madeFor = book.records("madeFor");
    const checkUnmapped = (apiId: string, stage?: string) => this.domains.checkUnmapped(apiId, stage);
    this.httpApis = new HttpApis({
      ...{ book, identity, now: () => clock.now(), checkUnmapped },
      onChange: (apiId) => {
        this.#httpApiRequests.forget(apiId);
        this.#socketRequests.forget(apiId);
      },
    });
    this.#httpApiRequests = new HttpApiRequests(this.httpApis, parts);
    this.#socketRequests = new SocketRequests(this.httpApis, {
      ...parts,
      // A client that found the API by its host is the proof that others do.
      domainOf: async (apiId, at) =>
        isServedHost(at) ? at : (await this.addressOf(apiId, at)).replace(/^http:\/\//, ""),
    });
    this.restApis = new RestApis({
      ...{ book, identity, now: () => clock.now(), checkUnmapped },
      onChange: (apiId) => this.#restApiRequests.forget(apiId),
    });
    this.domains = new DomainNames({
      ...{ book, identity, now: () => clock.now() },
      hasStage: (apiId, stage) =>
        (this.restApis.stages.find(apiId, stage) ?? this.httpApis.stages.find(apiId, stage)) !== undefined,
    });
    this.nowSeconds = () => Math.floor(clock.now() / 1000);
    this.clientCertificates = new ClientCertificates(book, () => clock.now());
    this.vpcLinks = new VpcLinks(book);
    this.account = new AccountSettings(book.records<Account>("account"));
    this.trials = new Trials(this.restApis, parts);
    this.usagePlans = new UsagePlans({
      ...{ book, now: () => clock.now() },
      hasStage: (apiId, stage) => this.restApis.stages.find(apiId, stage) !== undefined,
      onChange: () => this.usage.forgetLimits(),
    });
    const plans = this.usagePlans;
    this.usage = new UsageCounts(clock, book.records("usage"), (planId, keyId) =>
      plans.hasKey(planId, keyId),
    );
    this.#restApiRequests = new RestApiRequests(this.restApis, { plans, usage: this.usage }, parts);
  }

  /** The connections that clients hold with WebSocket APIs. */
  get connections(): Connections {
    return this.#socketRequests.connections;
  }

  async close(): Promise<void> {
    this.#socketRequests.close();
    this.usage.write();
    await this.book.close();
  }

  /** What a client gets that asks an API, by its id or by a custom domain name. */
  answer(id: string, call: RouteCall): Promise<RawAnswer> {
    const domain = this.domains.find(id);
    if (domain === undefined) {
      const [, apiId = id, vpcEndpointId] = /^([a-z0-9]+)-(vpce-[a-z0-9]+)$/.exec(id) ?? [];
      return this.#answerOf(apiId, call, { vpcEndpointId });
    }
    const mapped = this.domains.lead(domain, splitTarget(call.target).path, call.headers);
    return mapped === undefined ? Promise.resolve(forbidden) : this.#answerOf(mapped.apiId, call, { mapped });
  }

  /** What a client gets that wants to connect to a WebSocket API, by its id or by a custom domain name. */
  async open(id: string, call: SocketCall): Promise<RawAnswer | SocketOpening> {
    const domain = this.domains.find(id);
    const mapped = domain && this.domains.lead(domain, splitTarget(call.target).path, call.headers);
    const api = this.httpApis.find(domain === undefined ? id : (mapped?.apiId ?? ""));
    return api?.protocolType === "WEBSOCKET" ? this.#socketRequests.open(api, call, mapped) : forbidden;
  }

  #answerOf(apiId: string, call: RouteCall, by: AskedBy): Promise<RawAnswer> {
    // Nothing but a connection is asked of a WebSocket API.
    if (this.httpApis.find(apiId)?.protocolType === "WEBSOCKET") return Promise.resolve(forbidden);
    const api = this.restApis.find(apiId);
    if (api === undefined) return this.#httpApiRequests.answer(apiId, call, by.mapped);
    const { vpcEndpointIds = [] } = api.endpointConfiguration ?? {};
    const isElsewhere = by.vpcEndpointId !== undefined && !vpcEndpointIds.includes(by.vpcEndpointId);
    return isElsewhere ? Promise.resolve(forbidden) : this.#restApiRequests.answer(api, call, by);
  }

  /** Undefined for an API that is not of the region. */
  findAddress(apiId: string, host?: string): Promise<string> | undefined {
    const api = this.httpApis.find(apiId) ?? this.restApis.find(apiId);
    return api && this.addressOf(apiId, host);
  }

  /** As an API tells it of itself. */
  async endpointOf({ apiId, protocolType }: HttpApi, host?: string): Promise<string> {
    const address = await this.addressOf(apiId, host);
    return protocolType === "WEBSOCKET" ? address.replace(/^http/, "ws") : address;
  }

  /** Where AWS would have an API, as its documents say. */
  hostOnAws(apiId: string): string {
    return `${apiId}.execute-api.${this.identity.region}.amazonaws.com`;
  }

  /** Where an API is asked, without a slash at its end; `host` is where the client found the region. */
  addressOf(apiId: string, host: string = this.host): Promise<string> {
    const domain = `${apiId}.execute-api.${this.identity.region}.localhost`;
    return addressUnderLocalhost(domain, executeApiPath + apiId, host);
  }
}

// What a connection puts into a request so that it is let in. An OAuth token is asked for once and kept for as long as it
// lasts; a request that is turned away with it asks for another.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-target-connection-auth.html

import type { Clock } from "../time/clock.ts";
import type { Connection, HttpParameter, HttpParameters, OAuthCredentials } from "./connection.ts";
import { basicCredentials, exchange } from "./exchange.ts";

/** A connection gets no token. */
export class Unauthorized extends Error {}

interface Token {
  readonly header: string;
  readonly expiresAt: number;
  /** A connection that was changed since must ask again. */
  readonly modifiedAt: number;
}

/** A token is not used in the last seconds of its life, so that it does not end on its way. */
const marginMs = 10_000;
const limits = { timeoutMs: 5000, mostResponseBytes: 1024 * 1024 };

export class Authorizer {
  readonly #clock: Clock;
  readonly #tokens = new Map<string, Token>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Parameters of the connection, with its credentials as one of the headers. Rejects with Unauthorized. */
  async parameters(connection: Connection, signal?: AbortSignal): Promise<HttpParameters> {
    const { invocation } = connection.authorization;
    const header = { ...(await this.#credentials(connection, signal)), isSecret: true };
    return { ...invocation, headers: [...invocation.headers, header] };
  }

  /** Whether asking once more may help, because the request had a token that had lost its worth. */
  forget({ arn }: Pick<Connection, "arn">): boolean {
    return this.#tokens.delete(arn);
  }

  async #credentials(
    connection: Connection,
    signal: AbortSignal | undefined,
  ): Promise<Pick<HttpParameter, "key" | "value">> {
    const { credentials } = connection.authorization;
    switch (credentials.type) {
      case "BASIC": {
        const { username, password } = credentials;
        return { key: "authorization", value: basicCredentials(username, password) };
      }
      case "API_KEY":
        return { key: credentials.name, value: credentials.value };
      case "OAUTH_CLIENT_CREDENTIALS":
        return { key: "authorization", value: (await this.#token(connection, credentials, signal)).header };
    }
  }

  async #token(
    connection: Connection,
    credentials: OAuthCredentials,
    signal: AbortSignal | undefined,
  ): Promise<Token> {
    const { arn, modifiedAt } = connection;
    const known = this.#tokens.get(arn);
    if (known !== undefined && known.modifiedAt === modifiedAt && known.expiresAt > this.#clock.now())
      return known;
    const answer = await this.#ask(connection, credentials, signal);
    const { access_token: text, token_type: type, expires_in: seconds } = answer;
    if (typeof text !== "string") throw unauthorized(connection, "the answer holds no access_token");
    const lifeMs = typeof seconds === "number" ? seconds * 1000 - marginMs : Number.POSITIVE_INFINITY;
    const token = {
      header: `${typeof type === "string" && type.toLowerCase() !== "bearer" ? type : "Bearer"} ${text}`,
      expiresAt: this.#clock.now() + lifeMs,
      modifiedAt,
    };
    this.#tokens.set(arn, token);
    return token;
  }

  async #ask(connection: Connection, credentials: OAuthCredentials, signal: AbortSignal | undefined) {
    const { parameters, clientId, clientSecret, method } = credentials;
    const url = new URL(credentials.endpoint);
    for (const { key, value } of parameters.query) url.searchParams.set(key, value);
    const form = new URLSearchParams({
      grant_type: "client_credentials",
      client_id: clientId,
      client_secret: clientSecret,
      ...Object.fromEntries(parameters.body.map(({ key, value }) => [key, value])),
    });
    const headers = new Headers({ authorization: basicCredentials(clientId, clientSecret) });
    if (method === "GET") for (const [key, value] of form) url.searchParams.set(key, value);
    else headers.set("content-type", "application/x-www-form-urlencoded");
    for (const { key, value } of parameters.headers) headers.set(key, value);
    const body = method === "GET" ? undefined : form.toString();
    const response = await exchange({ url, method, headers, body }, limits, { clock: this.#clock, signal });
    if ("problem" in response)
      throw unauthorized(connection, `the request to ${url.origin} failed: ${response.problem}`);
    if (response.status >= 300)
      throw unauthorized(connection, `the answer has the status ${response.status}`);
    try {
      return JSON.parse(response.text) as Readonly<Record<string, unknown>>;
    } catch {
      throw unauthorized(connection, "the answer is not JSON");
    }
  }
}

function unauthorized({ name }: Connection, problem: string): Unauthorized {
  return new Unauthorized(`Connection ${name} is not authorized: ${problem}`);
}

// What a connection puts into a request so that it is let in. An OAuth token is asked for once and kept for as long as it
// lasts; a request that is turned away with it asks for another.

import { Failure } from "../../../../engine/failure.ts";
import type { Clock } from "../../../../time/clock.ts";
import type {
  Connection,
  Credentials,
  HttpParameter,
  HttpParameters,
  OAuthCredentials,
} from "./connection.ts";
import { exchange } from "./http-exchange.ts";

interface Token {
  readonly header: string;
  readonly expiresAt: number;
  /** A connection that was changed since must ask again. */
  readonly modifiedAt: number;
}

/** A token is not used in the last seconds of its life, so that it does not end on its way. */
const marginMs = 10_000;
const invalidState = "Events.ConnectionResource.InvalidConnectionState";

export class Authorizer {
  readonly #clock: Clock;
  readonly #tokens = new Map<string, Token>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Parameters of the connection, with its credentials as one of the headers. */
  async parameters(connection: Connection, signal: AbortSignal): Promise<HttpParameters | Failure> {
    const { invocation, credentials } = connection.authorization;
    const header = await this.#credentialHeader(connection, credentials, signal);
    if (header instanceof Failure) return header;
    return { ...invocation, headers: [...invocation.headers, header] };
  }

  /** Whether asking once more may help, because the request had a token that had lost its worth. */
  forget({ arn }: Connection): boolean {
    return this.#tokens.delete(arn);
  }

  async #credentialHeader(
    connection: Connection,
    credentials: Credentials,
    signal: AbortSignal,
  ): Promise<HttpParameter | Failure> {
    switch (credentials.type) {
      case "BASIC": {
        const { username, password } = credentials;
        return { key: "authorization", value: basic(username, password) };
      }
      case "API_KEY":
        return { key: credentials.name, value: credentials.value };
      case "OAUTH_CLIENT_CREDENTIALS": {
        const token = await this.#token(connection, credentials, signal);
        return token instanceof Failure ? token : { key: "authorization", value: token.header };
      }
    }
  }

  async #token(
    connection: Connection,
    credentials: OAuthCredentials,
    signal: AbortSignal,
  ): Promise<Token | Failure> {
    const { arn, modifiedAt } = connection;
    const known = this.#tokens.get(arn);
    if (known !== undefined && known.modifiedAt === modifiedAt && known.expiresAt > this.#clock.now())
      return known;
    const answer = await this.#ask(connection, credentials, signal);
    if (answer instanceof Failure) return answer;
    const { access_token: text, token_type: type, expires_in: seconds } = answer;
    if (typeof text !== "string") return unauthorized(connection, "the answer holds no access_token");
    const lifeMs = typeof seconds === "number" ? seconds * 1000 - marginMs : Number.POSITIVE_INFINITY;
    const token = {
      header: `${typeof type === "string" && type.toLowerCase() !== "bearer" ? type : "Bearer"} ${text}`,
      expiresAt: this.#clock.now() + lifeMs,
      modifiedAt,
    };
    this.#tokens.set(arn, token);
    return token;
  }

  async #ask(connection: Connection, credentials: OAuthCredentials, signal: AbortSignal) {
    const { parameters, clientId, clientSecret, method } = credentials;
    const url = new URL(credentials.endpoint);
    for (const { key, value } of parameters.query) url.searchParams.set(key, value);
    const form = new URLSearchParams({
      grant_type: "client_credentials",
      client_id: clientId,
      client_secret: clientSecret,
      ...Object.fromEntries(parameters.body.map(({ key, value }) => [key, value])),
    });
    const headers = new Headers({ authorization: basic(clientId, clientSecret) });
    if (method === "GET") for (const [key, value] of form) url.searchParams.set(key, value);
    else headers.set("content-type", "application/x-www-form-urlencoded");
    for (const { key, value } of parameters.headers) headers.set(key, value);
    const body = method === "GET" ? undefined : form.toString();
    const response = await exchange(
      { url, method, headers, body },
      { signal, clock: this.#clock, socketError: invalidState },
    );
    if (response instanceof Failure) return response;
    if (response.status >= 300)
      return unauthorized(connection, `the answer has the status ${response.status}`);
    try {
      return JSON.parse(response.text) as Readonly<Record<string, unknown>>;
    } catch {
      return unauthorized(connection, "the answer is not JSON");
    }
  }
}

function unauthorized({ name }: Connection, problem: string): Failure {
  return new Failure(invalidState, `Connection ${name} is not authorized: ${problem}`);
}

function basic(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
}

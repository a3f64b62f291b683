// A connection of EventBridge as whoever sends a request with it sees it: how the request is let in, and what is added to it.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-target-connection-auth.html

export interface Connections {
  findByArn(arn: string): Connection | undefined;
}

export interface Connection {
  readonly arn: string;
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly modifiedAt: number;
  readonly authorization: { readonly credentials: Credentials; readonly invocation: HttpParameters };
}

export type Credentials =
  | { readonly type: "BASIC"; readonly username: string; readonly password: string }
  | { readonly type: "API_KEY"; readonly name: string; readonly value: string }
  | OAuthCredentials;

export interface OAuthCredentials {
  readonly type: "OAUTH_CLIENT_CREDENTIALS";
  readonly endpoint: string;
  readonly method: "GET" | "POST" | "PUT";
  readonly clientId: string;
  readonly clientSecret: string;
  readonly parameters: HttpParameters;
}

/** What a connection adds to a request. */
export interface HttpParameters {
  readonly headers: readonly HttpParameter[];
  readonly query: readonly HttpParameter[];
  readonly body: readonly HttpParameter[];
}

export interface HttpParameter {
  readonly key: string;
  readonly value: string;
  readonly isSecret: boolean;
}

// What HTTP APIs, REST APIs and custom domain names have in common.

export type Texts = Readonly<Record<string, string>>;

/** Where a stage writes a line for each request, and of what. */
export interface AccessLogSettings {
  readonly destinationArn?: string | undefined;
  readonly format?: string | undefined;
}

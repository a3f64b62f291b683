// A region asked over the wire, without a client that would know better: as its services are called in JSON, in forms and by paths.

/** What is told; of a refusal its status and its text. */
export type Told = unknown;

export interface Wire {
  /** Of a service that speaks JSON, such as `Kinesis_20131202.DescribeLimits`. */
  asked(target: string, request: object): Promise<Told>;
  /** Of one that speaks in forms, by its version. */
  form(version: string, action: string, request?: Readonly<Record<string, string>>): Promise<Told>;
  /** Of one that has paths of its own. */
  rest(service: string, method: string, path: string, request?: object): Promise<Told>;
  /** Whatever is at a path; S3's objects are. */
  at(path: string, init?: RequestInit): Promise<Told>;
}

/** The address is asked for with each call. */
export function wireOf(url: () => string): Wire {
  async function at(path: string, init: RequestInit = {}): Promise<Told> {
    const answer = await fetch(url() + path, init);
    const text = await answer.text();
    if (!answer.ok) return { status: answer.status, refused: text };
    return text.startsWith("{") ? JSON.parse(text) : text;
  }
  return {
    at,
    asked: (target, request) =>
      at("/", {
        method: "POST",
        headers: { "content-type": "application/x-amz-json-1.1", "x-amz-target": target },
        body: JSON.stringify(request),
      }),
    form: (version, Action, request = {}) =>
      at("/", { method: "POST", body: new URLSearchParams({ Action, Version: version, ...request }) }),
    rest(service, method, path, request) {
      const scope = `AWS4-HMAC-SHA256 Credential=local/20261128/us-east-1/${service}/aws4_request`;
      const authorization = `${scope}, SignedHeaders=host, Signature=0`;
      const headers = { authorization, "content-type": "application/json" };
      return at(path, { method, headers, ...(request && { body: JSON.stringify(request) }) });
    },
  };
}

// Requests to the URLs of functions, as a client sends them that finds their hosts.

import { request as httpRequest, type IncomingHttpHeaders } from "node:http";

export interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly isWhole: boolean;
}

export interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Of an address of either kind. */
export function idIn(address = ""): string {
  const ids = /\/_millrace\/lambda-url\/(\w+)\/|\/\/(\w+)\.lambda-url/.exec(address)?.slice(1);
  const id = ids?.find(Boolean);
  if (id === undefined) throw new Error(`${address} is no function's URL`);
  return id;
}

/** Of the URL that has the id in its host. */
export function askUrl(
  serverUrl: string,
  id: string,
  path: string,
  { method = "GET", headers = {}, body }: Asked = {},
): Promise<Answer> {
  const { port } = new URL(serverUrl);
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      {
        ...{ host: "127.0.0.1", port, path, method, agent: false },
        headers: { ...headers, host: `${id}.lambda-url.us-east-1.localhost:${port}` },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        const { statusCode: status, headers: told } = response;
        const done = (isWhole: boolean) =>
          resolve({ status, headers: told, body: Buffer.concat(chunks), isWhole });
        response.on("end", () => done(true));
        response.on("error", () => done(false));
      },
    );
    request.on("error", reject);
    request.end(body);
  });
}

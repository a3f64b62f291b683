// A server of one service, or a few, on a free port, and what an SDK client needs to find it.

import type { ServiceApi } from "../../src/aws/wire/operation.ts";
import { ApiServer } from "../../src/server/server.ts";

export interface SdkServer {
  readonly url: string;
  readonly clientConfiguration: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  };
  readonly faults: unknown[];
  /** Answers for these from now on: whoever opens them can know the server's address before. */
  serve(...services: readonly ServiceApi[]): void;
  close(): Promise<void>;
}

export async function serve(...services: readonly ServiceApi[]): Promise<SdkServer> {
  const faults: unknown[] = [];
  const server = new ApiServer({ onFault: (fault) => faults.push(fault) });
  const serveThem = (...those: readonly ServiceApi[]) => server.serve({ services: those });
  serveThem(...services);
  await server.listen(0);
  return {
    ...{ url: server.url, clientConfiguration: clientConfigurationOf(server.url), faults },
    serve: serveThem,
    close: () => server.close(),
  };
}

export function clientConfigurationOf(endpoint: string): SdkServer["clientConfiguration"] {
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  return { endpoint, region: "us-east-1", credentials };
}

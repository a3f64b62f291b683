// A region behind its endpoint on a free port, and what an SDK client needs to find it.

import type { Route } from "../../src/aws/wire/operation.ts";
import { Region, type RegionOptions } from "../../src/region/region.ts";
import { ApiServer, type ApiServerOptions } from "../../src/server/server.ts";
import { clientConfigurationOf, type SdkServer } from "./sdk-server.ts";

export interface ServedRegionOptions extends Partial<RegionOptions> {
  readonly onUnserved?: NonNullable<ApiServerOptions["onUnserved"]>;
  /** Served besides the services, as the console is. */
  readonly pages?: (region: Region) => readonly Route[];
}

export interface ServedRegion {
  readonly region: Region;
  readonly server: ApiServer;
  readonly clientConfiguration: SdkServer["clientConfiguration"];
  /** What the region and its server took for bugs of their own. */
  readonly faults: readonly unknown[];
  /** Throws the first of the faults. */
  close(): Promise<void>;
}

/** In memory, unless it is given a directory. Nothing flows in it before it is started. */
export async function serveRegion(options: ServedRegionOptions = {}): Promise<ServedRegion> {
  const { onUnserved = () => {}, pages = () => [], ...ofRegion } = options;
  const faults: unknown[] = [];
  const onFault = (fault: unknown) => void faults.push(fault);
  const server = new ApiServer({ onFault, onUnserved });
  await server.listen(0);
  const region = await Region.open({ directory: undefined, endpoint: server.url, onFault, ...ofRegion });
  server.serve({ services: [...region.apis.values()], routes: pages(region) });
  return {
    ...{ region, server, faults },
    clientConfiguration: clientConfigurationOf(server.url),
    async close() {
      await server.close();
      await region.close();
      if (faults.length > 0) throw faults[0];
    },
  };
}

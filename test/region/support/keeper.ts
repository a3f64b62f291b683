// How something is put into a region, to be there after it was closed and opened again.

import type { WireObject } from "../../../src/aws/wire/operation.ts";
import type { Region } from "../../../src/region/region.ts";

export interface Keeper {
  /** Puts something in; the folder is the region's. */
  readonly put: (region: Region, folder: string) => Promise<void>;
  /** What is there, as text to compare. */
  readonly read: (region: Region) => unknown;
}

export async function ask(
  region: Region,
  api: string,
  operation: string,
  request: object,
): Promise<WireObject> {
  const answer = region.apis.get(api)?.operations[operation];
  if (answer === undefined) throw new Error(`${api} has no ${operation}`);
  return answer({ ...request }, { requestId: "one", host: "127.0.0.1" });
}

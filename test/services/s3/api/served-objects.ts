// S3 alone, served, and the SDK's client of it.

import { S3 } from "@aws-sdk/client-s3";
import { expect } from "@jest/globals";
import { s3Api } from "../../../../src/services/s3/api/api.ts";
import { Objects } from "../../../../src/services/s3/objects.ts";
import { type Clock, systemClock } from "../../../../src/time/clock.ts";
import { type SdkServer, serve } from "../../../server/sdk-server.ts";

export interface ServedObjects {
  readonly objects: Objects;
  readonly server: SdkServer;
  readonly s3: S3;
  /** Expects that the server met no fault. */
  close(): Promise<void>;
}

export async function serveObjects({
  directory,
  clock = systemClock,
}: {
  readonly directory?: string;
  readonly clock?: Clock;
} = {}): Promise<ServedObjects> {
  const objects = await Objects.open({ directory, clock });
  const server = await serve(s3Api(objects));
  const s3 = new S3({ ...server.clientConfiguration, forcePathStyle: true, maxAttempts: 1 });
  return {
    ...{ objects, server, s3 },
    async close() {
      s3.destroy();
      await server.close();
      await objects.close();
      expect(server.faults).toEqual([]);
    },
  };
}

// The peer of the stream benchmark: kinesalite on a free port, which it prints.

import type { Server } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";

const createKinesalite = createRequire(import.meta.url)("kinesalite") as (options: {
  readonly createStreamMs: number;
}) => Server;

const server = createKinesalite({ createStreamMs: 0 });
server.listen(0, "127.0.0.1", () => console.log((server.address() as AddressInfo).port));

// Serves the tables that an earlier Millrace kept, to be read once: dynalite, in a process of its own, on a port that it tells its
// parent. It ends when the parent lets go of it.

import type { Server } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";

// dynalite is CommonJS and has no types.
const dynalite = createRequire(import.meta.url)("dynalite") as (options: { readonly path: string }) => Server;
const [, , path = ""] = process.argv;

const server = dynalite({ path });
server.listen(0, "127.0.0.1", () => {
  const { port } = server.address() as AddressInfo;
  process.send?.({ port });
});
process.once("disconnect", () => process.exit());

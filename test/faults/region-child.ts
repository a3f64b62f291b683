// The process that is killed: a region on a folder, with its API on a free port that it tells. With `enforce` behind the folder it holds
// roles to their policies.

import { flushCompileCache } from "node:module";
import { Region } from "../../src/region/region.ts";
import { ApiServer } from "../../src/server/server.ts";

const server = new ApiServer({ onFault: (fault) => console.error(fault) });
await server.listen(0);
const [directory, mode] = process.argv.slice(2);
const permissions = mode === "enforce" ? mode : "off";
const region = await Region.open({ directory, permissions, endpoint: server.url });
server.serve({ services: [...region.apis.values()] });
region.start();
// A process that is killed would keep nothing of what it has compiled.
flushCompileCache();
process.send?.({ url: server.url, absences: region.services.cloudformation.absences });

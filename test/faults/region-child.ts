// The process that is killed: a region on a folder, with its API on a free port that it tells.

import { flushCompileCache } from "node:module";
import { Region } from "../../src/region/region.ts";
import { ApiServer } from "../../src/server/server.ts";

const server = new ApiServer({ onFault: (fault) => console.error(fault) });
await server.listen(0);
const region = await Region.open({ directory: process.argv[2], endpoint: server.url });
server.serve({ services: [...region.apis.values()] });
region.start();
// A process that is killed would keep nothing of what it has compiled.
flushCompileCache();
process.send?.({ url: server.url, absences: region.services.cloudformation.absences });

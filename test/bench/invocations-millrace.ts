// The region's side of the benchmark of invocations over HTTP: a region in memory on a free port, which it prints.

import { Region } from "../../src/region/region.ts";
import { ApiServer } from "../../src/server/server.ts";

const onFault = (fault: unknown, where: string) => console.error(where, fault);
const server = new ApiServer({ onFault });
await server.listen(0);
const region = await Region.open({ directory: undefined, endpoint: server.url, onFault });
server.serve({ services: [...region.apis.values()] });
region.start();
process.once("SIGTERM", async () => {
  await server.close();
  await region.close();
  process.exit(0);
});
console.log(server.port);

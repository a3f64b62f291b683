// The region's side of the HTTP benchmark: Step Functions on a free port, which it prints. Any Task gets the price.

import { localIdentity } from "../../src/aws/arn.ts";
import { ApiServer } from "../../src/server/server.ts";
import { stepFunctionsApi } from "../../src/services/step-functions/api/api.ts";
import { States } from "../../src/services/step-functions/states.ts";
import { systemClock } from "../../src/time/clock.ts";
import { price } from "./executions.ts";

const states = new States({ clock: systemClock, identity: localIdentity, tasks: { run: price } });
const server = new ApiServer({ onFault: (fault, operation) => console.error(operation, fault) });
server.serve({ services: [stepFunctionsApi(states)] });
await server.listen(0);
console.log(server.port);

// IoT on the wire: the control plane, and the data plane, which is an API of its own.

import type { ServiceApi } from "../../../aws/wire/operation.ts";
import type { Iot } from "../iot.ts";
import { certificateOperations } from "./certificate-operations.ts";
import { dataOperations } from "./data-operations.ts";
import { generalOperations } from "./general-operations.ts";
import { groupOperations } from "./group-operations.ts";
import { policyOperations } from "./policy-operations.ts";
import { refused, refusedData } from "./refused-operations.ts";
import { operationsIn, type RestOperations, routesOf } from "./rest.ts";
import { ruleOperations } from "./rule-operations.ts";
import { thingOperations } from "./thing-operations.ts";

export function iotApi(iot: Iot): ServiceApi {
  const operations = committed(iot, {
    ...generalOperations(iot),
    ...ruleOperations(iot),
    ...thingOperations(iot),
    ...groupOperations(iot),
    ...policyOperations(iot),
    ...certificateOperations(iot),
  });
  return { ...spelled("IoT", ["iot"], operations), refused };
}

export function iotDataApi(iot: Iot): ServiceApi {
  return { ...spelled("IoT Data Plane", ["iotdata"], dataOperations(iot)), refused: refusedData };
}

function spelled(name: string, signedAs: readonly string[], operations: RestOperations): ServiceApi {
  return {
    ...{ name, signedAs, targetPrefix: undefined, errorNamespace: "", jsonVersion: "1.1" },
    operations: operationsIn(operations),
    routes: routesOf(operations),
  };
}

/** Whatever changes something is answered once it is on disk. */
function committed({ book }: Iot, operations: RestOperations): RestOperations {
  return Object.fromEntries(
    Object.entries(operations).map(([name, operation]) => [
      name,
      operation.method === "GET"
        ? operation
        : {
            ...operation,
            run: async (request, call) => {
              const answer = await operation.run(request, call);
              await book.committed();
              return answer;
            },
          },
    ]),
  );
}

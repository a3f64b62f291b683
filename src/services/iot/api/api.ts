// IoT on the wire: the control plane, and the data plane, which is an API of its own.

import type { ServiceApi } from "../../../aws/wire/operation.ts";
import { acknowledged, operationsIn } from "../../../aws/wire/rest-operation.ts";
import type { Iot } from "../iot.ts";
import { authorizationOperations } from "./authorization-operations.ts";
import { billingOperations } from "./billing-operations.ts";
import { certificateOperations } from "./certificate-operations.ts";
import { dataOperations } from "./data-operations.ts";
import { destinationOperations } from "./destination-operations.ts";
import { eventOperations } from "./event-operations.ts";
import { generalOperations } from "./general-operations.ts";
import { groupOperations } from "./group-operations.ts";
import { loggingOperations } from "./logging-operations.ts";
import { policyOperations } from "./policy-operations.ts";
import { refused, refusedData } from "./refused-operations.ts";
import { type RestOperations, routesOf } from "./rest.ts";
import { ruleOperations } from "./rule-operations.ts";
import { thingOperations } from "./thing-operations.ts";

export function iotApi(iot: Iot): ServiceApi {
  const operations = acknowledged(
    {
      ...generalOperations(iot),
      ...ruleOperations(iot),
      ...destinationOperations(iot),
      ...thingOperations(iot),
      ...groupOperations(iot),
      ...billingOperations(iot),
      ...eventOperations(iot),
      ...loggingOperations(iot),
      ...policyOperations(iot),
      ...authorizationOperations(iot),
      ...certificateOperations(iot),
    },
    () => iot.book.committed(),
  );
  // Clients of before 2021 sign for execute-api.
  return { ...spelled("IoT", ["iot", "execute-api"], operations), refused };
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

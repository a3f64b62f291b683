// What Lambda has on AWS and not here, by why.

import type { RefusedOperations } from "../../../aws/wire/operation.ts";

export const refused: RefusedOperations = {
  "there are no capacity providers": [
    "CreateCapacityProvider POST /2025-11-30/capacity-providers",
    "DeleteCapacityProvider DELETE /2025-11-30/capacity-providers/{CapacityProviderName}",
    "GetCapacityProvider GET /2025-11-30/capacity-providers/{CapacityProviderName}",
    "ListCapacityProviders GET /2025-11-30/capacity-providers",
    "ListFunctionVersionsByCapacityProvider GET /2025-11-30/capacity-providers/{CapacityProviderName}/function-versions",
    "UpdateCapacityProvider PUT /2025-11-30/capacity-providers/{CapacityProviderName}",
  ],
  "there are no durable functions": [
    "CheckpointDurableExecution POST /2025-12-01/durable-executions/{DurableExecutionArn}/checkpoint",
    "GetDurableExecutionHistory GET /2025-12-01/durable-executions/{DurableExecutionArn}/history",
    "GetDurableExecutionState GET /2025-12-01/durable-executions/{DurableExecutionArn}/state",
    "GetDurableExecution GET /2025-12-01/durable-executions/{DurableExecutionArn}",
    "ListDurableExecutionsByFunction GET /2025-12-01/functions/{FunctionName}/durable-executions",
    "SendDurableExecutionCallbackFailure POST /2025-12-01/durable-execution-callbacks/{CallbackId}/fail",
    "SendDurableExecutionCallbackHeartbeat POST /2025-12-01/durable-execution-callbacks/{CallbackId}/heartbeat",
    "SendDurableExecutionCallbackSuccess POST /2025-12-01/durable-execution-callbacks/{CallbackId}/succeed",
    "StopDurableExecution POST /2025-12-01/durable-executions/{DurableExecutionArn}/stop",
  ],
};

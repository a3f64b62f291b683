// What Lambda has on AWS and not here, by why.

import type { RefusedOperations } from "../../../aws/wire/operation.ts";

export const refused: RefusedOperations = {
  "code is not signed": [
    "CreateCodeSigningConfig POST /2020-04-22/code-signing-configs",
    "DeleteCodeSigningConfig DELETE /2020-04-22/code-signing-configs/{CodeSigningConfigArn}",
    "DeleteFunctionCodeSigningConfig DELETE /2020-06-30/functions/{FunctionName}/code-signing-config",
    "GetCodeSigningConfig GET /2020-04-22/code-signing-configs/{CodeSigningConfigArn}",
    "GetFunctionCodeSigningConfig GET /2020-06-30/functions/{FunctionName}/code-signing-config",
    "ListCodeSigningConfigs GET /2020-04-22/code-signing-configs",
    "ListFunctionsByCodeSigningConfig GET /2020-04-22/code-signing-configs/{CodeSigningConfigArn}/functions",
    "PutFunctionCodeSigningConfig PUT /2020-06-30/functions/{FunctionName}/code-signing-config",
    "UpdateCodeSigningConfig PUT /2020-04-22/code-signing-configs/{CodeSigningConfigArn}",
  ],
  "environments are started when they are needed": [
    "CreateCapacityProvider POST /2025-11-30/capacity-providers",
    "DeleteCapacityProvider DELETE /2025-11-30/capacity-providers/{CapacityProviderName}",
    "GetCapacityProvider GET /2025-11-30/capacity-providers/{CapacityProviderName}",
    "ListCapacityProviders GET /2025-11-30/capacity-providers",
    "ListFunctionVersionsByCapacityProvider GET /2025-11-30/capacity-providers/{CapacityProviderName}/function-versions",
    "UpdateCapacityProvider PUT /2025-11-30/capacity-providers/{CapacityProviderName}",
    "GetFunctionScalingConfig GET /2025-11-30/functions/{FunctionName}/function-scaling-config",
    "PutFunctionScalingConfig PUT /2025-11-30/functions/{FunctionName}/function-scaling-config",
    "DeleteProvisionedConcurrencyConfig DELETE /2019-09-30/functions/{FunctionName}/provisioned-concurrency",
    "ListProvisionedConcurrencyConfigs GET /2019-09-30/functions/{FunctionName}/provisioned-concurrency?List=ALL",
    "GetProvisionedConcurrencyConfig GET /2019-09-30/functions/{FunctionName}/provisioned-concurrency",
    "PutProvisionedConcurrencyConfig PUT /2019-09-30/functions/{FunctionName}/provisioned-concurrency",
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
  "there are no limits of an account": ["GetAccountSettings GET /2016-08-19/account-settings"],
  "functions that call themselves are not stopped": [
    "GetFunctionRecursionConfig GET /2024-08-31/functions/{FunctionName}/recursion-config",
    "PutFunctionRecursionConfig PUT /2024-08-31/functions/{FunctionName}/recursion-config",
  ],
  "functions run on the Node.js that the region runs on": [
    "GetRuntimeManagementConfig GET /2021-07-20/functions/{FunctionName}/runtime-management-config",
    "PutRuntimeManagementConfig PUT /2021-07-20/functions/{FunctionName}/runtime-management-config",
  ],
  "Invoke with the invocation type Event does the same": [
    "InvokeAsync POST /2014-11-13/functions/{FunctionName}/invoke-async",
  ],
};

// Functions as APIs call them: those whose policy, or the role that the API was given, lets it.

import type { DeliveryRouter } from "../../house.ts";
import { type FunctionCall, type Functions, InvalidPermissions } from "./function-backend.ts";

/** What calls functions, whoever asks. */
export interface InvokedFunctions {
  invoke(call: Omit<FunctionCall, "caller">): ReturnType<Functions["invoke"]>;
}

export function permittedFunctions(
  functions: InvokedFunctions,
  router: Pick<DeliveryRouter, "reaches">,
): Functions {
  return {
    async invoke({ caller, ...call }) {
      if (!router.reaches({ arn: call.functionName, caller })) throw new InvalidPermissions();
      return functions.invoke(call);
    },
  };
}

// Why a transaction was cancelled, item by item.
// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CancellationReason.html

import { asJson, type JsonObject } from "../../../../aws/json.ts";
import { ServiceError } from "../../../../aws/service-error.ts";
import { EmptyKey } from "../items/item-keys.ts";
import { ConditionFailed } from "../items/write-item.ts";

export interface CancellationReason {
  readonly Code: string;
  readonly Message?: string;
  readonly Item?: JsonObject;
}

/** Of what would have been done. */
export const none: CancellationReason = { Code: "None" };

/** Others change the item at the same time. */
export const conflict: CancellationReason = {
  Code: "TransactionConflict",
  Message: "Transaction is ongoing for the item",
};

/** Throws what is no reason to cancel, but a fault. */
export function reasonOf(problem: unknown): CancellationReason {
  if (problem instanceof ConditionFailed) {
    return { Code: "ConditionalCheckFailed", Message: problem.message, ...problem.members };
  }
  if (problem instanceof EmptyKey) throw problem;
  if (problem instanceof ServiceError && problem.code === "ValidationException") {
    return { Code: "ValidationError", Message: problem.message };
  }
  if (problem instanceof ServiceError && problem.code === "DuplicateItemException") {
    return { Code: "DuplicateItem", Message: problem.message };
  }
  throw problem;
}

export function cancelled(reasons: readonly CancellationReason[]): ServiceError {
  const codes = reasons.map(({ Code: code }) => code).join(", ");
  return new ServiceError(
    "TransactionCanceledException",
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
    { members: { CancellationReasons: asJson(reasons) } },
  );
}

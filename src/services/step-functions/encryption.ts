// How a state machine or an activity asks to be encrypted. A local region has no keys: it keeps and tells what was asked for.
// https://docs.aws.amazon.com/step-functions/latest/apireference/API_EncryptionConfiguration.html

import { ServiceError } from "../../aws/service-error.ts";

export interface EncryptionConfiguration {
  readonly type: "AWS_OWNED_KEY" | "CUSTOMER_MANAGED_KMS_KEY";
  readonly kmsKeyId?: string | undefined;
  readonly kmsDataKeyReusePeriodSeconds?: number | undefined;
}

export const ownedKey: EncryptionConfiguration = { type: "AWS_OWNED_KEY" };

/** "Default is set to 300 seconds." */
const defaultReuseSeconds = 300;

/** As it is kept. Throws InvalidEncryptionConfiguration. */
export function completeEncryption(given: EncryptionConfiguration): EncryptionConfiguration {
  const { type, kmsKeyId, kmsDataKeyReusePeriodSeconds = defaultReuseSeconds } = given;
  if (type === "CUSTOMER_MANAGED_KMS_KEY") {
    if (kmsKeyId === undefined)
      throw invalid("kmsKeyId must be specified when type is CUSTOMER_MANAGED_KMS_KEY");
    return { type, kmsKeyId, kmsDataKeyReusePeriodSeconds };
  }
  if (kmsKeyId !== undefined || given.kmsDataKeyReusePeriodSeconds !== undefined) {
    throw invalid("kmsKeyId and kmsDataKeyReusePeriodSeconds must be null when type is AWS_OWNED_KEY");
  }
  return ownedKey;
}

export function sameEncryption(one: EncryptionConfiguration, other: EncryptionConfiguration): boolean {
  return (
    one.type === other.type &&
    one.kmsKeyId === other.kmsKeyId &&
    one.kmsDataKeyReusePeriodSeconds === other.kmsDataKeyReusePeriodSeconds
  );
}

function invalid(problem: string): ServiceError {
  return new ServiceError("InvalidEncryptionConfiguration", `Invalid Encryption Configuration: '${problem}'`);
}

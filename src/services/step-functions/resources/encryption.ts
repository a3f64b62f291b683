// EncryptionConfiguration, as machines and activities have it.

import type { Properties } from "../../../aws/template/properties.ts";
import { given } from "../../../aws/wire/given.ts";
import { completeEncryption, type EncryptionConfiguration, ownedKey } from "../encryption.ts";

/** Throws InvalidEncryptionConfiguration. */
export function encryptionIn(properties: Properties): EncryptionConfiguration {
  if (!properties.has("EncryptionConfiguration")) {
    properties.inert("EncryptionConfiguration");
    return ownedKey;
  }
  const encryption = properties.section("EncryptionConfiguration");
  return completeEncryption({
    // Which types there are is checked with the rest.
    type: encryption.text("Type") as EncryptionConfiguration["type"],
    ...given("kmsKeyId", encryption.optionalText("KmsKeyId")),
    ...given("kmsDataKeyReusePeriodSeconds", encryption.optionalNumber("KmsDataKeyReusePeriodSeconds")),
  });
}

// Secrets by a parameter's name: /aws/reference/secretsmanager/NAME, with a version or a stage behind a colon.
// https://docs.aws.amazon.com/systems-manager/latest/userguide/integration-ps-secretsmanager.html

import { ServiceError } from "../../aws/service-error.ts";
import type { CallInfo, ServiceApi, WireObject } from "../../aws/wire/operation.ts";

const prefix = "/aws/reference/secretsmanager/";

interface Reference {
  readonly secretId: string;
  /** A version's id or a stage. */
  readonly selector: string | undefined;
}

/** Undefined for the name of a parameter. */
export function referenceIn(name: string): Reference | undefined {
  if (!name.startsWith(prefix)) return undefined;
  const [secretId = "", selector] = name.slice(prefix.length).split(":");
  return { secretId, selector };
}

/** Undefined for a secret that is not there. */
export function secretArn(secrets: ServiceApi | undefined, secretId: string): string | undefined {
  try {
    const described = secrets?.operations.DescribeSecret?.(
      { SecretId: secretId },
      { requestId: "", host: "" },
    );
    const arn = described instanceof Promise ? undefined : described?.ARN;
    return typeof arn === "string" ? arn : undefined;
  } catch (problem) {
    if (problem instanceof ServiceError) return undefined;
    throw problem;
  }
}

/** The secret as a parameter. Throws ParameterNotFound, and ValidationException if it is not to be decrypted. */
export async function referencedSecret(
  name: string,
  { secretId, selector }: Reference,
  { isDecrypted, secrets, call }: { isDecrypted: boolean; secrets: ServiceApi | undefined; call: CallInfo },
): Promise<WireObject> {
  if (!isDecrypted)
    throw new ServiceError(
      "ValidationException",
      "WithDecryption flag must be True for retrieving a Secret Manager secret.",
    );
  const isVersion = selector !== undefined && /^[0-9a-f-]{32,64}$/i.test(selector);
  const wanted = isVersion ? { VersionId: selector } : { VersionStage: selector };
  try {
    const secret = await secrets?.operations.GetSecretValue?.({ SecretId: secretId, ...wanted }, call);
    if (secret !== undefined) return shown(name, selector, secret);
  } catch (problem) {
    if (!(problem instanceof ServiceError)) throw problem;
  }
  throw new ServiceError(
    "ParameterNotFound",
    `An error occurred (ParameterNotFound) when referencing Secrets Manager: Secret ${name} not found.`,
  );
}

function shown(name: string, selector: string | undefined, secret: WireObject): WireObject {
  const { ARN, CreatedDate, SecretString, SecretBinary } = secret;
  const seconds = CreatedDate instanceof Date ? CreatedDate.getTime() / 1000 : undefined;
  return {
    ...{ Name: selector === undefined ? name : name.slice(0, -selector.length - 1), Type: "SecureString" },
    ...{ Value: SecretString ?? SecretBinary, Version: 0, DataType: "text", ARN },
    Selector: selector === undefined ? undefined : `:${selector}`,
    SourceResult: JSON.stringify({ ...secret, CreatedDate: seconds }),
    LastModifiedDate: CreatedDate,
  };
}

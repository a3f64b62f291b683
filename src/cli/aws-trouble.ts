// What the SDK's clients and AWS refuse, as a user is to read it.

import { NotThisService } from "../load/aws/deployed-service.ts";
import { exitCodes, UsageError } from "./usage-error.ts";

const credentialsHint =
  "set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or log in with `aws sso login`; for a region of this machine any two words do, with AWS_ENDPOINT_URL";

const refusedCredentials: readonly string[] = [
  "ExpiredToken",
  "ExpiredTokenException",
  "InvalidClientTokenId",
  "UnrecognizedClientException",
  "SignatureDoesNotMatch",
];

interface SdkError extends Error {
  readonly code?: string;
  readonly $metadata?: unknown;
}

/** The error itself if it is none of those. */
export function inWordsOfAws(error: unknown, stackName: string, endpoint: URL | undefined): unknown {
  if (!(error instanceof Error) || error instanceof UsageError) return error;
  const { name, message, code, $metadata } = error as SdkError;
  if (error instanceof NotThisService) return new UsageError(message);
  if (name === "CredentialsProviderError" || name === "TokenProviderError")
    return new UsageError(`there are no AWS credentials: ${message}`, { hint: credentialsHint });
  if (message === "Region is missing")
    return new UsageError("no AWS region is set", { hint: "set AWS_REGION, or a profile's region" });
  if (name === "ValidationError" && /does not exist/.test(message))
    return new UsageError(`there is no stack "${stackName}" here: ${message}`, {
      hint: "deploy it (npx serverless deploy --stage STAGE), or name another by --stage, --stack-name, AWS_REGION, AWS_PROFILE",
    });
  if (refusedCredentials.includes(name))
    return new UsageError(`AWS refuses these credentials: ${name}: ${message}`, { hint: credentialsHint });
  if (code !== undefined && /^E[A-Z]+$/.test(code))
    return new UsageError(`${endpoint?.href ?? "AWS"} does not answer: ${message || code}`, {
      exitCode: exitCodes.unreachable,
    });
  if ($metadata !== undefined)
    return new UsageError(`AWS refused: ${name}: ${message}`, { exitCode: exitCodes.failed });
  return error;
}

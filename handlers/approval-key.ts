// The key that signs approval links: made with the stack, read once in five minutes.

import { getSecret } from "@aws-lambda-powertools/parameters/secrets";

export async function approvalKey(): Promise<string> {
  const key = await getSecret(process.env.APPROVAL_KEY ?? "", { maxAge: 300 });
  if (typeof key !== "string" || key === "") throw new Error("the secret APPROVAL_KEY holds no key");
  return key;
}

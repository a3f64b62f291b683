// How much a function may be, with all of its layers.
// https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html, "Deployment package … including layers"

import type { CodeStore } from "../code/code-store.ts";
import { largestUnzippedBytes } from "../code/unpack-zip.ts";
import type { FunctionCode } from "./function-record.ts";
import type { Layers } from "./layers.ts";
import { invalidParameter } from "./refusals.ts";

/** Rejects with InvalidParameterValueException. Images, and layers of other accounts, count nothing. */
export async function checkCombinedSize(
  { functions, layers }: { readonly functions: { readonly code: CodeStore }; readonly layers: Layers },
  code: FunctionCode,
  layerArns: readonly string[],
): Promise<void> {
  const digests = layers.digestsOf(layerArns);
  if (digests.length === 0) return;
  const all = code.type === "package" ? [code.digest, ...digests] : digests;
  const sizes = await Promise.all(all.map((digest) => functions.code.unzippedBytes(digest)));
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  if (bytes > largestUnzippedBytes)
    throw invalidParameter(
      `Function code combined with layers exceeds the maximum allowed size of ${largestUnzippedBytes} bytes. The actual size is ${bytes} bytes.`,
    );
}

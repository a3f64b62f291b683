// The package that a version's code is; an image has none.

import { createHash } from "node:crypto";
import type { FunctionVersion } from "../functions/function-record.ts";
import type { CodeStore } from "./code-store.ts";

export interface PackageFacts {
  /** Base64. */
  readonly sha256: string;
  readonly bytes: number;
}

const ofImage: PackageFacts = { sha256: createHash("sha256").digest("base64"), bytes: 0 };

export function packageOf({ code }: FunctionVersion): PackageFacts {
  if (code.type === "image") return ofImage;
  return { sha256: Buffer.from(code.digest, "hex").toString("base64"), bytes: code.bytes };
}

/** Empty for a container image. Rejects with the system's error. */
export async function zipOf(store: CodeStore, { code }: FunctionVersion): Promise<Uint8Array> {
  return code.type === "package" ? store.zip(code.digest) : new Uint8Array();
}

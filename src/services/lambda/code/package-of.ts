// The package that a version's code is. Code that lies in a project's folder is in none until somebody asks: then it is the module of
// the handler, as it is at that moment.

import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { FunctionVersion } from "../functions/function-record.ts";
import type { CodeStore } from "./code-store.ts";
import { zipFiles } from "./zip-files.ts";

export interface PackageFacts {
  /** Base64. */
  readonly sha256: string;
  readonly bytes: number;
}

export async function packageOf(store: CodeStore, version: FunctionVersion): Promise<PackageFacts> {
  const { code } = version;
  if (code.type === "package")
    return { sha256: Buffer.from(code.digest, "hex").toString("base64"), bytes: code.bytes };
  const zip = await zipOf(store, version);
  return { sha256: createHash("sha256").update(zip).digest("base64"), bytes: zip.length };
}

/** Empty for a container image. Rejects with the system's error. */
export async function zipOf(store: CodeStore, { code, handler }: FunctionVersion): Promise<Uint8Array> {
  if (code.type === "package") return store.zip(code.digest);
  if (code.type === "image") return new Uint8Array();
  const module = handler.replace(/\.[^./]*$/, "");
  const file = [".mjs", ".js", ".cjs", ".py", ".rb"]
    .map((extension) => module + extension)
    .find((name) => existsSync(join(code.codeRoot, name)));
  return zipFiles(file === undefined ? {} : { [file]: await readFile(join(code.codeRoot, file)) });
}

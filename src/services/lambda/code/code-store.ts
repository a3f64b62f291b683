// Deployment packages: each zip by its digest, and beside it the folder that it was unpacked into. Both are on disk before a function
// is told to be there.

import { webcrypto } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { makePrivateFolder, privateFile, syncFolder } from "../../../storage/private-files.ts";
import { unpackZip, unzippedBytes } from "./unpack-zip.ts";

/** A zip that is kept. */
export interface KeptZip {
  /** Hexadecimal. */
  readonly digest: string;
  readonly bytes: number;
}

export class CodeStore {
  readonly #isTemporary: boolean;
  #made: string | undefined;
  readonly #wanted: string | undefined;
  #parts = 0;
  /** By digest, those that were asked for. */
  readonly #unzipped = new Map<string, number>();

  /** Without a folder what it keeps is gone once it is closed. */
  constructor(folder: string | undefined) {
    this.#isTemporary = folder === undefined;
    this.#wanted = folder;
  }

  /** Made when it is first needed. */
  get #folder(): string {
    if (this.#made !== undefined) return this.#made;
    const folder = this.#wanted ?? mkdtempSync(join(tmpdir(), "millrace-functions-"));
    makePrivateFolder(folder);
    // Modules of a package without a package.json are CommonJS, whatever project this folder lies in.
    writeFileSync(join(folder, "package.json"), "{}\n", { mode: privateFile });
    this.#made = folder;
    return folder;
  }

  /** Unpacks it as well, unless it is a layer's. Rejects with InvalidParameterValueException for what is no package. */
  async keep(zip: Uint8Array, { isUnpacked = true } = {}): Promise<KeptZip> {
    const digest = await sha256(zip);
    if (!isUnpacked) this.#unzipped.set(digest, await unzippedBytes(zip));
    if (isUnpacked && !existsSync(this.codeRoot(digest))) {
      const part = join(this.#folder, `${digest}.${this.#parts++}.part`);
      try {
        await mkdir(part, { mode: 0o700 });
        await unpackZip(zip, part);
        await rename(part, this.codeRoot(digest)).catch((problem: NodeJS.ErrnoException) => {
          // The same package, sent twice at once.
          if (problem.code !== "ENOTEMPTY" && problem.code !== "EEXIST") throw problem;
        });
      } finally {
        await rm(part, { recursive: true, force: true });
      }
    }
    if (!existsSync(this.zipFile(digest))) await this.#write(digest, zip);
    syncFolder(this.#folder);
    return { digest, bytes: zip.length };
  }

  /** The folder that stands for /var/task. */
  codeRoot(digest: string): string {
    return join(this.#folder, digest);
  }

  zipFile(digest: string): string {
    return join(this.#folder, `${digest}.zip`);
  }

  /** Rejects with the system's error. */
  zip(digest: string): Promise<Buffer> {
    return readFile(this.zipFile(digest));
  }

  /** What a package has on the disk. Rejects with the system's error. */
  async unzippedBytes(digest: string): Promise<number> {
    const known = this.#unzipped.get(digest) ?? (await unzippedBytes(await this.zip(digest)));
    this.#unzipped.set(digest, known);
    return known;
  }

  /** Unpacks again what a crash left half unpacked or somebody took away. */
  async mend(digest: string): Promise<void> {
    if (!existsSync(this.codeRoot(digest))) await this.keep(await this.zip(digest));
  }

  /** Removes what is none of these: the code of functions that were deleted or changed. */
  sweep(digests: ReadonlySet<string>): void {
    if (this.#wanted === undefined || !existsSync(this.#wanted)) return;
    for (const name of readdirSync(this.#folder)) {
      if (name === "package.json" || digests.has(basename(name, ".zip"))) continue;
      rmSync(join(this.#folder, name), { recursive: true, force: true });
    }
  }

  close(): void {
    if (this.#isTemporary && this.#made !== undefined) rmSync(this.#made, { recursive: true, force: true });
  }

  async #write(digest: string, zip: Uint8Array): Promise<void> {
    const part = join(this.#folder, `${digest}.${this.#parts++}.part`);
    const file = await open(part, "wx", privateFile);
    try {
      await file.writeFile(zip);
      await file.datasync();
    } finally {
      await file.close();
    }
    await rename(part, this.zipFile(digest));
  }
}

/** Off the region's thread: a package may have 50 MB. */
async function sha256(bytes: Uint8Array): Promise<string> {
  return Buffer.from(await webcrypto.subtle.digest("SHA-256", bytes as Uint8Array<ArrayBuffer>)).toString(
    "hex",
  );
}

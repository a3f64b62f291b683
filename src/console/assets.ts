// The console's page: what the package was built with, or, in a clone, bundled of its sources when it is first asked for.

import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

export interface Asset {
  readonly contentType: string;
  readonly content: Buffer;
  /** The same, for whoever takes gzip. */
  readonly compressed: Buffer;
}

export type Assets = ReadonlyMap<string, Asset>;

const built = fileURLToPath(new URL("./assets/", import.meta.url));
const sources = fileURLToPath(new URL("./page/", import.meta.url));
const contentTypes = {
  "console.js": "text/javascript; charset=utf-8",
  "console.css": "text/css; charset=utf-8",
} as const;

let bundled: Promise<Assets> | undefined;

/** By file name. Rejects with what esbuild says if the sources are wrong. */
export function consoleAssets(): Promise<Assets> {
  bundled ??= existsSync(built) ? Promise.resolve(builtAssets()) : bundledAssets();
  return bundled;
}

function builtAssets(): Assets {
  return new Map(
    Object.entries(contentTypes).map(([name, contentType]) => [
      name,
      assetOf(contentType, readFileSync(`${built}${name}`)),
    ]),
  );
}

async function bundledAssets(): Promise<Assets> {
  const { outputFiles } = await bundlePage();
  const contents = new Map(outputFiles.map(({ path, contents }) => [path.replace(/^.*[\\/]/, ""), contents]));
  return new Map(
    Object.entries(contentTypes).map(([name, contentType]) => [
      name,
      assetOf(contentType, Buffer.from(contents.get(name) ?? "")),
    ]),
  );
}

function assetOf(contentType: string, content: Buffer): Asset {
  return { contentType, content, compressed: gzipSync(content) };
}

/** One script and one style sheet, in memory. */
export async function bundlePage() {
  const { build } = await import("esbuild");
  return build({
    entryPoints: { console: `${sources}main.tsx` },
    outdir: built,
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    target: "es2022",
    jsx: "automatic",
    jsxImportSource: "preact",
    legalComments: "none",
    logLevel: "silent",
  });
}

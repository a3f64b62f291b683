// Bundles a handler again as its project does: by the project's own esbuild where it has one.

import { createRequire, isBuiltin } from "node:module";
import { extname, join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Message } from "esbuild";
import { ProjectProblem } from "./project.ts";

export interface BundleRequest {
  /** The project's folder. */
  readonly folder: string;
  readonly entry: string;
  /** What the bundle is called in its package; its ending tells the format of its modules. */
  readonly name: string;
  /** The bundle that is replaced: what it leaves out and how it is written stays. */
  readonly former: string;
  readonly isMinified: boolean;
  readonly hasMap: boolean;
  /** Packages that lie in the package beside the bundle. */
  readonly external: readonly string[];
}

export interface Bundle {
  readonly code: Uint8Array;
  readonly map: Uint8Array | undefined;
  /** The paths of what it is made of. */
  readonly sources: readonly string[];
}

/** Rejects with ProjectProblem for a source with a mistake, named with its line. */
export async function bundleAgain(request: BundleRequest): Promise<Bundle> {
  const { folder, entry, name, former, isMinified, hasMap, external } = request;
  const esbuild = await esbuildOf(folder);
  const isModule = formatOf(name, former) === "esm";
  try {
    const { outputFiles, metafile } = await esbuild.build({
      absWorkingDir: folder,
      entryPoints: [entry],
      outfile: join(folder, name),
      bundle: true,
      write: false,
      metafile: true,
      logLevel: "silent",
      platform: "node",
      target: "node22",
      keepNames: true,
      minify: isMinified,
      format: isModule ? "esm" : "cjs",
      ...(isModule ? { mainFields: ["module", "main"], banner: { js: requireOfModules } } : {}),
      // What the runtime brings along is left out where the former bundle left it out.
      external: [...external, ...leftOut(former)],
      sourcemap: hasMap ? "linked" : false,
      sourcesContent: false,
    });
    const code = outputFiles.find(({ path }) => !path.endsWith(".map"))?.contents ?? new Uint8Array();
    const map = outputFiles.find(({ path }) => path.endsWith(".map"))?.contents;
    return { code, map, sources: Object.keys(metafile.inputs).map((path) => join(folder, path)) };
  } catch (problem) {
    throw new ProjectProblem(messagesOf(problem));
  }
}

/** The packages that a bundle asks for when it runs. */
function leftOut(code: string): readonly string[] {
  const asked = [...code.matchAll(/(?:\bfrom\s*|\brequire\(|\bimport\s*\(?)["']([^"'./][^"']*)["']/g)];
  const names = new Set(asked.map(([, name = ""]) => name).filter((name) => !isBuiltin(name)));
  // Whatever else is asked of the SDK is the runtime's as well.
  if ([...names].some((name) => name.startsWith("@aws-sdk/"))) names.add("@aws-sdk/*");
  return [...names];
}

/** CommonJS packages call `require`, which a module does not have. */
const requireOfModules =
  "import{createRequire as millraceRequire}from'node:module';const require=millraceRequire(import.meta.url);";

function formatOf(name: string, former: string): "esm" | "cjs" {
  if (extname(name) === ".mjs") return "esm";
  if (extname(name) === ".cjs") return "cjs";
  return /^\s*export\s*[{*]|\bexport\s*\{/m.test(former) ? "esm" : "cjs";
}

/** The project's own, or ours. Rejects with ProjectProblem. */
export async function esbuildOf(folder: string): Promise<typeof import("esbuild")> {
  for (const from of [join(folder, "package.json"), import.meta.filename]) {
    try {
      const path = createRequire(from).resolve("esbuild");
      return (await import(pathToFileURL(path).href)) as typeof import("esbuild");
    } catch {}
  }
  throw new ProjectProblem(
    "the handler could not be bundled again: esbuild is not installed",
    `npm install --save-dev esbuild`,
  );
}

/** What esbuild found, a line each with its place. */
export function messagesOf(problem: unknown): string {
  const { errors } = problem as { readonly errors?: readonly Message[] };
  if (errors === undefined) return String((problem as Error).message ?? problem);
  return errors
    .map(({ text, location }) =>
      location === null ? text : `${location.file}:${location.line}:${location.column + 1}: ${text}`,
    )
    .join("\n");
}

/** The files that esbuild found something in, as it names them. */
export function filesWithMistakes(problem: unknown): readonly string[] {
  const { errors = [] } = problem as { readonly errors?: readonly Message[] };
  return [...new Set(errors.flatMap(({ location }) => (location === null ? [] : [location.file])))];
}

/** The packages that lie beside a bundle. */
export function packagesBeside(names: Iterable<string>): readonly string[] {
  const packages = new Set<string>();
  for (const name of names) {
    const found = /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(name)?.[1];
    if (found !== undefined) packages.add(found);
  }
  return [...packages];
}

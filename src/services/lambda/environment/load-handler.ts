// Finds a handler as Lambda's Node.js runtime does: `folder/file.export`, with .js, .mjs and .cjs tried in this order, and from Node.js 24 on .ts, .mts and .cts.

import { existsSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { isStreaming } from "./response-stream.ts";
import { RuntimeError } from "./runtime-error.ts";

const javaScript = [".js", ".mjs", ".cjs"];
/** Node.js takes their types away. */
const typeScript = [".ts", ".mts", ".cts"];

export type Handler = (event: unknown, context: unknown, callback?: unknown) => unknown;

export async function loadHandler(codeRoot: string, handlerName: string, runtime: string): Promise<Handler> {
  const { moduleName, exportName } = parseHandlerName(handlerName);
  const loaded = await importModule(findModule(codeRoot, moduleName, runtime));
  const handler =
    findExport(loaded, exportName) ?? findExport((loaded as { default?: unknown }).default, exportName);
  if (handler === undefined) {
    throw new RuntimeError("Runtime.HandlerNotFound", `${handlerName} is undefined or not exported`);
  }
  if (typeof handler !== "function") {
    throw new RuntimeError("Runtime.HandlerNotFound", `${handlerName} is not a function`);
  }
  if (runtime === "nodejs24.x" && handler.length >= 3 && !isStreaming(handler))
    throw callbackHandlerRemoved();
  return handler as Handler;
}

function parseHandlerName(name: string): { readonly moduleName: string; readonly exportName: string } {
  if (name.includes("..")) {
    throw new RuntimeError(
      "Runtime.MalformedHandlerName",
      `'${name}' is not a valid handler name. Use absolute paths when specifying root directories in handler names.`,
    );
  }
  const [, file, exportName] = /^([^.]*)\.(.+)$/.exec(basename(name)) ?? [];
  if (file === undefined || exportName === undefined) {
    throw new RuntimeError("Runtime.MalformedHandlerName", "Bad handler");
  }
  return { moduleName: `${dirname(name)}/${file}`, exportName };
}

function findModule(codeRoot: string, moduleName: string, runtime: string): string {
  const path = resolve(codeRoot, moduleName);
  const extensions = runtime === "nodejs24.x" ? [...javaScript, ...typeScript] : javaScript;
  const candidates = ["", ...extensions].map((extension) => path + extension);
  const found =
    candidates.find((file) => existsSync(file) && statSync(file).isFile()) ?? asPackage(codeRoot, moduleName);
  if (found !== undefined) return found;
  const name = basename(moduleName);
  throw new RuntimeError(
    "Runtime.ImportModuleError",
    `Error: Cannot find module '${name}'\nLooked for ${candidates.slice(1).join(", ")}`,
  );
}

/** A folder, or what is among the packages of the function and its layers. */
function asPackage(codeRoot: string, moduleName: string): string | undefined {
  const { resolve: find } = createRequire(`${codeRoot}/`);
  for (const name of [`./${moduleName}`, moduleName.replace(/^\.\//, "")])
    try {
      return find(name);
    } catch {
      // It is not there.
    }
  return undefined;
}

async function importModule(file: string): Promise<unknown> {
  try {
    return await import(pathToFileURL(file).href);
  } catch (error) {
    if (error instanceof SyntaxError)
      throw new RuntimeError("Runtime.UserCodeSyntaxError", String(error), error);
    if (error instanceof Error && (error as NodeJS.ErrnoException).code === "MODULE_NOT_FOUND") {
      throw new RuntimeError("Runtime.ImportModuleError", String(error), error);
    }
    throw error;
  }
}

function findExport(module: unknown, exportName: string): unknown {
  let found: unknown = module;
  for (const key of exportName.split(".")) {
    if ((typeof found !== "object" && typeof found !== "function") || found === null) return undefined;
    found = (found as Record<string, unknown>)[key];
  }
  return found;
}

function callbackHandlerRemoved(): RuntimeError {
  return new RuntimeError(
    "Runtime.CallbackHandlerDeprecated",
    "ERROR: AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. You need to modify this function to use a supported handler signature to use Node.js 24 or later. For more information see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html.",
  );
}

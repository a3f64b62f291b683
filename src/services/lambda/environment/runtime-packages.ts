// The packages that Lambda's Node.js runtimes bring along: AWS's SDK. A handler that relies on them finds those of its project here.

import * as modules from "node:module";
import { pathToFileURL } from "node:url";

const broughtAlong = /^(?:@aws-sdk|@smithy|@aws-crypto)\/[\w.-]+(?:\/|$)|^aws-sdk(?:\/|$)/;
const notFound = /^(?:ERR_)?MODULE_NOT_FOUND$/;

/** To be called before a handler is loaded. What a function has itself, or in a layer, comes first; then each folder and those above it. */
export function findRuntimePackages(folders: readonly string[]): void {
  const parents = folders.map((folder) => pathToFileURL(`${folder}/none.js`).href);
  let isLooking = false;
  modules.registerHooks({
    resolve(specifier, context, next) {
      try {
        return next(specifier, context);
      } catch (error) {
        const isWanted = notFound.test((error as NodeJS.ErrnoException).code ?? "");
        if (isLooking || !isWanted || !broughtAlong.test(specifier)) throw error;
        isLooking = true;
        try {
          for (const parentURL of parents) {
            try {
              if (!context.conditions.includes("require")) return next(specifier, { ...context, parentURL });
              return next(modules.createRequire(parentURL).resolve(specifier), context);
            } catch {
              // Not in this folder.
            }
          }
        } finally {
          isLooking = false;
        }
        throw error;
      }
    },
  });
}

/** The package that is missing, if it is one that the runtime brings along on Lambda. */
export function missingRuntimePackage(error: unknown): string | undefined {
  const [, specifier = ""] = /Cannot find (?:module|package) '([^']+)'/.exec(String(error)) ?? [];
  if (!broughtAlong.test(specifier)) return undefined;
  return specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
}

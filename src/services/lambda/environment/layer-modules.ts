// Packages that only NODE_PATH leads to, such as those of a layer, for `import` as well: by itself Node.js looks there for `require`
// alone. What a function has itself comes first.

import * as modules from "node:module";
import { pathToFileURL } from "node:url";

/** To be called before a handler is loaded. */
export function findLayerModules(nodePath = ""): void {
  const folders = nodePath.split(":").filter((folder) => folder.endsWith("/node_modules"));
  if (folders.length === 0) return;
  const parents = folders.map(
    (folder) => pathToFileURL(`${folder.slice(0, -"node_modules".length)}none`).href,
  );
  modules.registerHooks({
    resolve(specifier, context, next) {
      try {
        return next(specifier, context);
      } catch (error) {
        const isPackage = /^(?:@[\w.-]+\/)?[\w-][\w.-]*(?:\/|$)/.test(specifier);
        if (!isPackage || (error as NodeJS.ErrnoException).code !== "ERR_MODULE_NOT_FOUND") throw error;
        for (const parentURL of parents) {
          try {
            return next(specifier, { ...context, parentURL });
          } catch {
            // Not in this folder.
          }
        }
        throw error;
      }
    },
  });
}

// Modules that run in a thread or a process of their own are named by their address, which no compiler rewrites.

/** The address of a module beside the one that asks: with `.ts` in the sources, with `.js` in what was built of them. */
export function siblingModule(name: string, { url }: Pick<ImportMeta, "url">): URL {
  return new URL(`${name}${url.slice(url.lastIndexOf("."))}`, url);
}

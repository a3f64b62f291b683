// Addresses whose id stands in the host. Browsers and curl find every name under localhost, other clients only where the system does:
// where it does not, what is told is the address that has the id in its path.

import { lookup } from "node:dns/promises";

/** A system that asks the network for such names may wait for long. */
const lookupLimitMs = 500;

let found: Promise<boolean> | undefined;

/** `host` is where the client found the region, such as `127.0.0.1:4566`; `path` the address without such a name. Without a slash at its end. */
export async function addressUnderLocalhost(domain: string, path: string, host: string): Promise<string> {
  found ??= findsNames();
  if (!(await found)) return `http://${host}${path}`;
  const [, port = ""] = /(:\d+)$/.exec(host) ?? [];
  return `http://${domain}${port}`;
}

function findsNames(): Promise<boolean> {
  const isFound = lookup("lambda-url.localhost").then(
    ({ address }) => address === "127.0.0.1" || address === "::1",
    () => false,
  );
  const isLate = new Promise<boolean>((resolve) => setTimeout(resolve, lookupLimitMs, false).unref());
  return Promise.race([isFound, isLate]);
}

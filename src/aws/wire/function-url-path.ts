// The addresses of function URLs: the URL's id stands in the host, as on AWS, or in the path, for clients that cannot find such a host.

/** What stands before the id in a path; nothing else of the region begins like this. */
export const functionUrlPath = "/_millrace/lambda-url/";

const functionUrlHost = /^([a-z0-9]+)\.lambda-url\.[a-z0-9-]+\./i;

/** The path of a request for this host, as everything behind it sees it. */
export function functionUrlPathOf(host: string, path: string): string {
  if (!host.includes(".lambda-url.")) return path;
  const [, id] = functionUrlHost.exec(host) ?? [];
  return id === undefined ? path : `${functionUrlPath}${id.toLowerCase()}${path}`;
}

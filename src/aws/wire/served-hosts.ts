// Addresses that a user's own code, configuration or pages answer at: function URLs, APIs of API Gateway, and buckets' websites. What
// is meant stands in the host, as on AWS, or in the path, for clients that cannot find such a host.

/** What stands before the id, or the bucket, in a path; nothing else of the region begins like these. */
export const functionUrlPath = "/_millrace/lambda-url/";
export const executeApiPath = "/_millrace/execute-api/";
export const s3WebsitePath = "/_millrace/s3-website/";

const served = /^([a-z0-9-]+)\.(lambda-url|execute-api)\.[a-z0-9-]+\./i;
/** Older regions of AWS have a hyphen there, newer ones a dot. */
const website = /^([a-z0-9][a-z0-9.-]*)\.s3-website[.-][a-z0-9-]+\./i;
const paths: Readonly<Record<string, string>> = {
  "lambda-url": functionUrlPath,
  "execute-api": executeApiPath,
};

/** The path of a request for this host, as everything behind it sees it. */
export function servedPathOf(host: string, path: string): string {
  if (!isServedHost(host)) return path;
  const bucket = website.exec(host)?.[1];
  if (bucket !== undefined) return `${s3WebsitePath}${bucket.toLowerCase()}${path}`;
  const [, id = "", kind = ""] = served.exec(host) ?? [];
  const before = paths[kind.toLowerCase()];
  return before === undefined ? path : `${before}${id.toLowerCase()}${path}`;
}

/** Whether the path is one that the user's own code or pages answer at. */
export function isServedPath(path: string): boolean {
  return (
    path.startsWith(functionUrlPath) || path.startsWith(executeApiPath) || path.startsWith(s3WebsitePath)
  );
}

/** At an address that has the id in its path, a page would share its origin with the region, and could ask all of it. */
export function confinement(host: string): Readonly<Record<string, string>> {
  return isServedHost(host) ? unconfined : sandboxed;
}

const unconfined = {};
const sandboxed = {
  "content-security-policy": "sandbox allow-scripts allow-forms allow-modals allow-popups",
};

export function isServedHost(host: string): boolean {
  return host.includes(".lambda-url.") || host.includes(".execute-api.") || host.includes(".s3-website");
}

/** `/_millrace/lambda-url/<id>/a/b?c=d` is the path `/a/b` and the query `c=d`, both still encoded. */
export function splitTarget(target: string): { readonly path: string; readonly query: string } {
  const afterId = target.indexOf(
    "/",
    target.startsWith(functionUrlPath) ? functionUrlPath.length : executeApiPath.length,
  );
  const question = target.indexOf("?");
  const end = question === -1 ? target.length : question;
  const path = afterId === -1 || afterId > end ? "" : target.slice(afterId, end);
  return { path: path === "" ? "/" : path, query: target.slice(end + 1) };
}

// Buckets' websites on the wire: `<bucket>.s3-website-us-east-1.localhost`, or the bucket in the path for clients that cannot find
// such a host.

import type { ServiceApi } from "../../../aws/wire/operation.ts";
import { s3IdHeaders, s3RequestIds } from "../../../aws/wire/s3-request-ids.ts";
import { confinement, isServedHost, s3WebsitePath } from "../../../aws/wire/served-hosts.ts";
import type { Objects } from "../objects.ts";
import { visit } from "../website/website.ts";
import { corsHeaders } from "./cors.ts";

const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

export function websiteApi({ store }: Objects): ServiceApi {
  const path = new RegExp(`^${s3WebsitePath}(?<bucket>[^/]+)(?:/(?<key>.*))?$`, "s");
  return {
    ...{ name: "S3 website", targetPrefix: undefined, errorNamespace: "", jsonVersion: "1.1" },
    operations: {},
    letIn: (page) =>
      page.path.startsWith(s3WebsitePath)
        ? corsHeaders(store, { ...page, path: page.path.slice(s3WebsitePath.length - 1) })
        : undefined,
    routes: methods.map((method) => ({
      ...{ operation: "GetObject", method, path },
      async handle({ host, headers, parameters: { bucket = "", key = "" }, requestId, target }) {
        const origin = s3RequestIds(requestId);
        const question = target.indexOf("?");
        const answer = await visit(store, {
          ...{ method, bucket, key, headers, origin },
          query: question === -1 ? "" : target.slice(question),
          here: `http://${host}${isServedHost(host) ? "" : `${s3WebsitePath}${bucket}`}`,
        });
        return { ...answer, headers: { ...s3IdHeaders(origin), ...answer.headers, ...confinement(host) } };
      },
    })),
  };
}

// S3 on the wire: REST paths, XML, and the bytes themselves. What is no other service's path is a bucket's or an object's.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html

import type { ServiceApi } from "../../../aws/wire/operation.ts";
import type { Objects } from "../objects.ts";
import { sdkOperations } from "../sdk-operations.ts";
import { bucketPathOf } from "./addresses.ts";
import { bucketRoutes } from "./bucket-routes.ts";
import { bucketSettingsRoutes } from "./bucket-settings-routes.ts";
import { routesOf, type S3Route } from "./call.ts";
import { corsHeaders } from "./cors.ts";
import { listRoutes } from "./list-routes.ts";
import { objectSettingsRoutes } from "./object-settings-routes.ts";
import { postRoute } from "./post-object.ts";
import { readRoutes } from "./read-routes.ts";
import { refused } from "./refused-operations.ts";
import { withDigests } from "./required-digests.ts";
import { uploadRoutes } from "./upload-routes.ts";
import { writeRoutes } from "./write-routes.ts";

/** By these, too, something else is meant than the bucket or the object itself. */
const refusedSubresources = Object.values(refused)
  .flat()
  .flatMap((operation) => / \/\{Bucket\}[^?]*\?([^&=]+)/.exec(operation)?.[1] ?? []);

/** Its routes take every path, so it belongs behind all other services. */
export function s3Api(objects: Objects): ServiceApi {
  const { store } = objects;
  // What is asked most often is looked for first.
  const routes: readonly S3Route[] = [
    ...writeRoutes(store),
    ...readRoutes(store),
    ...uploadRoutes(store),
    ...listRoutes(store),
    ...bucketRoutes(objects),
    postRoute(store),
    ...objectSettingsRoutes(store),
    ...bucketSettingsRoutes(objects),
  ];
  return {
    name: "S3",
    targetPrefix: undefined,
    errorNamespace: "",
    jsonVersion: "1.0",
    operations: sdkOperations(objects, routes),
    refused,
    routeProtocol: "s3",
    pathOf: bucketPathOf,
    letIn: (page) => corsHeaders(store, page),
    routes: routesOf(
      routes.map((route) => withDigests(route, store)),
      { accountId: store.identity.accountId, now: () => store.clock.now() },
      refusedSubresources,
    ),
  };
}

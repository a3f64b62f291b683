// Where subscribers fetch the certificate by which they check what they get.

import type { RawAnswer, Route } from "../../../aws/wire/operation.ts";
import type { Topics } from "../topics/topics.ts";

export function certificateRoute(topics: Pick<Topics, "certificate">): Route {
  return {
    // No operation of AWS's: a part of what Publish hands out.
    operation: "Publish",
    method: "GET",
    path: /^\/SimpleNotificationService-(?<id>[0-9a-f]{32})\.pem$/,
    handle: ({ parameters: { id = "" } }): RawAnswer => {
      const body = topics.certificate(id);
      if (body === undefined) return { status: 404, headers: {}, body: "" };
      return { status: 200, headers: { "content-type": "application/x-pem-file" }, body };
    },
  };
}

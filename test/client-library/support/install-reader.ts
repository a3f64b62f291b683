// Puts the client library and its application into the cache of tools where `CI` is set and they are missing.

import { installReader, isReaderThere } from "./reader-application.ts";

if (!isReaderThere()) {
  if (process.env.CI) installReader();
  else console.log("AWS's Kinesis Client Library is missing: set CI=1 to have it installed (with Maven)");
}

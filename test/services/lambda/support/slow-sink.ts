// Where the response of a handler that streams goes, taken slowly.

import { setTimeout as sleep } from "node:timers/promises";
import type { ResponseSink } from "../../../../src/services/lambda/invocation.ts";

export const slowSink = () => {
  const taken = { contentType: "", text: "", chunks: 0 };
  const stream: ResponseSink = {
    begin(contentType) {
      taken.contentType = contentType;
    },
    async write(chunk) {
      await sleep(10);
      taken.chunks += 1;
      taken.text += Buffer.from(chunk).toString();
    },
  };
  return { taken, stream };
};

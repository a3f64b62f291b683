import { expect, test } from "@jest/globals";
import { StreamedResponse } from "../../../../src/services/lambda/sandbox/streamed-response.ts";

test("a response that is handed on may have 200 MB, and what is more is dropped", () => {
  let taken = 0;
  const response = new StreamedResponse({
    begin: () => undefined,
    write(chunk) {
      taken += chunk.length;
      return undefined;
    },
  });
  response.begin("text/plain");
  const piece = Buffer.alloc(1024 * 1024);
  for (let at = 0; at < 200; at++) response.write(piece);
  expect(response.isTooLarge).toBe(false);
  for (let at = 0; at < 3; at++) response.write(Buffer.alloc(1));
  expect(response.isTooLarge).toBe(true);
  expect(taken).toBe(209_715_200);
});

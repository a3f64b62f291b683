// The functions behind the URLs: what each answers to a path.

export const handlers = `
const answers = {
  "/text": "hello", "/number": 7, "/null": null, "/list": [1, 2], "/object": { message: "hi" },
  "/custom": { statusCode: 201, headers: { "Content-Type": "text/plain", "X-Own": "yes" }, body: "made" },
  "/cookies": { statusCode: 200, cookies: ["a=1; Path=/", "b=2"], body: "" },
  "/binary": { statusCode: 200, headers: { "content-type": "image/png" }, body: "AQID/w==", isBase64Encoded: true },
  "/empty": { statusCode: 204 }, "/body-object": { statusCode: 200, body: { a: 1 } },
  "/bad-status": { statusCode: 99, body: "x" }, "/bad-header": { statusCode: 200, headers: { "x y": "z" }, body: "x" },
  "/bad-value": { statusCode: 200, headers: { x: "a\\nb" }, body: "x" },
};
exports.handler = async (event) => {
  if (event.rawPath === "/throw") throw new Error("no");
  return event.rawPath in answers ? answers[event.rawPath] : event;
};
exports.streaming = awslambda.streamifyResponse(async (event, stream) => {
  if (event.rawPath === "/throw") throw new Error("no");
  if (event.rawPath === "/head")
    stream = awslambda.HttpResponseStream.from(stream, { statusCode: 202, headers: { "x-own": "streamed" }, cookies: ["c=3"] });
  else stream.setContentType("text/plain");
  for (const piece of ["one ", "two ", "three"]) stream.write(piece);
  if (event.rawPath === "/break") { await new Promise((resolve) => setTimeout(resolve, 20)); throw new Error("broken"); }
  stream.end();
});
`;

// The peer of the HTTP benchmark: a bare node:http server that reads each request and answers the same bytes: those
// that its arguments hold. It prints its port.

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

const [, , contentType, body = ""] = process.argv;
const headers = {
  "content-type": contentType,
  "x-amzn-requestid": "00000000-0000-4000-8000-000000000000",
  "content-length": Buffer.byteLength(body),
};

const server = createServer((request, response) => {
  request.on("data", () => {});
  request.on("end", () => {
    response.writeHead(200, headers);
    response.end(body);
  });
});
server.listen(0, "127.0.0.1", () => console.log((server.address() as AddressInfo).port));

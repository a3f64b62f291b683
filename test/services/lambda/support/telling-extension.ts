// An extension that tells, in a file, what it is told: of invocations, of the end, and of what is logged.

export const tellingExtension = (told: string) => `#!${process.execPath}
const fs = require("node:fs");
const http = require("node:http");
const base = "http://" + process.env.AWS_LAMBDA_RUNTIME_API;
const tell = (line) => fs.appendFileSync(${JSON.stringify(told)}, line + "\\n");
const call = (method, path, headers, body) => new Promise((resolve, reject) => {
  const request = http.request(base + path, { method, headers }, (response) => {
    let text = "";
    response.on("data", (chunk) => { text += chunk; });
    response.on("end", () => resolve({ status: response.statusCode, headers: response.headers, text }));
  });
  request.on("error", reject);
  request.end(body);
});
(async () => {
  const collector = http.createServer((request, response) => {
    let text = "";
    request.on("data", (chunk) => { text += chunk; });
    request.on("end", () => { for (const { type } of JSON.parse(text)) tell("telemetry " + type); response.end(); });
  });
  await new Promise((resolve) => collector.listen(0, "127.0.0.1", resolve));
  const registered = await call("POST", "/2020-01-01/extension/register", { "Lambda-Extension-Name": "teller" }, '{"events":["INVOKE","SHUTDOWN"]}');
  const headers = { "Lambda-Extension-Identifier": registered.headers["lambda-extension-identifier"] };
  tell("registered " + registered.status + " " + registered.text);
  const URI = "http://sandbox.localdomain:" + collector.address().port;
  const subscription = { schemaVersion: "2022-12-13", types: ["function", "platform"], buffering: { timeoutMs: 25 }, destination: { protocol: "HTTP", URI } };
  tell("subscribed " + (await call("PUT", "/2022-07-01/telemetry", headers, JSON.stringify(subscription))).text);
  const register = (name) => call("POST", "/2020-01-01/extension/register", { "Lambda-Extension-Name": name }, "{}");
  for (let invocations = 0; ; ) {
    const event = JSON.parse((await call("GET", "/2020-01-01/extension/event/next", headers)).text);
    tell(event.eventType + " " + (event.requestId ?? event.shutdownReason));
    if (event.eventType === "INVOKE" && invocations++ === 0) {
      for (let at = 2; at <= 10; at++) await register("number " + at);
      for (const name of ["number 11", "teller"]) tell((await register(name)).text);
    }
    if (event.eventType === "SHUTDOWN") process.exit(0);
  }
})();
`;

// The function that a custom resource is made by.

/** Does what the resource's properties say, and keeps what it was asked in its log group. */
export const customHandler = `
const { request } = require("node:https");
exports.handler = async (event) => {
  console.log("ASKED " + JSON.stringify(event));
  const { Answer = "SUCCESS", Id = "made-1", Value = "none", Throws } = event.ResourceProperties;
  if (Throws === event.RequestType) throw new Error("a handler that fails");
  const status = Answer === "FAILED" && event.RequestType !== "Delete" ? "FAILED" : "SUCCESS";
  const body = JSON.stringify({
      Status: status,
      Reason: "as it was told",
      PhysicalResourceId: event.RequestType === "Delete" ? event.PhysicalResourceId : Id,
      StackId: event.StackId,
      RequestId: event.RequestId,
      LogicalResourceId: event.LogicalResourceId,
      Data: { Value: "got " + Value },
  });
  if (event.ResourceProperties.Way !== "https") return fetch(event.ResponseURL, { method: "PUT", body }).then(() => {});
  const { hostname, pathname } = new URL(event.ResponseURL);
  await new Promise((resolve, reject) => {
    const headers = { "content-type": "", "content-length": body.length };
    const sent = request({ hostname, port: 443, path: pathname, method: "PUT", headers }, resolve);
    sent.on("error", reject);
    sent.end(body);
  });
};
`;

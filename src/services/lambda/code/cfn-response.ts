// The module `cfn-response` that code in a template finds beside itself: with it the function of a custom resource answers.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/cfn-lambda-function-code-cfnresponsemodule.html

export const cfnResponse = `"use strict";

exports.SUCCESS = "SUCCESS";
exports.FAILED = "FAILED";

exports.send = (event, context, status, data, physicalResourceId, noEcho) => {
  const { StackId, RequestId, LogicalResourceId, ResponseURL } = event;
  const body = JSON.stringify({
    Status: status,
    Reason: \`See the details in CloudWatch Log Stream: \${context.logStreamName}\`,
    PhysicalResourceId: physicalResourceId || context.logStreamName,
    ...{ StackId, RequestId, LogicalResourceId },
    NoEcho: noEcho || false,
    Data: data,
  });
  const url = new URL(ResponseURL);
  const { request } = require(url.protocol === "http:" ? "http" : "https");
  const headers = { "content-type": "", "content-length": Buffer.byteLength(body) };
  return new Promise((resolve) => {
    const ended = () => {
      if (typeof context.done === "function") context.done();
      resolve();
    };
    const sent = request(url, { method: "PUT", headers }, (response) => response.resume().on("end", ended));
    sent.on("error", (error) => {
      console.log(\`send(..) failed executing request(..): \${error}\`);
      ended();
    });
    sent.end(body);
  });
};
`;

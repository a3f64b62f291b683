// The modules that code in a template finds beside itself, `cfn-response` for Node.js and `cfnresponse` for Python: with them the
// function of a custom resource answers.
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

export const cfnResponseForPython = `import json
import urllib.request

SUCCESS = "SUCCESS"
FAILED = "FAILED"


def send(event, context, responseStatus, responseData, physicalResourceId=None, noEcho=False, reason=None):
    answer = {
        "Status": responseStatus,
        "Reason": reason or f"See the details in CloudWatch Log Stream: {context.log_stream_name}",
        "PhysicalResourceId": physicalResourceId or context.log_stream_name,
        "StackId": event["StackId"],
        "RequestId": event["RequestId"],
        "LogicalResourceId": event["LogicalResourceId"],
        "NoEcho": noEcho,
        "Data": responseData,
    }
    body = json.dumps(answer).encode()
    request = urllib.request.Request(event["ResponseURL"], body, {"content-type": ""}, method="PUT")
    try:
        with urllib.request.urlopen(request) as response:
            print("Status code:", response.status)
    except Exception as error:
        print("send(..) failed executing http.request(..):", error)
`;

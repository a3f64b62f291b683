// A handler that echoes, as AWS's Runtime Interface Emulator starts it: by the Runtime API over one kept connection.

import { Agent, type IncomingMessage, request } from "node:http";

const base = `http://${process.env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime/invocation`;
const agent = new Agent({ keepAlive: true, maxSockets: 1 });

interface Answer {
  readonly requestId: string;
  readonly text: string;
}

function ask(method: "GET" | "POST", path: string, body = ""): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = { "content-length": Buffer.byteLength(body) };
    const asked = request(`${base}${path}`, { method, agent, headers }, (response) => {
      textOf(response).then(
        (text) => resolve({ text, requestId: String(response.headers["lambda-runtime-aws-request-id"]) }),
        reject,
      );
    });
    asked.on("error", reject);
    asked.end(body);
  });
}

async function textOf(response: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of response) pieces.push(piece as Buffer);
  return Buffer.concat(pieces).toString();
}

for (;;) {
  const { requestId, text } = await ask("GET", "/next");
  await ask("POST", `/${requestId}/response`, JSON.stringify(JSON.parse(text)));
}

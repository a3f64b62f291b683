// The questions of approve-warning in a region that the service is deployed in: what is kept of each, how it is answered, and how whoever
// answers is cut off.

import { jest } from "@jest/globals";
import { ServiceError } from "../../src/aws/service-error.ts";
import { processesWith } from "../support/processes-with.ts";
import type { DeployedService } from "./deployed-service.ts";

type Question = Readonly<Record<string, { readonly S: string }>>;

export const warning = (day: string) => {
  const findingId = `cape-disappointment/gale/severe/${day}`;
  const stationId = "cape-disappointment";
  return { findingId, stationId, subject: "Gale", message: `Finding: ${findingId}.` };
};

export const answerBy = (link: string, answer: string) =>
  fetch(link, { method: "POST", body: new URLSearchParams({ answer }) });

async function questionOf({ region, outputs }: DeployedService, findingId: string): Promise<Question> {
  const TableName = String(outputs.ApprovalsTableName);
  const { Items } = await region.services.dynamodb.request("Scan", { TableName });
  const questions = Items as unknown as readonly Question[];
  return questions.find((each) => each.findingId?.S === findingId) ?? {};
}

export async function tokenOf(service: DeployedService, findingId: string): Promise<string> {
  const { taskToken } = await questionOf(service, findingId);
  return String(taskToken?.S);
}

/** As if it had been decided so long ago: what the page does goes by the system's clock. */
export async function decidedAgo(service: DeployedService, findingId: string, ms: number): Promise<void> {
  const { approvalId = { S: "" }, decidedAt } = await questionOf(service, findingId);
  const earlier = new Date(Date.parse(decidedAt?.S ?? "") - ms).toISOString();
  await service.region.services.dynamodb.request("UpdateItem", {
    ...{ TableName: String(service.outputs.ApprovalsTableName), Key: { approvalId } },
    ...{ UpdateExpression: "SET decidedAt = :earlier" },
    ExpressionAttributeValues: { ":earlier": { S: earlier } },
  });
}

/** The next time that the page's function tells a workflow it is killed: before that hears of it, or after. */
export function killTellingOnce({ region }: DeployedService, isHeard: boolean): void {
  const { states, lambda } = region.services;
  const succeed = states.tokens.succeed.bind(states.tokens);
  jest.spyOn(states.tokens, "succeed").mockImplementationOnce((...told) => {
    for (const { state, logStreamName } of lambda.functions.host.environments("millrace-dev-answer"))
      if (state === "busy") kill(logStreamName);
    if (!isHeard) throw new ServiceError("ServiceUnavailable", "the caller is gone", { status: 503 });
    succeed(...told);
  });
}

/** The log stream of an environment is nobody else's. */
function kill(logStreamName: string): void {
  for (const pid of processesWith(`AWS_LAMBDA_LOG_STREAM_NAME=${logStreamName}`))
    process.kill(pid, "SIGKILL");
}

// Tells the workflow that waits of a decision, once.

import { MetricUnit } from "@aws-lambda-powertools/metrics";
import {
  InvalidToken,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  SFNClient,
  TaskDoesNotExist,
  TaskTimedOut,
} from "@aws-sdk/client-sfn";
import { alreadyDecidedPage, decidedPage, type Page, plainPages } from "../src/weather/approval-page.ts";
import type { Decision, Question } from "../src/weather/approvals.ts";
import { decideOnce, findQuestion, takeBack } from "./approval-table.ts";
import { logger, metrics } from "./observability.ts";

const workflows = new SFNClient({});

export async function decide(question: Question, answer: Decision | "later"): Promise<Page> {
  const { approvalId, taskToken } = question;
  if (answer === "later") {
    const isHeard = await told(new SendTaskHeartbeatCommand({ taskToken }));
    return isHeard ? plainPages.later : plainPages.tooLate;
  }
  const decidedAt = new Date().toISOString();
  if (!(await decideOnce(question, answer, decidedAt))) {
    return alreadyDecidedPage((await findQuestion(approvalId)) ?? question);
  }
  const output = JSON.stringify({ decision: answer, decidedAt });
  const isHeard = await told(new SendTaskSuccessCommand({ taskToken, output })).catch(async (failure) => {
    await takeBack(question);
    throw failure;
  });
  if (!isHeard) {
    await takeBack(question);
    return plainPages.tooLate;
  }
  metrics.addMetric("ApprovalsAnswered", MetricUnit.Count, 1);
  logger.info("approval answered", { approvalId, findingId: question.findingId, decision: answer });
  return decidedPage(answer, question);
}

/** Whether the workflow still waits. Rejects with what else went wrong. */
async function told(command: SendTaskSuccessCommand | SendTaskHeartbeatCommand): Promise<boolean> {
  try {
    await workflows.send(command as SendTaskSuccessCommand);
    return true;
  } catch (refusal) {
    const isClosed = [TaskTimedOut, TaskDoesNotExist, InvalidToken].some((kind) => refusal instanceof kind);
    if (isClosed) return false;
    throw refusal;
  }
}

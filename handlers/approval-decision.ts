// Tells the workflow that waits of a decision, once.

import { MetricUnit } from "@aws-lambda-powertools/metrics";
import { alreadyDecidedPage, decidedPage, type Page, plainPages } from "../src/weather/approval-page.ts";
import type { Decision, Question } from "../src/weather/approvals.ts";
import { decideOnce, findQuestion, takeBack } from "./approval-table.ts";
import { logger, metrics } from "./observability.ts";
import { goOn, goOnWaiting } from "./waiting-workflow.ts";

export async function decide(question: Question, answer: Decision | "later"): Promise<Page> {
  const { approvalId, taskToken } = question;
  if (answer === "later") return (await goOnWaiting(taskToken)) ? plainPages.later : plainPages.tooLate;
  const decidedAt = new Date().toISOString();
  if (!(await decideOnce(question, answer, decidedAt))) {
    return alreadyDecidedPage((await findQuestion(approvalId)) ?? question);
  }
  const isHeard = await goOn(taskToken, { decision: answer, decidedAt }).catch(async (failure) => {
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

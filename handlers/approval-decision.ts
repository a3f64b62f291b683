// Tells the workflow that waits of a decision, once. It is written down before, and the token is let go of afterwards: a decision that
// still has its token is one that whoever made it may have been cut off from telling, and whoever answers next tells it again.

import { MetricUnit } from "@aws-lambda-powertools/metrics";
import * as pages from "../src/weather/approval-page.ts";
import { type Decision, isBeingTold, type Question } from "../src/weather/approvals.ts";
import { decideOnce, findQuestion, letGo, takeBack } from "./approval-table.ts";
import { logger, metrics } from "./observability.ts";
import { goOn, goOnWaiting } from "./waiting-workflow.ts";

export async function decide(question: Question, answer: Decision | "later"): Promise<pages.Page> {
  const { approvalId, taskToken = "" } = question;
  if (question.decision !== undefined) return tellAgain(question, answer);
  if (answer === "later")
    return (await goOnWaiting(taskToken)) ? pages.plainPages.later : pages.plainPages.tooLate;
  const decided = { ...question, decision: answer, decidedAt: new Date().toISOString() };
  if (!(await decideOnce(decided))) return tellAgain((await findQuestion(approvalId)) ?? question, answer);
  const isHeard = await tell(decided).catch(async (failure) => {
    await takeBack(question);
    throw failure;
  });
  if (!isHeard) {
    await takeBack(question);
    return pages.plainPages.tooLate;
  }
  await letGo(question, isHeard);
  return pages.decidedPage(decided);
}

/** The first answer counts, whoever brings it to the workflow. */
async function tellAgain(question: Question, answer: Decision | "later"): Promise<pages.Page> {
  if (question.taskToken === undefined) return pages.alreadyDecidedPage(question);
  if (isBeingTold(question, Date.now())) return pages.untoldPage(question);
  const isHeard = await tell(question);
  await letGo(question, isHeard);
  const isTheirs = isHeard && answer === question.decision;
  return isTheirs ? pages.decidedPage(question) : pages.alreadyDecidedPage({ ...question, isHeard });
}

/** Whether it still waited. */
async function tell(question: Question): Promise<boolean> {
  const { approvalId, findingId, taskToken = "", decision, decidedAt } = question;
  const isHeard = await goOn(taskToken, { decision, decidedAt });
  if (!isHeard) return false;
  metrics.addMetric("ApprovalsAnswered", MetricUnit.Count, 1);
  logger.info("approval answered", { approvalId, findingId, decision });
  return true;
}

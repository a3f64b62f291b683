// A question whether a public warning goes out: what approve-warning asks, how it is worded, what the table keeps of it, and
// which answers there are.

import * as z from "zod";
import { asciiSubject } from "./alerts.ts";
import type { ApprovalLink } from "./approval-links.ts";

/** What approve-warning hands to the function that asks. */
export const approvalRequestSchema = z.object({
  taskToken: z.string().min(1),
  topicArn: z.string().min(1),
  answerWithinSeconds: z.number().int().positive(),
  findingId: z.string().min(1),
  subject: z.string(),
  message: z.string(),
});

export type ApprovalRequest = Readonly<z.infer<typeof approvalRequestSchema>>;

export type Decision = "approve" | "reject";

/** A question as its table keeps it. */
export interface Question {
  readonly approvalId: string;
  /** The secret that the workflow waits for: it is here, and in no link and no log. Gone once the workflow has been told of the decision. */
  readonly taskToken?: string;
  readonly findingId: string;
  readonly subject: string;
  readonly message: string;
  readonly askedAt: string;
  /** In seconds since the epoch, when the table may forget it: a day after its link, so that a late click is told what became of it. */
  readonly forgetAt: number;
  readonly decision?: Decision;
  readonly decidedAt?: string;
  /** Whether the workflow still waited when it was told. */
  readonly isHeard?: boolean;
}

const daySeconds = 24 * 60 * 60;

export function questionFor(request: ApprovalRequest, link: ApprovalLink, nowMs: number): Question {
  const { taskToken, findingId, subject, message } = request;
  const askedAt = new Date(nowMs).toISOString();
  const forgetAt = link.expiresAt + daySeconds;
  return { approvalId: link.id, taskToken, findingId, subject, message, askedAt, forgetAt };
}

export function wordQuestion(
  { subject, message }: ApprovalRequest,
  link: string,
  expiresAt: number,
): { readonly subject: string; readonly message: string } {
  const until = new Date(expiresAt * 1000).toISOString();
  return {
    subject: asciiSubject(`Approve? ${subject}`),
    message: `${message}\n\nShall the public be warned? Answer once, until ${until}:\n${link}`,
  };
}

/** Longer than the function that tells the workflow may take, by a little for clocks that differ. */
export const tellingMs = 12_000;

/** Whether whoever decided may still be at telling the workflow. */
export function isBeingTold({ decidedAt = "" }: Question, nowMs: number): boolean {
  return nowMs < Date.parse(decidedAt) + tellingMs;
}

/** What a form of the page says: a decision, or that whoever reads it needs more time. Undefined if it says neither. */
export function readAnswer(form: string): Decision | "later" | undefined {
  const answer = new URLSearchParams(form).get("answer");
  return answer === "approve" || answer === "reject" || answer === "later" ? answer : undefined;
}

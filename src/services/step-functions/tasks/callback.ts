// `.waitForTaskToken`: the request hands the token on, and whoever got it answers for the task. The token is known before the
// request is made, because its answer may come before the response does.

import { Failure } from "../../../engine/failure.ts";
import type { TaskCall, TaskResult } from "../../../engine/seams.ts";
import type { CallbackTokens } from "./parts.ts";
import type { Request, TaskHandler } from "./task-handler.ts";

export function awaitingCallback(
  request: Request,
  tokens: CallbackTokens,
  unknownOutcome: Failure,
): TaskHandler {
  return {
    run: (call) => requestAndWait(request, tokens, call),
    // What was not submitted may have been sent all the same, with a token of which nothing is known.
    resume: async (call, submitted) => (submitted === undefined ? unknownOutcome : await tokens.wait(call)),
  };
}

async function requestAndWait(request: Request, tokens: CallbackTokens, call: TaskCall): Promise<TaskResult> {
  const answer = Promise.resolve(tokens.wait(call));
  // Whoever waits below sees it; should the request fail first, nobody waits any more.
  answer.catch(() => undefined);
  let response: TaskResult | undefined;
  try {
    response = await request(call);
  } finally {
    if (response === undefined || response instanceof Failure) tokens.forget?.(call.taskToken ?? "");
  }
  if (response instanceof Failure) return response;
  call.submitted(response);
  return answer;
}

/** A job that is waited for: whoever has its token may answer for it before it ends. The job itself goes on. */
export function answerableJob(job: TaskHandler, tokens: CallbackTokens): TaskHandler {
  const first = async (call: TaskCall, ended: TaskResult | Promise<TaskResult>): Promise<TaskResult> => {
    const { taskToken } = call;
    if (taskToken === undefined) return ended;
    try {
      return await Promise.race([tokens.wait(call), ended]);
    } finally {
      tokens.forget?.(taskToken);
    }
  };
  return {
    run: (call) => first(call, job.run(call)),
    resume: (call, submitted) => first(call, job.resume(call, submitted)),
  };
}

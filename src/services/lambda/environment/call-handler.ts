// Calls a handler: by its promise, or, for runtimes up to nodejs22.x, by its callback.

import type { HandlerContext } from "./context.ts";
import type { Handler } from "./load-handler.ts";

export type CallHandler = (handler: Handler, event: unknown, context: HandlerContext) => unknown;

/** A handler of nodejs24.x: whatever it returns is awaited. */
export const callForPromise: CallHandler = (handler, event, context) => handler(event, context);

/** A handler of nodejs22.x may return a promise or call back; the first of the two decides. */
export const callForCallback: CallHandler = (handler, event, context) =>
  new Promise((resolve, reject) => {
    // "callbackWaitsForEmptyEventLoop" in Lambda's Node.js documentation: the response waits until nothing is left to do.
    const whenIdle = (settle: () => void) => {
      if (context.callbackWaitsForEmptyEventLoop) process.once("beforeExit", settle);
      else settle();
    };
    const neverCalledBack = () => resolve(null);
    let hasCalledBack = false;
    const callback = (error: unknown, result: unknown) => {
      hasCalledBack = true;
      process.off("beforeExit", neverCalledBack);
      if (error === null || error === undefined) whenIdle(() => resolve(result));
      else whenIdle(() => reject(error));
    };
    const returned = handler(event, withEnds(context, callback), callback);
    if (isPromise(returned)) returned.then(resolve, reject);
    else if (!hasCalledBack) process.once("beforeExit", neverCalledBack);
  });

/** The ways to end an invocation that came before callbacks. */
function withEnds(context: HandlerContext, done: (error: unknown, result?: unknown) => void): HandlerContext {
  return Object.assign(context, {
    done,
    succeed: (result: unknown) => done(null, result),
    fail: (error: unknown) => done(error ?? "handled"),
  });
}

function isPromise(value: unknown): value is Promise<unknown> {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}

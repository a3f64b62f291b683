// Calls a handler: by its promise, or, for runtimes up to nodejs22.x, by its callback.

import type { HandlerContext } from "./context.ts";
import type { Handler } from "./load-handler.ts";
import { isPromise } from "./response-stream.ts";
import { RuntimeError } from "./runtime-error.ts";

export type CallHandler = (handler: Handler, event: unknown, context: HandlerContext) => unknown;

/** A handler of nodejs24.x: whatever it returns is awaited. */
export const callForPromise: CallHandler = (handler, event, context) => handler(event, context);

/** What becomes of the invocation under way once nothing is left that could end it. */
let whenIdle: (() => void) | undefined;
process.on("beforeExit", () => whenIdle?.());

/** A handler of nodejs22.x may return a promise or call back; the first of the two decides, and if neither ever will, that does. */
export const callForCallback: CallHandler = (handler, event, context) =>
  new Promise((resolve, reject) => {
    whenIdle = () => (isAsync(handler) ? reject(neverSettled()) : resolve(null));
    const done = (error: unknown, result?: unknown) => (isNothing(error) ? resolve(result) : reject(error));
    let hasCalledBack = false;
    const callback = (error: unknown, result?: unknown) => {
      if (hasCalledBack) return;
      hasCalledBack = true;
      // "callbackWaitsForEmptyEventLoop" in Lambda's Node.js documentation: a response waits until nothing is left to do. An error never does.
      if (isNothing(error) && context.callbackWaitsForEmptyEventLoop) whenIdle = () => resolve(result);
      else done(error, result);
    };
    const returned = handler(event, withEnds(context, done), callback);
    if (isPromise(returned))
      returned.then(
        (result) => done(null, result),
        (error) => done(error ?? "handled"),
      );
  });

/** The ways to end an invocation that came before callbacks: at once. */
function withEnds(context: HandlerContext, done: (error: unknown, result?: unknown) => void): HandlerContext {
  return Object.assign(context, {
    done,
    succeed: (result: unknown) => done(null, result),
    fail: (error: unknown) => done(error ?? "handled"),
  });
}

function isNothing(value: unknown): boolean {
  return value === null || value === undefined;
}

function isAsync(handler: Handler): boolean {
  return handler.constructor?.name === "AsyncFunction";
}

function neverSettled(): RuntimeError {
  return new RuntimeError(
    "Runtime.NodeJsExit",
    "The Lambda runtime client detected an unexpected Node.js exit code. This is most commonly caused by a Promise that was never settled. For more information, see https://nodejs.org/docs/latest/api/process.html#exit-codes",
  );
}

// How a handler may fail, as data.

/** Events after which a handler has failed, and the error that is told of it. */
export const failures: readonly (readonly [what: string, event: object, error: object])[] = [
  ["an error", { action: "fail" }, { errorType: "ReadingError", errorMessage: "sensor is wet" }],
  ["text", { action: "failWithText" }, { errorType: "string", errorMessage: "just text", trace: [] }],
  [
    "a cyclic result",
    { action: "cyclic" },
    { errorType: "Runtime.JSONStringifyError", errorMessage: "Unable to stringify response body" },
  ],
  ["a BigInt result", { action: "bigint" }, { errorType: "Runtime.JSONStringifyError" }],
  [
    "an exception outside the handler",
    { action: "uncaught" },
    { errorType: "TypeError", errorMessage: "thrown outside the handler" },
  ],
  [
    "an unhandled rejection",
    { action: "rejected" },
    { errorType: "Runtime.UnhandledPromiseRejection", errorMessage: "Error: nobody caught me" },
  ],
  [
    "a response beyond 6 MB",
    { action: "large", bytes: 6_291_557 },
    {
      errorType: "Function.ResponseSizeTooLarge",
      errorMessage: "Response payload size exceeded maximum allowed payload size (6291556 bytes).",
    },
  ],
];

/** Events that end the process, and what is told of it. */
export const ends: readonly (readonly [what: string, event: object, errorType: string, text: string])[] = [
  ["exit(1)", { action: "exit", code: 1 }, "Runtime.ExitError", "Runtime exited with error: exit status 1"],
  ["exit(0)", { action: "exit", code: 0 }, "Runtime.ExitError", "Runtime exited without providing a reason"],
  [
    "a promise that can never settle",
    { action: "never" },
    "Runtime.ExitError",
    "Runtime exited without providing a reason",
  ],
  [
    "a heap that runs full",
    { action: "exhaust" },
    "Runtime.OutOfMemory",
    "Runtime exited with error: signal: killed",
  ],
];

/** Events that are answered, and whose process ends before it takes the next; what its log says of that. */
export const leftBehind: readonly (readonly [what: string, event: object, told: string | undefined])[] = [
  ["a rejection that nobody waits for", { action: "leaveRejected" }, "Runtime.UnhandledPromiseRejection"],
  ["an exception after the answer", { action: "leaveThrown" }, "too late"],
  ["an exit after the answer", { action: "leaveExit", code: 3 }, undefined],
];

/** Handlers that cannot be loaded, and what is told of each. */
export const brokenModules: readonly (readonly [
  what: string,
  handler: string,
  errorType: string,
  message: RegExp,
])[] = [
  [
    "a module that is missing",
    "absent.handler",
    "Runtime.ImportModuleError",
    /^Error: Cannot find module 'absent'/,
  ],
  [
    "an export that is missing",
    "everything.absent",
    "Runtime.HandlerNotFound",
    /^everything.absent is undefined or not exported$/,
  ],
  [
    "an export that is no function",
    "everything.notAFunction",
    "Runtime.HandlerNotFound",
    /is not a function$/,
  ],
  ["a handler without an export", "everything", "Runtime.MalformedHandlerName", /^Bad handler$/],
  [
    "a handler outside its root",
    "../everything.handler",
    "Runtime.MalformedHandlerName",
    /is not a valid handler name/,
  ],
  ["a name that no process can be given", "everything.hand\0ler", "Runtime.ExitError", /without null bytes/],
  ["a syntax error", "broken-syntax.handler", "Runtime.UserCodeSyntaxError", /^SyntaxError: /],
  [
    "a package that is missing",
    "broken-import.handler",
    "Error",
    /^Cannot find package 'a-package-that-does-not-exist'/,
  ],
  ["a module that throws", "broken-init.handler", "RangeError", /^no configuration$/],
  [
    "a callback handler on nodejs24.x",
    "everything.callbackHandler",
    "Runtime.CallbackHandlerDeprecated",
    /removed support for callback/,
  ],
];

/** What a handler that calls back is asked, and how it ends. */
export const calledBack: readonly (readonly [
  what: string,
  event: object,
  functionError: string | undefined,
  answer: object | null,
])[] = [
  ["their result, after the event loop is empty", {}, undefined, { calledBack: true }],
  ["their result, at once", { wait: false }, undefined, { calledBack: true }],
  ["their error", { error: "too hot" }, "Unhandled", { errorType: "ReadingError", errorMessage: "too hot" }],
  [
    "what succeed gives",
    { wait: false, end: "succeed", values: [{ by: "succeed" }] },
    undefined,
    { by: "succeed" },
  ],
  [
    "what done gives",
    { wait: false, end: "done", values: [null, { by: "done" }] },
    undefined,
    { by: "done" },
  ],
  [
    "what fail gives",
    { wait: false, end: "fail", values: ["broken"] },
    "Unhandled",
    { errorType: "string", errorMessage: "broken" },
  ],
  ["null when they never call back", { silent: true }, undefined, null],
];

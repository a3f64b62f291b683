// Ctrl-C and SIGTERM as a promise. A second Ctrl-C ends the process at once, for those who will not wait.

/** Ctrl-C comes twice where the process that was started passes it on to one of a newer Node: from it, and from the terminal. */
const togetherMs = 500;

export interface Interruption {
  readonly promise: Promise<void>;
  dispose(): void;
}

export function interruption(): Interruption {
  let resolve: () => void = () => {};
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  let firstAt: number | undefined;
  /** Without a signal where the process tells itself: nobody has become impatient then. */
  const interrupt = (signal: NodeJS.Signals | undefined) => {
    resolve();
    if (signal === undefined) return;
    const now = performance.now();
    firstAt ??= now;
    if (now - firstAt > togetherMs) process.exit(130);
  };
  process.on("SIGINT", interrupt);
  process.on("SIGTERM", interrupt);
  return {
    promise,
    dispose() {
      process.off("SIGINT", interrupt);
      process.off("SIGTERM", interrupt);
    },
  };
}

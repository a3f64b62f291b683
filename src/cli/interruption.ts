// Ctrl-C and SIGTERM as a promise. A second Ctrl-C ends the process at once, for those who will not wait.

export interface Interruption {
  readonly promise: Promise<void>;
  dispose(): void;
}

export function interruption(): Interruption {
  let resolve: () => void = () => {};
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  let times = 0;
  const interrupt = () => {
    times++;
    if (times > 1) process.exit(130);
    resolve();
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

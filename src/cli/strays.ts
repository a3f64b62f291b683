// The last net: what nobody caught where it started is told with its cause, and the region stays up. Whatever comes here is a bug
// of ours, but one that should cost its user a line on the terminal and not all that is running.

/** Until the answer is called. */
export function catchStrays(tell: (fault: unknown, where: string) => void): () => void {
  const onException = (fault: unknown) => tell(fault, "something that nobody was waiting for");
  process.on("uncaughtException", onException);
  process.on("unhandledRejection", onException);
  return () => {
    process.off("uncaughtException", onException);
    process.off("unhandledRejection", onException);
  };
}
